package dev.sluice.bench.unit;

import dev.sluice.provider.anthropic.AnthropicProvider;
import dev.sluice.provider.bedrock.BedrockProvider;
import dev.sluice.provider.gemini.GeminiProvider;
import dev.sluice.provider.ollama.OllamaProvider;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.provider.openai.OpenAiProvider.Api;
import dev.sluice.spi.provider.ModelProvider;
import java.util.List;

/** The wire formats: who reads each, and how an ordinary text looks in it. */
public enum Format {
  /** What the others are compared with. */
  CHAT_COMPLETIONS("chat completions", Format.EVENTS),
  RESPONSES("responses", Format.EVENTS),
  MESSAGES("messages", Format.EVENTS),
  GENERATE_CONTENT("generateContent", Format.EVENTS),
  CONVERSE("converse", "application/vnd.amazon.eventstream"),
  OLLAMA("ollama", "application/x-ndjson");

  static final String EVENTS = "text/event-stream; charset=utf-8";

  /** On this machine, where nobody wants a key; nothing is ever sent there. */
  private static final String NOWHERE = "http://127.0.0.1:1";

  private final String label;
  private final String contentType;

  Format(String label, String contentType) {
    this.label = label;
    this.contentType = contentType;
  }

  /** What the page calls it. */
  public String label() {
    return label;
  }

  String contentType() {
    return contentType;
  }

  ModelProvider provider() {
    return switch (this) {
      case CHAT_COMPLETIONS -> openAi(Api.CHAT_COMPLETIONS);
      case RESPONSES -> openAi(Api.RESPONSES);
      case MESSAGES -> AnthropicProvider.builder().baseUrl(NOWHERE).build();
      case GENERATE_CONTENT -> GeminiProvider.builder().baseUrl(NOWHERE).build();
      case CONVERSE -> BedrockProvider.builder().baseUrl(NOWHERE).build();
      case OLLAMA -> OllamaProvider.builder().baseUrl(NOWHERE).build();
    };
  }

  private static ModelProvider openAi(Api api) {
    return OpenAiProvider.builder().api(api).baseUrl(NOWHERE).build();
  }

  /** A whole answer, a delta for each word. */
  byte[] body(List<String> words) {
    return switch (this) {
      case CHAT_COMPLETIONS -> FormatBodies.chatCompletions(words);
      case RESPONSES -> FormatBodies.responses(words);
      case MESSAGES -> FormatBodies.messages(words);
      case GENERATE_CONTENT -> FormatBodies.generateContent(words);
      case CONVERSE -> FormatBodies.converse(words);
      case OLLAMA -> FormatBodies.ollama(words);
    };
  }
}
