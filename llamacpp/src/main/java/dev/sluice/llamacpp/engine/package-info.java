/**
 * Answers from a loaded model: several requests computed together, each streamed to its listener as
 * it grows.
 *
 * <p>One thread per model does all the computing ({@code Engine}); everything else is what it uses:
 * the prompt ({@code ChatTemplate}, {@code PromptTokens}), the choice of the next token ({@code
 * TokenSampler}) and the way from tokens to text ({@code AnswerText}).
 */
@NullMarked
package dev.sluice.llamacpp.engine;

import org.jspecify.annotations.NullMarked;
