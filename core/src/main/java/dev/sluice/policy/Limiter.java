package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * At most so many streams at once, and so many requests and tokens in any minute. The others wait,
 * first come first served; their wait can be cancelled, and the queue is bounded. Share one limiter
 * between the models of one key.
 *
 * <p>A request counts with its estimated tokens (its text, and {@code max-tokens} if set) from its
 * start, and with what its provider reported once it has ended. The time-outs of an attempt do not
 * run while it waits here; the total timeout does.
 */
public final class Limiter implements Policy {
  private static final int QUEUE = 10_000;

  /** More tokens than any answer has. */
  private static final long MAX_COUNTED = 1_000_000_000_000L;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final long streams;
  private final long requests;
  private final long tokens;
  private final int queue;
  private final Clock clock;

  private final Object lock = new Object();
  private final ArrayDeque<LimitedStage> waiting = new ArrayDeque<>();
  private final ArrayDeque<Start> lastMinute = new ArrayDeque<>();
  private long tokensLastMinute;
  private int running;

  /** Whether an alarm is set for whoever only time can help. */
  private boolean alarmed;

  private Limiter(long streams, long requests, long tokens, int queue, Clock clock) {
    this.streams = streams;
    this.requests = requests;
    this.tokens = tokens;
    this.queue = queue;
    this.clock = clock;
  }

  /** No limit yet, and a queue of {@value #QUEUE}. */
  public static Limiter unlimited() {
    return new Limiter(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, QUEUE, Clock.system());
  }

  /** A fresh limiter as this one, with at most this many streams at once. */
  public Limiter streams(long max) {
    return new Limiter(checked(max), requests, tokens, queue, clock);
  }

  /** A fresh limiter as this one, with at most this many requests begun in any minute. */
  public Limiter requestsPerMinute(long max) {
    return new Limiter(streams, checked(max), tokens, queue, clock);
  }

  /** A fresh limiter as this one, with at most this many tokens in any minute. */
  public Limiter tokensPerMinute(long max) {
    return new Limiter(streams, requests, checked(max), queue, clock);
  }

  /** A fresh limiter as this one, in which at most this many streams wait; one more fails. */
  public Limiter queue(int max) {
    return new Limiter(streams, requests, tokens, max, clock);
  }

  /** A fresh limiter as this one by another clock, for tests. */
  public Limiter by(Clock other) {
    return new Limiter(streams, requests, tokens, queue, Objects.requireNonNull(other, "other"));
  }

  private static long checked(long max) {
    if (max < 1) {
      throw new IllegalArgumentException("a limit must be 1 or more, not " + max);
    }
    return max;
  }

  @Override
  public Set<Layer> layers() {
    return EnumSet.of(Layer.LIMITER);
  }

  @Override
  public StreamSource around(Layer layer, StreamSource inner, String model) {
    return new Decorator(
        inner,
        (request, sink) -> {
          LimitedStage stage = new LimitedStage(sink, inner, request, this);
          sink.onOpen(stage);
          if (!stage.isOver()) {
            enter(stage);
          }
        });
  }

  private void enter(LimitedStage stage) {
    boolean full;
    synchronized (lock) {
      boolean waits = !waiting.isEmpty() || !mayStart(stage.estimate, clock.nanos());
      full = waits && waiting.size() >= queue;
      if (!full) {
        waiting.add(stage);
      }
    }
    if (full) {
      stage.stop(
          new Cause.Failed(
              new Failure.LimitExceeded(
                  "the queue of streams that wait for their turn", queue, "streams")));
    } else {
      startNext(stage);
      if (stage.isOver()) {
        // Cancelled before it stood in the queue, where its end did not find it.
        leave(stage);
      }
    }
  }

  /** Starts whoever may, and sets the alarm for the next one that only time can help. */
  private void startNext(@Nullable LimitedStage entering) {
    List<LimitedStage> toStart = new ArrayList<>();
    LimitedStage waits = null;
    long wait = 0;
    synchronized (lock) {
      long now = clock.nanos();
      forget(now);
      while (!waiting.isEmpty() && mayStart(waiting.getFirst().estimate, now)) {
        LimitedStage next = waiting.removeFirst();
        next.start = new Start(now, next.estimate);
        lastMinute.add(next.start);
        tokensLastMinute += next.estimate;
        running++;
        toStart.add(next);
      }
      if (!waiting.isEmpty() && running < streams && !alarmed && !lastMinute.isEmpty()) {
        alarmed = true;
        waits = waiting.getFirst();
        wait = Math.max(lastMinute.getFirst().atNanos + MINUTE.toNanos() - now, 1);
      }
    }
    if (waits != null) {
      clock.launch(Duration.ofNanos(wait), this::ring, waits::onDefect);
    }
    for (LimitedStage next : toStart) {
      if (next == entering) {
        next.begin();
      } else {
        // Not on the stack of the stream that has just ended: if this one ends at once, so might
        // all.
        launch(next);
      }
    }
  }

  /** One that cannot be started ends, and leaves its place to the others. */
  private void launch(LimitedStage next) {
    try {
      clock.launch(Duration.ZERO, next::begin, next::onDefect);
    } catch (Throwable noThread) {
      next.onDefect(noThread);
    }
  }

  private void ring() {
    synchronized (lock) {
      alarmed = false;
    }
    startNext(null);
  }

  private boolean mayStart(long estimate, long now) {
    forget(now);
    // A request that is larger than the whole minute's share goes alone, or it would wait for ever.
    boolean tokensLeft = tokensLastMinute == 0 || tokensLastMinute + estimate <= tokens;
    return running < streams && lastMinute.size() < requests && tokensLeft;
  }

  private void forget(long now) {
    while (!lastMinute.isEmpty() && now - lastMinute.getFirst().atNanos >= MINUTE.toNanos()) {
      Start old = lastMinute.removeFirst();
      old.forgotten = true;
      tokensLastMinute -= old.tokens;
    }
  }

  private void leave(LimitedStage stage) {
    synchronized (lock) {
      Start start = stage.start;
      if (start == null) {
        waiting.remove(stage);
      } else if (!stage.left) {
        stage.left = true;
        running--;
        if (!start.forgotten) {
          long used = stage.used();
          tokensLastMinute += used - start.tokens;
          start.tokens = used;
        }
      }
    }
    startNext(null);
  }

  /** A stream that was let in, and what it counts. */
  private static final class Start {
    final long atNanos;
    long tokens;
    boolean forgotten;

    Start(long atNanos, long tokens) {
      this.atNanos = atNanos;
      this.tokens = tokens;
    }
  }

  private static final class LimitedStage extends Stage {
    private final StreamSource inner;
    private final ChatRequest request;
    private final Limiter limiter;
    private final long estimate;
    private volatile Usage usage = Usage.unknown();

    // Guarded by the limiter's lock.
    private @Nullable Start start;
    private boolean left;

    LimitedStage(StreamSink out, StreamSource inner, ChatRequest request, Limiter limiter) {
      super(out);
      this.inner = inner;
      this.request = request;
      this.limiter = limiter;
      this.estimate = estimated(request);
    }

    private static long estimated(ChatRequest request) {
      long characters = 0;
      for (Message message : request.messages()) {
        characters +=
            switch (message) {
              case Message.SystemPrompt system -> system.text().length();
              case Message.User user -> size(user.parts());
              case Message.Assistant assistant -> size(assistant.parts());
              case Message.ToolResult result -> size(result.result().content());
            };
      }
      return Usage.estimatedTokens(characters) + request.sampling().maxTokens().orElse(0);
    }

    private static long size(List<Part> parts) {
      return parts.stream()
          .mapToLong(part -> part instanceof Part.Text text ? text.text().length() : 0)
          .sum();
    }

    void begin() {
      if (isOver()) {
        limiter.leave(this);
      } else {
        openInner(inner, request);
      }
    }

    @Override
    void forward(StreamEvent event) {
      if (event instanceof StreamEvent.UsageReported report) {
        usage = report.usage();
      }
      super.forward(event);
    }

    long used() {
      long told = counted(usage.inputTokens()) + counted(usage.outputTokens());
      return told == 0 ? estimate : told;
    }

    /** What a provider tells is added up here: no number of its may make the sum overflow. */
    private static long counted(OptionalLong tokens) {
      return Math.clamp(tokens.orElse(0), 0, MAX_COUNTED);
    }

    @Override
    void released() {
      limiter.leave(this);
    }
  }
}
