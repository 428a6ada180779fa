package dev.sluice.models;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What was meant by a name that no model has: other clients have other names for the same. */
final class Meant {
  /** What people forget a model behind. */
  private static final Pattern NO_MODEL =
      Pattern.compile("v\\d[\\w.]*|(chat/completions|completions|responses|messages)(/.*)?");

  private static final Map<String, String> ELSEWHERE = new HashMap<>();

  static {
    called("openai", "chatgpt", "gpt");
    called("anthropic", "claude");
    called("gemini", "google", "google-genai", "googleai", "vertex", "vertex-ai", "google-ai");
    called("bedrock", "aws", "amazon", "amazon-bedrock", "bedrock-converse");
    called("azure", "azure-openai", "azure-ai");
    called("together", "together-ai", "togetherai");
    called("fireworks", "fireworks-ai");
    called("xai", "x-ai", "grok");
    called("mistral", "mistralai");
    called("moonshot", "moonshotai", "kimi");
    called("qwen", "dashscope", "alibaba");
    called("zhipu", "zai", "z-ai", "glm", "bigmodel");
    called("huggingface", "hf", "hugging-face");
    called("github", "github-models");
    called("perplexity", "pplx", "perplexity-ai");
    called("lmstudio", "lm-studio");
    called("vllm", "hosted-vllm");
    called("llamacpp-server", "llamacpp", "llama.cpp", "llama-server", "llama-cpp");
  }

  private Meant() {}

  private static void called(String here, String... elsewhere) {
    for (String name : elsewhere) {
      ELSEWHERE.put(name, here);
    }
  }

  /** Whether what stands behind an address is still part of it, and no model. */
  static boolean isOfAddress(String model) {
    return NO_MODEL.matcher(model).matches();
  }

  /**
   * A name like this one that somebody has.
   *
   * @param providers the names that there are
   */
  static Optional<String> by(String name, Set<String> providers) {
    if (name.matches("(?i)https?://.+")) {
      return Optional.of("openai+" + name);
    }
    int plus = name.indexOf('+');
    if (plus > 0 && name.substring(plus).matches("\\+[\\w.-]+(:\\d+)?/.+")) {
      return Optional.of(name.substring(0, plus) + "+http://" + name.substring(plus + 1));
    }
    int end = plus > 0 ? plus : name.indexOf('/');
    if (end < 1) {
      return Optional.empty();
    }
    String plain = name.substring(0, end).toLowerCase(Locale.ROOT).replace('_', '-');
    String meant = ELSEWHERE.getOrDefault(plain, plain);
    return providers.stream()
        .filter(known -> known.equalsIgnoreCase(meant))
        .findFirst()
        .map(known -> known + name.substring(end));
  }
}
