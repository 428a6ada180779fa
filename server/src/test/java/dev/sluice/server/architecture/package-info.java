/** The architecture as rules, and a small tree that breaks every one of them. */
@NullMarked
package dev.sluice.server.architecture;

import org.jspecify.annotations.NullMarked;
