package dev.sluice.chat;

import java.util.Optional;

/** Why a stream is incomplete. */
public sealed interface Cause extends Outcome {

  /** What went wrong; empty only for a cancelled stream, where nothing did. */
  Optional<Failure> failure();

  /**
   * {@code truncated}, {@code cut}, {@code failed}, {@code timed_out}, {@code over_budget}, {@code
   * interrupted} or {@code cancelled}.
   */
  String kind();

  /** A line for a person. */
  default String message() {
    return failure().map(Failure::message).orElse("cancelled");
  }

  /** The body ended cleanly, but without the provider's good end. */
  record Truncated(Failure.EndedEarly why) implements Cause {
    @Override
    public String kind() {
      return "truncated";
    }

    @Override
    public Optional<Failure> failure() {
      return Optional.of(why);
    }
  }

  /** The connection broke after the answer had begun. */
  record Cut(Failure.ConnectionLost why) implements Cause {
    @Override
    public String kind() {
      return "cut";
    }

    @Override
    public Optional<Failure> failure() {
      return Optional.of(why);
    }
  }

  /** The provider refused or failed, could not be reached, or said what nobody understands. */
  record Failed(Failure why) implements Cause {
    @Override
    public String kind() {
      return "failed";
    }

    @Override
    public Optional<Failure> failure() {
      return Optional.of(why);
    }
  }

  /** One of the four timeouts fired. */
  record TimedOut(Failure.Timeout why) implements Cause {
    @Override
    public String kind() {
      return "timed_out";
    }

    @Override
    public Optional<Failure> failure() {
      return Optional.of(why);
    }
  }

  /** The stream stopped itself at its budget. */
  record OverBudget(Failure.BudgetSpent why) implements Cause {
    @Override
    public String kind() {
      return "over_budget";
    }

    @Override
    public Optional<Failure> failure() {
      return Optional.of(why);
    }
  }

  /**
   * The process that received the answer ended before it did, by a crash for example; found out
   * later by whoever has kept what had come.
   */
  record Interrupted(Failure.ProcessEnded why) implements Cause {
    @Override
    public String kind() {
      return "interrupted";
    }

    @Override
    public Optional<Failure> failure() {
      return Optional.of(why);
    }
  }

  /** Somebody on this side stopped it. */
  record Cancelled() implements Cause {
    @Override
    public String kind() {
      return "cancelled";
    }

    @Override
    public Optional<Failure> failure() {
      return Optional.empty();
    }
  }
}
