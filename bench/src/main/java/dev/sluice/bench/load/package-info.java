/** The server that every client streams from. */
@NullMarked
package dev.sluice.bench.load;

import org.jspecify.annotations.NullMarked;
