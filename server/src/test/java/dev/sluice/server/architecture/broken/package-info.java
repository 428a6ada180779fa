/** Breaks every rule once. */
@NullMarked
package dev.sluice.server.architecture.broken;

import org.jspecify.annotations.NullMarked;
