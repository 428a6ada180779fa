/** What the library does about what happens on the wire: real sockets, through the simulator. */
@NullMarked
package dev.sluice.wire;

import org.jspecify.annotations.NullMarked;
