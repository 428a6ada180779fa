package dev.sluice.testing;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.spi.stream.PartWriter;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.WholeCharacters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A source that a test pushes by hand. */
public final class HandSource implements StreamSource {
  private final boolean prefills;
  private final List<Attempt> attempts = new ArrayList<>();
  private Duration connectTimeout = Duration.ofSeconds(-1);

  private HandSource(boolean prefills) {
    this.prefills = prefills;
  }

  public static HandSource create() {
    return new HandSource(false);
  }

  /** One whose model takes an assistant message as its answer's beginning. */
  public static HandSource thatPrefills() {
    return new HandSource(true);
  }

  @Override
  public void open(ChatRequest request, StreamSink sink) {
    Attempt attempt = new Attempt(request, sink);
    attempts.add(attempt);
    sink.onOpen(attempt);
  }

  @Override
  public StreamSource connectingWithin(Duration timeout) {
    connectTimeout = timeout;
    return this;
  }

  @Override
  public boolean prefills() {
    return prefills;
  }

  /** What it was told, negative if nothing. */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /** How often it was opened. */
  public int opened() {
    return attempts.size();
  }

  /** The stream that was opened last. */
  public Attempt last() {
    return attempts.getLast();
  }

  /** A stream, from 1. */
  public Attempt attempt(int number) {
    return attempts.get(number - 1);
  }

  /** How many streams are open. */
  public long running() {
    return attempts.stream().filter(attempt -> !attempt.cancelled && !attempt.ended).count();
  }

  /** One opened stream. */
  public static final class Attempt implements StreamControl {
    private final ChatRequest request;
    private final StreamSink sink;
    private final WholeCharacters characters = new WholeCharacters();
    private final PartWriter parts = new PartWriter(new Pushed());
    private int calls;
    private boolean cancelled;
    private boolean ended;
    private int resumed;

    private Attempt(ChatRequest request, StreamSink sink) {
      this.request = request;
      this.sink = sink;
    }

    public ChatRequest request() {
      return request;
    }

    public boolean isCancelled() {
      return cancelled;
    }

    public int resumed() {
      return resumed;
    }

    public boolean isReady() {
      return sink.isReady();
    }

    /** Tells an event as it is, but in whole characters, as every source's come. */
    public Attempt push(StreamEvent event) {
      characters.tell(event, sink);
      return this;
    }

    /** Tells pieces in a part of theirs, which begins with the first; so with the others below. */
    public Attempt text(String... pieces) {
      for (String piece : pieces) {
        parts.text(piece);
      }
      return this;
    }

    public Attempt started() {
      return push(new StreamEvent.Started("id", "model", ""));
    }

    public Attempt reasoning(String piece) {
      parts.reasoning(piece);
      return this;
    }

    public Attempt toolCall(String name, String fragment) {
      parts.call(calls, new Part.ToolCall("call", name, ""));
      parts.arguments(calls, fragment);
      calls++;
      return this;
    }

    public Attempt usage(long input, long output) {
      return push(new StreamEvent.UsageReported(Usage.of(input, output)));
    }

    public void end(Outcome outcome) {
      ended = true;
      if (outcome instanceof Outcome.Finished) {
        characters.end(sink);
      }
      sink.onEnd(outcome);
    }

    /** The good end: what has begun is whole. */
    public void finish() {
      parts.end();
      end(new Outcome.Finished(FinishReason.STOP));
    }

    public void cut() {
      end(CUT);
    }

    public void refuse(int status) {
      end(refusal(status, Failure.RetryAdvice.NONE));
    }

    public void refuse(int status, Duration after) {
      end(refusal(status, new Failure.RetryAdvice(Optional.of(after), Optional.empty())));
    }

    @Override
    public void resume() {
      resumed++;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    /** Where the parts are told. */
    private final class Pushed implements StreamSink {
      @Override
      public void onOpen(StreamControl never) {
        throw new IllegalStateException("opened already");
      }

      @Override
      public void onEvent(StreamEvent event) {
        push(event);
      }

      @Override
      public void onEnd(Outcome never) {
        throw new IllegalStateException("a writer ends no stream");
      }

      @Override
      public boolean isReady() {
        return sink.isReady();
      }
    }
  }

  /** A connection that broke. */
  public static final Cause.Cut CUT =
      new Cause.Cut(new Failure.ConnectionLost("there", "reset", Optional.empty()));

  /** A stream that ended too early. */
  public static final Cause.Truncated TRUNCATED =
      new Cause.Truncated(new Failure.EndedEarly("there", "[DONE]"));

  public static Cause.Failed refusal(int status, Failure.RetryAdvice advice) {
    return new Cause.Failed(new Failure.Refused("there", status, "no", "", "", "", advice));
  }
}
