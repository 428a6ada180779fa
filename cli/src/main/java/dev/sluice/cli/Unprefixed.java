package dev.sluice.cli;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A model's name without its provider, as other clients take it: whose it probably is. */
final class Unprefixed {
  /** Whose models are called so, where the name says it. */
  private static final List<Map.Entry<Pattern, String>> MODELS =
      List.of(
          beginning("(\\w+\\.)?(anthropic|amazon|meta|mistral|cohere|deepseek|qwen)\\.", "bedrock"),
          beginning("claude", "anthropic"),
          beginning("gemini", "gemini"),
          beginning("llama|qwen|gemma|phi|[^:]+:", "ollama"),
          beginning("deepseek", "deepseek"),
          beginning("mistral|ministral|magistral|codestral|devstral", "mistral"),
          beginning("grok", "xai"),
          beginning("sonar", "perplexity"),
          beginning("kimi|moonshot", "moonshot"),
          beginning("glm", "zhipu"));

  private static final Pattern PROVIDER =
      Pattern.compile("anthropic|gemini|bedrock|azure|ollama|groq|deepseek|mistral|openrouter|xai");

  private Unprefixed() {}

  private static Map.Entry<Pattern, String> beginning(String pattern, String provider) {
    return Map.entry(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), provider);
  }

  /** A name with its provider that was probably meant by one without. */
  static String whole(String model) {
    String beforeColon = model.replaceFirst(":.*", "");
    if (model.isBlank() || model.equals("openai") || model.equals("local")) {
      return "openai/gpt-4o-mini";
    }
    if (beforeColon.equals("openai") || PROVIDER.matcher(beforeColon).matches()) {
      return beforeColon
          + "/"
          + (model.equals(beforeColon) ? "MODEL" : model.replaceFirst(".*?:", ""));
    }
    return MODELS.stream()
            .filter(one -> one.getKey().matcher(model).lookingAt())
            .findFirst()
            .map(Map.Entry::getValue)
            .orElse("openai")
        + "/"
        + model;
  }
}
