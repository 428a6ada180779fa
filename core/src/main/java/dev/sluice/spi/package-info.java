/**
 * For whoever makes streams or stands between them and their readers: sources, policies and what they
 * are told by.
 *
 * <p>A {@link dev.sluice.spi.StreamSource} answers a {@link dev.sluice.chat.ChatRequest} by pushing
 * {@link dev.sluice.chat.StreamEvent}s and one {@link dev.sluice.chat.Outcome} into a {@link
 * dev.sluice.spi.StreamSink}, and is steered by the {@link dev.sluice.spi.StreamControl} that it hands
 * over. A {@link dev.sluice.spi.Policy} is a source around another one; {@link
 * dev.sluice.spi.ForwardingStream} is the class to begin with. What happens in one stream happens in
 * its {@link dev.sluice.spi.Lane}, on one thread at a time.
 */
@NullMarked
package dev.sluice.spi;

import org.jspecify.annotations.NullMarked;
