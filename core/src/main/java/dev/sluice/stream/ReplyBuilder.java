package dev.sluice.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Joins events to a reply and notes when the tokens came. Not thread-safe. */
final class ReplyBuilder {
  private static final StreamEvent.Started NOBODY = new StreamEvent.Started("", "", "");

  private final long startedNanos;
  private final boolean streamed;
  private final StringBuilder text = new StringBuilder();
  private @Nullable StringBuilder reasoning;
  private @Nullable StringBuilder refusal;
  private @Nullable Map<Integer, Call> calls;
  private @Nullable List<Reply.Attempt> earlier;
  private Usage usage = Usage.unknown();
  private StreamEvent.Started started = NOBODY;
  private boolean anyToken;
  private long firstTokenNanos;
  private long lastTokenNanos;
  private long size;

  /** The characters of names and ids: kept, but no part of the answer. */
  private long named;

  ReplyBuilder(long startedNanos, boolean streamed) {
    this.startedNanos = startedNanos;
    this.streamed = streamed;
  }

  /** Adds an event that happened at this time; returns the characters kept up to now. */
  long add(StreamEvent event, long nowNanos) {
    switch (event) {
      case StreamEvent.TextDelta delta -> {
        text.append(delta.text());
        token(delta.text(), nowNanos);
      }
      case StreamEvent.ReasoningDelta delta -> {
        reasoning = (reasoning == null ? new StringBuilder() : reasoning).append(delta.text());
        token(delta.text(), nowNanos);
      }
      case StreamEvent.RefusalDelta delta -> {
        refusal = (refusal == null ? new StringBuilder() : refusal).append(delta.text());
        token(delta.text(), nowNanos);
      }
      case StreamEvent.ToolCallStarted call -> {
        calls().put(call.index(), new Call(call.id(), call.name()));
        named += call.id().length();
        token(call.name(), nowNanos);
      }
      case StreamEvent.ToolCallDelta delta -> {
        calls()
            .computeIfAbsent(delta.index(), index -> new Call("", ""))
            .arguments
            .append(delta.fragment());
        token(delta.fragment(), nowNanos);
      }
      case StreamEvent.UsageReported report -> usage = report.usage();
      case StreamEvent.Started start -> {
        started = start;
        named += start.id().length() + start.model().length() + start.requestId().length();
      }
      case StreamEvent.Retrying retry -> earlier(retry.cause(), retry.used());
      case StreamEvent.Restarted restart -> {
        earlier(restart.cause(), restart.used());
        forget();
      }
      case StreamEvent.Continued seam -> {
        earlier(seam.cause(), seam.used());
        text.setLength(Math.min(seam.position(), text.length()));
        calls = null;
      }
      case StreamEvent.Ended ended ->
          throw new IllegalArgumentException("a source never sends " + ended);
    }
    return size + named;
  }

  /** The ending that an outcome at this time makes of what has come. */
  Ending end(Outcome outcome, long nowNanos) {
    Reply reply = reply(nowNanos);
    return switch (outcome) {
      case Outcome.Finished finished -> new Ending.Completed(reply, finished.reason());
      case Cause cause -> new Ending.Incomplete(reply, cause);
    };
  }

  private void earlier(Cause cause, Usage used) {
    earlier = earlier == null ? new ArrayList<>() : earlier;
    earlier.add(new Reply.Attempt(cause, used));
  }

  private void forget() {
    text.setLength(0);
    reasoning = null;
    refusal = null;
    calls = null;
  }

  private Reply reply(long nowNanos) {
    boolean timed = anyToken && streamed;
    return new Reply(
        text.toString(),
        reasoning == null ? "" : reasoning.toString(),
        refusal == null ? "" : refusal.toString(),
        toolCalls(),
        usage.orEstimated(size),
        new Timings(
            timed
                ? Optional.of(Duration.ofNanos(firstTokenNanos - startedNanos))
                : Optional.empty(),
            timed ? Optional.of(Duration.ofNanos(lastTokenNanos - startedNanos)) : Optional.empty(),
            Duration.ofNanos(nowNanos - startedNanos)),
        started,
        earlier == null ? List.of() : earlier);
  }

  private List<Part.ToolCall> toolCalls() {
    List<Part.ToolCall> joined = new ArrayList<>();
    if (calls != null) {
      calls.values().forEach(call -> joined.add(call.joined()));
    }
    return joined;
  }

  private Map<Integer, Call> calls() {
    if (calls == null) {
      calls = new TreeMap<>();
    }
    return calls;
  }

  private void token(String piece, long nowNanos) {
    size += piece.length();
    lastTokenNanos = nowNanos;
    if (!anyToken) {
      anyToken = true;
      firstTokenNanos = nowNanos;
    }
  }

  private static final class Call {
    final String id;
    final String name;
    final StringBuilder arguments = new StringBuilder();

    Call(String id, String name) {
      this.id = id;
      this.name = name;
    }

    Part.ToolCall joined() {
      return new Part.ToolCall(id, name, arguments.toString());
    }
  }
}
