package dev.sluice.stream;

import dev.sluice.chat.ChatRequest;
import java.util.List;
import java.util.Objects;

/**
 * Asks many questions at once, without a thread each, and gives the answers in the order of the
 * questions. Immutable.
 *
 * <pre>{@code
 * List<Ending> all = Gather.with(model).atOnce(8).start(requests).await();
 * }</pre>
 */
public final class Gather {
  /** How many streams run at once if nothing else is said. */
  public static final int AT_ONCE = 32;

  private final ChatModel model;
  private final int atOnce;
  private final boolean untilFirstFailure;

  private Gather(ChatModel model, int atOnce, boolean untilFirstFailure) {
    this.model = model;
    this.atOnce = atOnce;
    this.untilFirstFailure = untilFirstFailure;
  }

  /** Asks this model, {@value #AT_ONCE} streams at once, and collects every ending. */
  public static Gather with(ChatModel model) {
    return new Gather(Objects.requireNonNull(model, "model"), AT_ONCE, false);
  }

  /**
   * At most this many streams run at once; the others wait their turn.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public Gather atOnce(int streams) {
    if (streams < 1) {
      throw new IllegalArgumentException("at least one stream must run at once, not " + streams);
    }
    return new Gather(model, streams, untilFirstFailure);
  }

  /** The first stream that ends incomplete cancels the others. */
  public Gather untilFirstFailure() {
    return new Gather(model, atOnce, true);
  }

  /** Starts; returns at once. */
  public Gathering start(List<ChatRequest> requests) {
    Objects.requireNonNull(requests, "requests");
    return Gathering.start(model, List.copyOf(requests), atOnce, untilFirstFailure);
  }
}
