package dev.sluice.llamacpp.engine;

import java.util.List;

/**
 * What to generate.
 *
 * @param prompt as {@link ChatTemplate#prompt} makes it
 * @param maxTokens tokens of the answer at most, at least 1
 * @param sampling how tokens are chosen
 * @param stops strings at which the answer ends; they are not part of it
 */
public record GenerationRequest(
    List<PromptPart> prompt, int maxTokens, SamplerOptions sampling, List<String> stops) {

  public GenerationRequest {
    prompt = List.copyOf(prompt);
    stops = List.copyOf(stops);
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens must be at least 1, not " + maxTokens);
    }
    if (stops.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("a stop string must not be empty");
    }
  }
}
