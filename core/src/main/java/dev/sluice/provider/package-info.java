/**
 * For users: what providers say of their models before one is asked. How a provider is added stands
 * in {@link dev.sluice.spi.provider}.
 */
@NullMarked
package dev.sluice.provider;

import org.jspecify.annotations.NullMarked;
