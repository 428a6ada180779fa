package dev.sluice.llamacpp.engine;

/** How a generation ended; every one ends exactly once. */
public sealed interface GenerationEnd {
  /** The tokens until then. */
  TokenUsage usage();

  /** The model ended its answer, or wrote a stop string. */
  record Stopped(TokenUsage usage) implements GenerationEnd {}

  /** The answer reached the request's number of tokens. */
  record LengthReached(TokenUsage usage) implements GenerationEnd {}

  /** Prompt and answer together reached the context's number of tokens. */
  record ContextFull(TokenUsage usage) implements GenerationEnd {}

  /** It was cancelled. */
  record Cancelled(TokenUsage usage) implements GenerationEnd {}

  /** It failed. */
  record Failed(EngineFailure failure, TokenUsage usage) implements GenerationEnd {}
}
