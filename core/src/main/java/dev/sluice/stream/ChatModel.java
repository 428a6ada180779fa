package dev.sluice.stream;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
  private final StreamSource bare;
  private final LongSupplier nanoClock;
  private final Map<Policy.Layer, Policy> policies;
  private final StreamSource source;

  /**
   * A model over a source of one's own.
   *
   * @param name {@code provider/model}
   * @param nanoClock elapsed time in nanoseconds, as {@link System#nanoTime}
   */
  public ChatModel(String name, StreamSource source, LongSupplier nanoClock) {
    this(name, source, nanoClock, new EnumMap<>(Policy.Layer.class));
  }

  private ChatModel(
      String name, StreamSource bare, LongSupplier nanoClock, Map<Policy.Layer, Policy> policies) {
    this.name = Objects.requireNonNull(name, "name");
    this.bare = Objects.requireNonNull(bare, "source");
    this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
    this.policies = policies;
    this.source = composed();
  }

  /** Every policy around the source, the outermost last. */
  private StreamSource composed() {
    StreamSource whole = bare;
    for (Policy.Layer layer : List.of(Policy.Layer.values()).reversed()) {
      Policy policy = policies.get(layer);
      whole = policy == null ? whole : policy.around(layer, whole, name);
    }
    return whole;
  }

  /**
   * This model with a policy more; it takes the place of one of the same {@link Policy.Layer}. The
   * order of calls does not matter: the layers have theirs.
   */
  public ChatModel with(Policy policy) {
    Map<Policy.Layer, Policy> more = new EnumMap<>(Policy.Layer.class);
    more.putAll(policies);
    policy.layers().forEach(layer -> more.put(layer, policy));
    return new ChatModel(name, bare, nanoClock, more);
  }

  /** {@code provider/model}. */
  public String name() {
    return name;
  }

  /** What answers, with its policies. */
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
