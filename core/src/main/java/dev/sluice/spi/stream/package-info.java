/**
 * For whoever makes streams or stands between them and their readers: sources, policies and what
 * they are told by.
 *
 * <p>A {@link dev.sluice.spi.stream.StreamSource} answers a {@link dev.sluice.chat.ChatRequest} by
 * pushing {@link dev.sluice.chat.StreamEvent}s and one {@link dev.sluice.chat.Outcome} into a
 * {@link dev.sluice.spi.stream.StreamSink}, and is steered by the {@link
 * dev.sluice.spi.stream.StreamControl} that it hands over. A {@link dev.sluice.spi.stream.Policy}
 * is a source around another one; {@link dev.sluice.spi.stream.ForwardingStream} is the class to
 * begin with. What happens in one stream happens in its {@link dev.sluice.spi.stream.Lane}, on one
 * thread at a time.
 */
@NullMarked
package dev.sluice.spi.stream;

import org.jspecify.annotations.NullMarked;
