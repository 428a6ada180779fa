/** A scripted provider on real sockets. */
@NullMarked
package dev.sluice.simulator;

import org.jspecify.annotations.NullMarked;
