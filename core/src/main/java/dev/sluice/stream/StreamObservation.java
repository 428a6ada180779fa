package dev.sluice.stream;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Usage;
import dev.sluice.spi.stream.ConnectionReport;
import java.time.Duration;

/**
 * Hears what happens to one stream, made for it by a {@link StreamListener}. Each method does
 * nothing unless it is overridden.
 *
 * <p>The methods are called one after the other, in the order in which things happen, on a virtual
 * thread that is there for this observation alone: never on one that reads a network, keeps the
 * time or cancels, and never under a lock. So what is heard is a little late; <i>when</i> it
 * happened is told by {@code at}, the time since {@link StreamListener#opened} was called.
 *
 * <p>They should return soon, but one that does not holds up nobody else: the stream goes on, and
 * other listeners hear. Up to {@value Telling#MAX_WAITING} calls wait for it; what comes then is
 * left out, but for the end, and that is reported once. Something that a method throws is reported
 * once for each observation, as an uncaught exception, and the next method is called all the same.
 *
 * <p>Whatever happens, {@link #ended} is called exactly once, and last. An attempt that has started
 * has ended by then.
 */
public interface StreamObservation {

  /** An attempt begins: a provider is asked. None does if the stream ends while it waits. */
  default void attemptStarted(Attempt attempt) {}

  /**
   * There is a connection, TLS included. A redirect that is followed makes it happen again. Not
   * heard of sources that connect to nothing.
   */
  default void connected(Attempt attempt, ConnectionReport connection, Duration at) {}

  /** The whole request was handed to the system, where the transport can tell. */
  default void requestSent(Attempt attempt, Duration at) {}

  /** The status and the headers of the response are here. */
  default void responseHead(Attempt attempt, Head head, Duration at) {}

  /**
   * The first piece of content, reasoning, refusal or tool call of an attempt has come: TTFT. Not
   * heard of an answer that is not streamed.
   */
  default void firstToken(Attempt attempt, Duration at) {}

  /**
   * The model begins a tool call.
   *
   * @param id the provider's name for the call, empty if it gives none
   * @param name the tool's name
   */
  default void toolCall(Attempt attempt, String id, String name, Duration at) {}

  /** An attempt is over, by whatever ended it. */
  default void attemptEnded(Attempt attempt, AttemptEnd end, Duration at) {}

  /** Another attempt was decided on: a retry, a restart, a continuation, perhaps a fallback. */
  default void nextAttempt(NextAttempt next, Duration at) {}

  /** The stream is over. Its reply has its timings, its usage and its earlier attempts. */
  default void ended(Ending ending) {}

  /** Which attempt of its stream one is. */
  final class Attempt {
    private final int number;
    private final String model;
    private final Duration at;

    Attempt(int number, String model, Duration at) {
      this.number = number;
      this.model = model;
      this.at = at;
    }

    /** From 1, in the order in which they started. */
    public int number() {
      return number;
    }

    /** Who is asked: {@code provider/model}. */
    public String model() {
      return model;
    }

    /** When it started. */
    public Duration at() {
      return at;
    }

    @Override
    public String toString() {
      return "attempt " + number + " at " + model;
    }
  }

  /** The beginning of a response. */
  final class Head {
    private final int status;
    private final String requestId;

    Head(int status, String requestId) {
      this.status = status;
      this.requestId = requestId;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** What to quote to the provider's support; empty if it gives none. */
    public String requestId() {
      return requestId;
    }
  }

  /** How an attempt ended. */
  final class AttemptEnd {
    private final Outcome outcome;
    private final Usage usage;

    AttemptEnd(Outcome outcome, Usage usage) {
      this.outcome = outcome;
      this.usage = usage;
    }

    /** At the provider's good end, or for a cause: of one that was stopped, why it was. */
    public Outcome outcome() {
      return outcome;
    }

    /** {@code completed}, or the kind of the {@link Cause}. */
    public String kind() {
      return outcome instanceof Cause cause ? cause.kind() : "completed";
    }

    /** What this attempt alone has used, as far as its provider has said. */
    public Usage usage() {
      return usage;
    }
  }

  /** An attempt that is to come. */
  final class NextAttempt {
    private final Kind kind;
    private final int number;
    private final String model;
    private final boolean fallback;
    private final Cause cause;
    private final Duration delay;

    NextAttempt(
        Kind kind, int number, String model, boolean fallback, Cause cause, Duration delay) {
      this.kind = kind;
      this.number = number;
      this.model = model;
      this.fallback = fallback;
      this.cause = cause;
      this.delay = delay;
    }

    /** What becomes of what had come. */
    public enum Kind {
      /** Nothing had come. */
      RETRY,
      /** It is void. */
      RESTART,
      /** It stands, and the rest is asked for. */
      CONTINUE
    }

    /** What becomes of what had come. */
    public Kind kind() {
      return kind;
    }

    /** Which attempt it is, the first being 1. */
    public int number() {
      return number;
    }

    /** Who is asked. */
    public String model() {
      return model;
    }

    /** Whether that is another model than the one before. */
    public boolean isFallback() {
      return fallback;
    }

    /** Why the attempt before ended. */
    public Cause cause() {
      return cause;
    }

    /** How long until it is made. */
    public Duration delay() {
      return delay;
    }
  }
}
