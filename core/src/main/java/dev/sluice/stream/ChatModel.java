package dev.sluice.stream;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamRecorder;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

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
  private final StreamTimer timer;
  private final Map<Policy.Layer, List<Policy>> policies;
  private final Executor callbacks;
  private final List<StreamListener> listeners;
  private final StreamSource source;

  /** See {@link Policy#kept}. */
  private final Optional<Reply> kept;

  /**
   * A model over a source of one's own, such as a test's. It has no policies until it is given
   * some.
   *
   * @param name {@code provider/model}
   * @param timer {@code StreamTimer.of(System::nanoTime)} where nothing needs to ring
   */
  public ChatModel(String name, StreamSource source, StreamTimer timer) {
    this(
        name,
        ObservedSource.of(
            Objects.requireNonNull(name, "name"), Objects.requireNonNull(source, "source")),
        timer,
        new EnumMap<>(Policy.Layer.class),
        Threads.VIRTUAL,
        List.of());
  }

  private ChatModel(
      String name,
      StreamSource bare,
      StreamTimer timer,
      Map<Policy.Layer, List<Policy>> policies,
      Executor callbacks,
      List<StreamListener> listeners) {
    this.name = name;
    this.bare = bare;
    this.timer = Objects.requireNonNull(timer, "timer");
    this.policies = policies;
    this.callbacks = callbacks;
    this.listeners = listeners;
    this.source = composed();
    this.kept =
        policies.values().stream()
            .flatMap(List::stream)
            .flatMap(policy -> policy.kept().stream())
            .findFirst();
  }

  /** Every policy around the source, the outermost last. */
  private StreamSource composed() {
    StreamSource whole = bare;
    for (Policy.Layer layer : List.of(Policy.Layer.values()).reversed()) {
      for (Policy policy : policies(layer).reversed()) {
        whole =
            layer.isFree()
                ? new GuardedSource(whole, policy, layer, name)
                : policy.around(layer, whole, name);
      }
    }
    return whole;
  }

  /**
   * This model with a policy more. It takes the place of one of the same {@link Policy.Layer}, and
   * the order of calls does not matter: the layers have theirs. Only in a {@linkplain
   * Policy.Layer#isFree free} layer does it join those that are there, inside of them.
   *
   * @throws IllegalArgumentException if the policy names no layer
   */
  public ChatModel with(Policy policy) {
    Objects.requireNonNull(policy, "policy");
    Set<Policy.Layer> layers = policy.layers();
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "a policy without a layer would do nothing; name one in its layers(): " + policy);
    }
    Map<Policy.Layer, List<Policy>> more = new EnumMap<>(Policy.Layer.class);
    more.putAll(policies);
    for (Policy.Layer layer : layers) {
      List<Policy> there = new ArrayList<>(layer.isFree() ? policies(layer) : List.of());
      there.add(policy);
      more.put(layer, List.copyOf(there));
    }
    return new ChatModel(name, bare, timer, more, callbacks, listeners);
  }

  /**
   * What stands in this layer, as {@link #with} put it there; in a {@linkplain Policy.Layer#isFree
   * free} one the outermost.
   */
  public Optional<Policy> policy(Policy.Layer layer) {
    return policies(layer).stream().findFirst();
  }

  /** All that stand in this layer, the outermost first; more than one only in a free one. */
  public List<Policy> policies(Policy.Layer layer) {
    return policies.getOrDefault(layer, List.of());
  }

  /**
   * This model with another executor for callbacks and subscribers that name none, in place of
   * virtual threads; what it may be is said at {@link ChatStream#onEach(Executor, Consumer)}.
   */
  public ChatModel callbacksOn(Executor executor) {
    Objects.requireNonNull(executor, "executor");
    return new ChatModel(name, bare, timer, policies, executor, listeners);
  }

  /**
   * This model with a listener more, which hears of every stream that is opened from what this
   * returns. Nobody's listener takes another one's place; none of them can hold a stream up.
   */
  public ChatModel observedBy(StreamListener listener) {
    List<StreamListener> more = new ArrayList<>(listeners);
    more.add(Objects.requireNonNull(listener, "listener"));
    return new ChatModel(name, bare, timer, policies, callbacks, List.copyOf(more));
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
    return stream(Objects.requireNonNull(request, "request"), audience(request), null);
  }

  /**
   * Asks as {@link #stream(ChatRequest)} does, and has what the stream tells kept: the recorder
   * hears each event before any reader can, and how the stream ended, whoever ended it and whether
   * or not anybody reads. It is no reader itself: of an answer that nobody reads, no more comes
   * than a stream's buffer holds, until somebody reads, cancels or closes it.
   *
   * <pre>{@code
   * RunWriter writer = log.begin(new RunStart(ids.next(), model.name(), request, clock.now()));
   * Ending ending = model.stream(request, writer).await();
   * }</pre>
   *
   * @param recorder of this stream alone
   */
  public ChatStream stream(ChatRequest request, StreamRecorder recorder) {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(recorder, "recorder");
    return stream(request, audience(request), recorder);
  }

  /** Those who want to hear of a stream that is about to be opened; null if nobody does. */
  @Nullable Audience audience(ChatRequest request) {
    return Audience.of(listeners, name, request, timer);
  }

  ChatStream stream(
      ChatRequest request, @Nullable Audience audience, @Nullable StreamRecorder recorder) {
    Arrival arrival = new Arrival(name, kept, request, timer, audience, recorder);
    return ChatStream.open(arrival, source, request, callbacks);
  }

  /** As {@link #publisher(ChatRequest)}. */
  public Flow.Publisher<StreamEvent> publisher(String prompt) {
    return publisher(ChatRequest.of(prompt));
  }

  /**
   * Asks whenever somebody subscribes, and not before: each subscriber has a stream of its own,
   * which is seen as {@link ChatStream#publisher()} shows it. Nothing is held for a publisher that
   * nobody subscribes to.
   */
  public Flow.Publisher<StreamEvent> publisher(ChatRequest request) {
    return publisher(request, callbacks);
  }

  /**
   * As {@link #publisher(ChatRequest)}, with subscribers called as {@link
   * ChatStream#publisher(Executor)} calls them.
   */
  public Flow.Publisher<StreamEvent> publisher(ChatRequest request, Executor executor) {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(executor, "executor");
    return subscriber -> {
      Objects.requireNonNull(subscriber, "subscriber");
      stream(request).publisher(executor).subscribe(subscriber);
    };
  }

  /** As {@link #textPublisher(ChatRequest)}. */
  public Flow.Publisher<String> textPublisher(String prompt) {
    return textPublisher(ChatRequest.of(prompt));
  }

  /**
   * Asks whenever somebody subscribes, as {@link #publisher(ChatRequest)} does, and shows each
   * stream as {@link ChatStream#textPublisher()} does: its text alone, and an end that is not
   * complete as an error.
   */
  public Flow.Publisher<String> textPublisher(ChatRequest request) {
    return textPublisher(request, callbacks);
  }

  /**
   * As {@link #textPublisher(ChatRequest)}, with subscribers called as {@link
   * ChatStream#publisher(Executor)} calls them.
   */
  public Flow.Publisher<String> textPublisher(ChatRequest request, Executor executor) {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(executor, "executor");
    return subscriber -> {
      Objects.requireNonNull(subscriber, "subscriber");
      stream(request).textPublisher(executor).subscribe(subscriber);
    };
  }

  /**
   * Asks and waits for the whole reply.
   *
   * @throws dev.sluice.chat.StreamException if the answer is not whole; the partial is in it
   * @throws IllegalStateException inside a callback on {@link ChatStream#INLINE}
   */
  public Reply ask(String prompt) {
    return ask(ChatRequest.of(prompt));
  }

  /**
   * Asks and waits for the whole reply.
   *
   * @throws dev.sluice.chat.StreamException if the answer is not whole; the partial is in it
   * @throws IllegalStateException inside a callback on {@link ChatStream#INLINE}
   */
  public Reply ask(ChatRequest request) {
    Objects.requireNonNull(request, "request");
    InPlace.refuseToWait("ask()");
    try (ChatStream stream = stream(request)) {
      return stream.await().completeReply();
    }
  }

  @Override
  public String toString() {
    return "ChatModel[" + name + "]";
  }
}
