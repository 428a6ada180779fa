/**
 * The waist of the library: what is asked, what comes back, and how it ended. It knows no provider,
 * no transport and no clock.
 *
 * <p>A {@link dev.sluice.stream.StreamSource} answers a {@link dev.sluice.stream.ChatRequest} by
 * pushing {@link dev.sluice.stream.StreamEvent}s and one {@link dev.sluice.stream.Outcome} into a
 * {@link dev.sluice.stream.StreamSink}. {@link dev.sluice.stream.ChatStream} is the sink that users
 * hold: it keeps the partial reply, times it, and shows the one stream as an iterator, a {@code
 * Flow.Publisher}, callbacks or a future.
 *
 * <p>What happens to a stream, for logs, metrics and traces, a {@link
 * dev.sluice.stream.StreamListener} hears beside its readers.
 *
 * <p>How a stream ends, whole:
 *
 * <pre>
 * Ending
 * ├── Completed   the provider's own good end arrived; finish reason, reply
 * └── Incomplete  the partial reply, and a Cause
 *     ├── Truncated  the body ended cleanly without the provider's good end
 *     ├── Cut        the connection broke after the answer had begun
 *     ├── Failed     the provider refused or failed, or could not be reached
 *     ├── TimedOut   one of the four timeouts
 *     ├── OverBudget the stream stopped itself at its budget
 *     └── Cancelled  somebody on this side stopped it
 * </pre>
 *
 * <p>Every cause but {@code Cancelled} carries a {@link dev.sluice.stream.Failure}, which says what
 * happened, to what, and what to do next. Whoever only iterates text, or asks for the reply, gets
 * the one exception type, {@link dev.sluice.stream.StreamException}, which carries that ending.
 */
@NullMarked
package dev.sluice.stream;

import org.jspecify.annotations.NullMarked;
