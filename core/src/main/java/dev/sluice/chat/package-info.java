/**
 * For everybody: what is asked, what comes back, and how it ended. Values alone, which know nothing
 * of threads, providers, transports or clocks.
 *
 * <p>A {@link dev.sluice.chat.ChatRequest} holds {@link dev.sluice.chat.Message}s of {@link
 * dev.sluice.chat.Part}s. The answer comes as {@link dev.sluice.chat.StreamEvent}s, which make a
 * {@link dev.sluice.chat.Reply}.
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
 *     ├── Interrupted the process that received it ended first
 *     └── Cancelled  somebody on this side stopped it
 * </pre>
 *
 * <p>Every cause but {@code Cancelled} carries a {@link dev.sluice.chat.Failure}, which says what
 * happened, to what, and what to do next. Whoever only iterates text, or asks for the reply, gets
 * the one exception type, {@link dev.sluice.chat.StreamException}, which carries that ending.
 */
@NullMarked
package dev.sluice.chat;

import org.jspecify.annotations.NullMarked;
