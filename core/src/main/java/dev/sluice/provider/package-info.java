/**
 * Turns requests into bytes for a provider and a provider's bytes into events.
 *
 * <p>{@link dev.sluice.provider.HttpSource} joins a transport, a {@link
 * dev.sluice.provider.WireFormat} and its {@link dev.sluice.provider.Framing}; each wire format is
 * a package of its own below this one, and they do not see each other. A {@link
 * dev.sluice.provider.ModelProvider} offers models under a name.
 */
@NullMarked
package dev.sluice.provider;

import org.jspecify.annotations.NullMarked;
