package dev.sluice.llamacpp.engine;

import java.util.Locale;

/** Why a generation failed, and what to do about it. */
public sealed interface EngineFailure {
  /** For a person. */
  String message();

  /**
   * The prompt does not fit, or would leave no room for an answer.
   *
   * @param promptTokens its length; of a huge prompt only as much as was counted, which is too much
   *     already
   * @param contextTokens what the context holds
   */
  record PromptTooLong(int promptTokens, int contextTokens, boolean counted)
      implements EngineFailure {
    @Override
    public String message() {
      return String.format(
          Locale.ROOT,
          "The prompt has %s%,d tokens, and the context holds %,d, the answer's among them.",
          counted ? "" : "more than ",
          promptTokens,
          contextTokens);
    }
  }

  /**
   * Too many requests wait already.
   *
   * @param waiting how many
   */
  record QueueFull(int waiting) implements EngineFailure {
    @Override
    public String message() {
      return "The embedded model has " + waiting + " requests waiting already: try again later.";
    }
  }

  /** The model computes what cannot be: it will do so again. */
  record ModelDamaged(String message) implements EngineFailure {}

  /** llama.cpp could not compute the answer. */
  record ComputationFailed(String message) implements EngineFailure {}

  /** The request's listener threw. */
  record ListenerFault(Throwable thrown) implements EngineFailure {
    @Override
    public String message() {
      return "The listener of this answer threw " + thrown;
    }
  }

  /** The engine has a defect, and answers nothing any more. */
  record EngineBroken(Throwable thrown) implements EngineFailure {
    @Override
    public String message() {
      return "The embedded model stopped working: " + thrown;
    }
  }

  /** The engine was closed before the answer was complete. */
  record EngineClosed() implements EngineFailure {
    @Override
    public String message() {
      return "The embedded model was closed before the answer was complete.";
    }
  }
}
