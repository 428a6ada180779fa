package dev.sluice.stream;

import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * A model that can be asked. Thread-safe, and made to be kept: any number of streams run at once.
 *
 * <pre>{@code
 * try (var stream = model.stream("Write a short poem about Java.")) {
 *   stream.text().forEach(System.out::print);
 * }
 * }</pre>
 */
public final class ChatModel {
  private final String name;
  private final StreamSource source;
  private final LongSupplier nanoClock;

  /**
   * A model over a source of one's own.
   *
   * @param name {@code provider/model}
   * @param nanoClock elapsed time in nanoseconds, as {@link System#nanoTime}
   */
  public ChatModel(String name, StreamSource source, LongSupplier nanoClock) {
    this.name = Objects.requireNonNull(name, "name");
    this.source = Objects.requireNonNull(source, "source");
    this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
  }

  /** {@code provider/model}. */
  public String name() {
    return name;
  }

  /** What answers. */
  public StreamSource source() {
    return source;
  }

  /** Asks one question; returns at once. */
  public ChatStream stream(String prompt) {
    return stream(ChatRequest.of(prompt));
  }

  /** Asks; returns at once, and the answer begins to arrive whether or not anybody reads yet. */
  public ChatStream stream(ChatRequest request) {
    return ChatStream.open(source, request, nanoClock);
  }

  /**
   * Asks and waits for the whole reply.
   *
   * @throws StreamException if the answer is not whole; the partial is in it
   */
  public Reply ask(String prompt) {
    return ask(ChatRequest.of(prompt));
  }

  /**
   * Asks and waits for the whole reply.
   *
   * @throws StreamException if the answer is not whole; the partial is in it
   */
  public Reply ask(ChatRequest request) {
    try (ChatStream stream = stream(request)) {
      return stream.await().completeReply();
    }
  }

  @Override
  public String toString() {
    return "ChatModel[" + name + "]";
  }
}
