package dev.sluice.bench.unit;

import dev.sluice.provider.anthropic.AnthropicProvider;
import dev.sluice.provider.bedrock.BedrockProvider;
import dev.sluice.provider.gemini.GeminiProvider;
import dev.sluice.provider.ollama.OllamaProvider;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.spi.provider.ModelProvider;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The wire formats: who reads each, and how an ordinary text looks in it. */
public enum Format {
  /** What the others are compared with. */
  CHAT_COMPLETIONS(
      "chat completions",
      Format.EVENTS,
      () -> OpenAiProvider.builder().api(OpenAiProvider.Api.CHAT_COMPLETIONS).baseUrl(Format.NOWHERE).build(),
      FormatBodies::chatCompletions),
  RESPONSES(
      "responses",
      Format.EVENTS,
      () -> OpenAiProvider.builder().api(OpenAiProvider.Api.RESPONSES).baseUrl(Format.NOWHERE).build(),
      FormatBodies::responses),
  MESSAGES(
      "messages",
      Format.EVENTS,
      () -> AnthropicProvider.builder().baseUrl(Format.NOWHERE).build(),
      FormatBodies::messages),
  GENERATE_CONTENT(
      "generateContent",
      Format.EVENTS,
      () -> GeminiProvider.builder().baseUrl(Format.NOWHERE).build(),
      FormatBodies::generateContent),
  CONVERSE(
      "converse",
      "application/vnd.amazon.eventstream",
      () -> BedrockProvider.builder().baseUrl(Format.NOWHERE).build(),
      FormatBodies::converse),
  OLLAMA(
      "ollama",
      "application/x-ndjson",
      () -> OllamaProvider.builder().baseUrl(Format.NOWHERE).build(),
      FormatBodies::ollama);

  static final String EVENTS = "text/event-stream; charset=utf-8";

  /** On this machine, where nobody wants a key; nothing is ever sent there. */
  private static final String NOWHERE = "http://127.0.0.1:1";

  private final String label;
  private final String contentType;
  private final Supplier<ModelProvider> provider;
  private final Function<List<String>, byte[]> body;

  Format(
      String label,
      String contentType,
      Supplier<ModelProvider> provider,
      Function<List<String>, byte[]> body) {
    this.label = label;
    this.contentType = contentType;
    this.provider = provider;
    this.body = body;
  }

  /** What the page calls it. */
  public String label() {
    return label;
  }

  String contentType() {
    return contentType;
  }

  ModelProvider provider() {
    return provider.get();
  }

  /** A whole answer, a delta for each word. */
  byte[] body(List<String> words) {
    return body.apply(words);
  }
}
