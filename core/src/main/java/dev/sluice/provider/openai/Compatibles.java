package dev.sluice.provider.openai;

import static dev.sluice.provider.openai.chat.Quirks.COMPATIBLE;
import static dev.sluice.provider.openai.chat.Quirks.Oddity.ALTERNATING_ROLES;
import static dev.sluice.provider.openai.chat.Quirks.Oddity.ASSISTANT_AFTER_RESULTS;
import static dev.sluice.provider.openai.chat.Quirks.Oddity.DOCUMENT_URLS;
import static dev.sluice.provider.openai.chat.Quirks.Oddity.IMAGES_OF_ASSISTANTS;
import static dev.sluice.provider.openai.chat.Quirks.Oddity.MEDIA_IN_RESULTS;
import static dev.sluice.provider.openai.chat.Quirks.Oddity.NAMED_RESULTS;
import static dev.sluice.provider.openai.chat.Quirks.Oddity.NINE_CHARACTER_CALL_IDS;
import static dev.sluice.provider.openai.chat.Quirks.Oddity.NO_STREAM_OPTIONS;
import static dev.sluice.provider.openai.chat.Quirks.Oddity.VIDEO_URLS;

import java.util.List;
import java.util.Optional;

/**
 * The servers that are known by name. What a row says is what the provider's own documentation
 * says, or what it answers to whoever does otherwise; a new one needs nothing but its row, and a
 * line in docs/providers.md.
 */
final class Compatibles {
  private static final String MAX_TOKENS = "max_tokens";
  private static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";

  static final List<Compatible> ALL =
      List.of(
          new Compatible(
              "openrouter",
              "https://openrouter.ai/api/v1",
              List.of("OPENROUTER_API_KEY"),
              COMPATIBLE
                  .reasoningByDetailsOr("reasoning")
                  .prefixUnmarked()
                  .prefixWithSomeModels()
                  .with(MEDIA_IN_RESULTS)
                  .with(IMAGES_OF_ASSISTANTS)),
          new Compatible(
                  "groq",
                  "https://api.groq.com/openai/v1",
                  List.of("GROQ_API_KEY"),
                  COMPATIBLE
                      .reasoningWithCallsBy("reasoning")
                      .prefixUnmarked()
                      .prefixWithSomeModels())
              .withoutEmbeddings(),
          new Compatible(
                  "deepseek",
                  "https://api.deepseek.com",
                  List.of("DEEPSEEK_API_KEY"),
                  COMPATIBLE
                      .reasoningWithCallsBy("reasoning_content")
                      .reasoningFilledWith("")
                      .prefixBy("prefix")
                      .prefixAt("https://api.deepseek.com/beta"))
              .withoutEmbeddings(),
          new Compatible(
              "mistral",
              "https://api.mistral.ai/v1",
              List.of("MISTRAL_API_KEY"),
              COMPATIBLE
                  .reasoningInContent()
                  .prefixBy("prefix")
                  .calling("seed", "random_seed")
                  .choosingTools("required", "any")
                  .with(NO_STREAM_OPTIONS)
                  .with(NINE_CHARACTER_CALL_IDS)
                  .with(NAMED_RESULTS)
                  .with(ASSISTANT_AFTER_RESULTS)
                  .with(DOCUMENT_URLS)),
          new Compatible(
              "together",
              "https://api.together.ai/v1",
              List.of("TOGETHER_API_KEY"),
              COMPATIBLE.reasoningWithCallsBy("reasoning_content")),
          new Compatible(
              "fireworks",
              "https://api.fireworks.ai/inference/v1",
              List.of("FIREWORKS_API_KEY"),
              COMPATIBLE.reasoningBy("reasoning_content")),
          new Compatible("xai", "https://api.x.ai/v1", List.of("XAI_API_KEY"), COMPATIBLE),
          new Compatible(
                  "cerebras",
                  "https://api.cerebras.ai/v1",
                  List.of("CEREBRAS_API_KEY"),
                  COMPATIBLE.reasoningBy("reasoning").calling(MAX_TOKENS, MAX_COMPLETION_TOKENS))
              .withoutEmbeddings(),
          new Compatible(
              "perplexity",
              "https://api.perplexity.ai",
              List.of("PERPLEXITY_API_KEY"),
              COMPATIBLE.with(ALTERNATING_ROLES).with(NO_STREAM_OPTIONS)),
          new Compatible(
                  "moonshot",
                  "https://api.moonshot.ai/v1",
                  List.of("MOONSHOT_API_KEY"),
                  COMPATIBLE
                      .reasoningBy("reasoning_content")
                      .reasoningFilledWith(" ")
                      .prefixBy("partial")
                      .prefixWithSomeModels()
                      .choosingTools("required", "")
                      .with(NAMED_RESULTS)
                      .with(MEDIA_IN_RESULTS)
                      .with(VIDEO_URLS))
              .withoutEmbeddings(),
          new Compatible(
              "qwen",
              "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
              List.of("DASHSCOPE_API_KEY"),
              COMPATIBLE
                  .prefixBy("partial")
                  .prefixWithSomeModels()
                  .choosingTools("required", "")
                  .with(VIDEO_URLS)),
          new Compatible(
              "zhipu",
              "https://open.bigmodel.cn/api/paas/v4",
              List.of("ZAI_API_KEY", "ZHIPUAI_API_KEY", "ZHIPU_API_KEY"),
              COMPATIBLE
                  .reasoningBy("reasoning_content")
                  .choosingTools("required", "")
                  .choosingTools("function", "")
                  .choosingTools("none", "")
                  .with(NO_STREAM_OPTIONS)
                  .with(VIDEO_URLS)),
          new Compatible(
                  "minimax",
                  "https://api.minimax.io/v1",
                  List.of("MINIMAX_API_KEY"),
                  COMPATIBLE
                      .adding("reasoning_split", "true")
                      .reasoningByDetailsOr("")
                      .calling(MAX_TOKENS, MAX_COMPLETION_TOKENS))
              .withoutEmbeddings(),
          new Compatible(
              "huggingface",
              "https://router.huggingface.co/v1",
              List.of("HF_TOKEN"),
              COMPATIBLE.reasoningWithCallsBy("reasoning_content")),
          new Compatible(
                  "github",
                  "https://models.github.ai/inference",
                  List.of("GITHUB_TOKEN"),
                  COMPATIBLE.callingMaxTokensByModel())
              .listedAt("https://models.github.ai/catalog/models"),
          new Compatible(
                  "vllm",
                  "http://localhost:8000/v1",
                  List.of("VLLM_API_KEY"),
                  COMPATIBLE
                      .reasoningBy("reasoning")
                      .prefixByTemplate()
                      .with(MEDIA_IN_RESULTS)
                      .with(VIDEO_URLS))
              .startedBy("vllm serve MODEL"),
          new Compatible(
                  "sglang",
                  "http://localhost:30000/v1",
                  List.of("SGLANG_API_KEY"),
                  COMPATIBLE
                      .reasoningBy("reasoning_content")
                      .prefixByTemplate()
                      .with(MEDIA_IN_RESULTS)
                      .with(VIDEO_URLS))
              .startedBy("python -m sglang.launch_server --model-path MODEL"),
          new Compatible(
                  "lmstudio",
                  "http://localhost:1234/v1",
                  List.of("LM_API_TOKEN", "LMSTUDIO_API_KEY"),
                  COMPATIBLE.choosingTools("function", ""))
              .startedBy("lms server start"),
          new Compatible(
                  "llamacpp-server",
                  "http://localhost:8080/v1",
                  List.of("LLAMA_API_KEY"),
                  COMPATIBLE
                      .reasoningBy("reasoning_content")
                      .prefixUnmarked()
                      .with(MEDIA_IN_RESULTS))
              .startedBy("llama-server -m MODEL.gguf"));

  private Compatibles() {}

  /** The one of this name. */
  static Optional<Compatible> named(String name) {
    return ALL.stream().filter(row -> row.name().equals(name)).findFirst();
  }

  /** Their names, for messages. */
  static String names() {
    return String.join(", ", ALL.stream().map(Compatible::name).toList());
  }
}
