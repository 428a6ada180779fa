/** The gateway: every provider behind one address, in front of the run log. */
@NullMarked
package dev.sluice.server;

import org.jspecify.annotations.NullMarked;
