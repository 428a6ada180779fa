/** A whole gateway, asked over sockets, with a simulated provider behind it. */
@NullMarked
package dev.sluice.server;

import org.jspecify.annotations.NullMarked;
