/**
 * For whoever adds a provider: turns requests into bytes for it, and its bytes into events.
 *
 * <p>{@link dev.sluice.spi.provider.HttpSource} joins a transport, a {@link
 * dev.sluice.spi.provider.WireFormat} and its {@link dev.sluice.spi.provider.Framing}; each wire
 * format is a package of its own beside this one, and they do not see each other. A {@link
 * dev.sluice.spi.provider.ModelProvider} offers models under a name.
 */
@NullMarked
package dev.sluice.spi.provider;

import org.jspecify.annotations.NullMarked;
