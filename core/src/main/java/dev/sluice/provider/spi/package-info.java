/**
 * For whoever adds a provider: turns requests into bytes for it, and its bytes into events.
 *
 * <p>{@link dev.sluice.provider.spi.HttpSource} joins a transport, a {@link
 * dev.sluice.provider.spi.WireFormat} and its {@link dev.sluice.provider.spi.Framing}; each wire
 * format is a package of its own beside this one, and they do not see each other. A {@link
 * dev.sluice.provider.spi.ModelProvider} offers models under a name.
 */
@NullMarked
package dev.sluice.provider.spi;

import org.jspecify.annotations.NullMarked;
