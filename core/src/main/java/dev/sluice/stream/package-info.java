/**
 * For users: a model that can be asked, and its answer as it arrives.
 *
 * <p>{@link dev.sluice.stream.ChatModel} stands around a source with its policies. {@link
 * dev.sluice.stream.ChatStream} is the sink that users hold: it keeps the partial reply, times it,
 * and shows the one stream as an iterator, a {@code Flow.Publisher}, callbacks or a future.
 *
 * <p>What happens to a stream, for logs, metrics and traces, a {@link
 * dev.sluice.stream.StreamListener} hears beside its readers. How streams end stands in {@link
 * dev.sluice.chat}.
 */
@NullMarked
package dev.sluice.stream;

import org.jspecify.annotations.NullMarked;
