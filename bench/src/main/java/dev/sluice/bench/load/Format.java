package dev.sluice.bench.load;

import dev.sluice.provider.anthropic.AnthropicProvider;
import dev.sluice.provider.bedrock.BedrockProvider;
import dev.sluice.provider.gemini.GeminiProvider;
import dev.sluice.provider.ollama.OllamaProvider;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.provider.openai.OpenAiProvider.Api;
import dev.sluice.spi.provider.ModelProvider;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The wire formats: who reads each, and how an ordinary text looks in it. */
public enum Format {
  /** What the others are compared with. */
  CHAT_COMPLETIONS("chat completions", Format.EVENTS, "openai-chat", "OPENAI_BASE_URL", "/v1"),
  RESPONSES("responses", Format.EVENTS, "openai-responses", "OPENAI_BASE_URL", "/v1"),
  MESSAGES("messages", Format.EVENTS, "anthropic", "ANTHROPIC_BASE_URL", ""),
  GENERATE_CONTENT("generateContent", Format.EVENTS, "gemini", "GEMINI_BASE_URL", "/v1beta"),
  CONVERSE("converse", "application/vnd.amazon.eventstream", "bedrock", "BEDROCK_BASE_URL", ""),
  OLLAMA("ollama", "application/x-ndjson", "ollama", "OLLAMA_HOST", "");

  /** The content type of server-sent events. */
  public static final String EVENTS = "text/event-stream; charset=utf-8";

  /** On this machine, where nobody wants a key; nothing is ever sent there. */
  private static final String NOWHERE = "http://127.0.0.1:1";

  private final String label;
  private final String contentType;
  private final String provider;
  private final String setting;
  private final String version;

  Format(String label, String contentType, String provider, String setting, String version) {
    this.label = label;
    this.contentType = contentType;
    this.provider = provider;
    this.setting = setting;
    this.version = version;
  }

  /** What a model is called whose provider speaks it. */
  public String model() {
    return provider + "/bench";
  }

  /**
   * The settings by which the models of all formats are found at one server, with keys of no use.
   *
   * @param base the server's address as an {@link Ask} says it, without a version of an API
   */
  public static Map<String, String> environment(String base) {
    Map<String, String> settings = new HashMap<>();
    for (Format format : values()) {
      settings.put(format.setting, base + format.version);
    }
    for (String key :
        List.of(
            "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "AWS_BEARER_TOKEN_BEDROCK")) {
      settings.put(key, "sk-upstream");
    }
    return settings;
  }

  /** What the page calls it. */
  public String label() {
    return label;
  }

  /** What an answer says it is. */
  public String contentType() {
    return contentType;
  }

  /** Who reads it. */
  public ModelProvider provider() {
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

  /** In which one is asked by a request with this target: every client says it by the path. */
  static Format of(String target) {
    String path = target.replaceFirst("[?].*", "");
    if (path.endsWith("/responses")) {
      return RESPONSES;
    }
    if (path.endsWith("/messages")) {
      return MESSAGES;
    }
    if (path.endsWith(":streamGenerateContent")) {
      return GENERATE_CONTENT;
    }
    if (path.endsWith("/converse-stream")) {
      return CONVERSE;
    }
    return path.endsWith("/api/chat") ? OLLAMA : CHAT_COMPLETIONS;
  }

  /** Whether the last four bytes of each frame are a checksum of those before them. */
  boolean isSummed() {
    return this == CONVERSE;
  }

  /** Where the frame of a body ends that begins there. */
  public int frameEnd(byte[] body, int from) {
    if (this == CONVERSE) {
      return from + ByteBuffer.wrap(body).getInt(from);
    }
    int at = from;
    do {
      do {
        at++;
      } while (body[at - 1] != '\n');
      // A frame of events ends with an empty line, one of lines with its own.
    } while (this != OLLAMA && body[at] != '\n' && !(body[at] == '\r' && body[at + 1] == '\n'));
    return this == OLLAMA ? at : at + (body[at] == '\r' ? 2 : 1);
  }

  /** A whole answer, a delta for each word. */
  public byte[] body(List<String> words) {
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
