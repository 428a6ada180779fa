package dev.sluice.llamacpp;

import dev.sluice.chat.ChatRequest;
import dev.sluice.llamacpp.engine.SamplerOptions;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an answer's tokens are chosen and how many there may be: what the request says, and else what
 * suits the model. {@code top_k} and {@code repeat_penalty} are options of this provider, as other
 * local servers call them; further ones are not looked at.
 */
sealed interface AnswerOptions {
  /** They make sense. */
  record Understood(SamplerOptions sampling, int maxTokens) implements AnswerOptions {}

  /**
   * They do not.
   *
   * @param message what was asked for and what can be
   */
  record Refused(String message) implements AnswerOptions {}

  Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?([eE][+-]?\\d{1,3})?");

  /**
   * The options of a request to a model.
   *
   * @param seed asked if the request has none
   */
  static AnswerOptions of(LocalModel model, ChatRequest request, LongSupplier seed) {
    double temperature = request.sampling().temperature().orElse(model.temperature());
    if (temperature > SamplerOptions.MAX_TEMPERATURE) {
      return new Refused(
          "The embedded model takes a temperature of 0 to 100, not " + temperature + ".");
    }
    Map<String, String> options = request.providerOptions(LocalProvider.NAME);
    double topK = option(options, "top_k", 0);
    if (!(topK >= 0 && topK <= Integer.MAX_VALUE && topK == Math.rint(topK))) {
      return refused(
          options, "top_k", "a whole number: so many of the likeliest tokens, 0 for all");
    }
    double penalty = option(options, "repeat_penalty", model.repeatPenalty());
    if (!(penalty >= 1 && penalty <= SamplerOptions.MAX_REPEAT_PENALTY)) {
      return refused(options, "repeat_penalty", "a number from 1, which is off, to 2");
    }
    return new Understood(
        new SamplerOptions(
            temperature,
            (int) topK,
            request.sampling().topP().orElse(model.topP()),
            penalty,
            request.sampling().seed().orElseGet(seed)),
        request.sampling().maxTokens().orElse(model.maxTokens()));
  }

  /** An option's number, or NaN if it is none. */
  private static double option(Map<String, String> options, String name, double otherwise) {
    @Nullable String json = options.get(name);
    if (json == null) {
      return otherwise;
    }
    String text = json.strip();
    return NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
  }

  private static Refused refused(Map<String, String> options, String name, String range) {
    return new Refused(
        "The embedded model takes as %s %s; it cannot be %s."
            .formatted(name, range, options.get(name)));
  }
}
