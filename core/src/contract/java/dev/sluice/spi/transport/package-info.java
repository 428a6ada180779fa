/** What every transport must do, over real sockets; each transport's tests extend it. */
@NullMarked
package dev.sluice.spi.transport;

import org.jspecify.annotations.NullMarked;
