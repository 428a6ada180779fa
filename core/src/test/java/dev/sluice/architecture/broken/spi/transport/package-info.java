/** Breaks rules, so that they can be seen to find it. */
@NullMarked
package dev.sluice.architecture.broken.spi.transport;

import org.jspecify.annotations.NullMarked;
