package dev.sluice.bench.gateway;

import dev.sluice.bench.load.Format;
import java.util.Arrays;
import java.util.List;

/** In which format a client asks, and is answered. */
enum Spoken {
  CHAT(
      "chat",
      "/v1/chat/completions",
      "{\"model\":\"MODEL\",\"stream\":true,"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"PROMPT\"}]}"),
  RESPONSES(
      "responses", "/v1/responses", "{\"model\":\"MODEL\",\"stream\":true,\"input\":\"PROMPT\"}"),
  MESSAGES(
      "messages",
      "/v1/messages",
      "{\"model\":\"MODEL\",\"stream\":true,\"max_tokens\":100000,"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"PROMPT\"}]}"),
  GEMINI(
      "gemini",
      "/v1beta/models/MODEL:streamGenerateContent?alt=sse",
      "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"PROMPT\"}]}]}"),
  OLLAMA(
      "ollama",
      "/api/chat",
      "{\"model\":\"MODEL\",\"stream\":true,"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"PROMPT\"}]}"),
  UI_MESSAGES(
      "ui",
      "/api/chat",
      "{\"id\":\"chat-NUMBER\",\"model\":\"MODEL\",\"trigger\":\"submit-message\",\"messages\":"
          + "[{\"id\":\"m1\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"PROMPT\"}]}]}"),
  AG_UI(
      "agui",
      "/agui",
      "{\"threadId\":\"thread-NUMBER\",\"runId\":\"run-NUMBER\",\"tools\":[],\"context\":[],\"state\":{},"
          + "\"forwardedProps\":{\"model\":\"MODEL\"},\"messages\":"
          + "[{\"id\":\"m1\",\"role\":\"user\",\"content\":\"PROMPT\"}]}"),
  /** No dialect of the gateway's: what a bare pass-through is asked. */
  CONVERSE(
      "converse",
      "/model/bench/converse-stream",
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"PROMPT\"}]}]}");

  private final String id;
  private final String path;
  private final String body;

  Spoken(String id, String path, String body) {
    this.id = id;
    this.path = path;
    this.body = body;
  }

  String id() {
    return id;
  }

  /** Those that the gateway speaks. */
  static List<Spoken> dialects() {
    return Arrays.stream(values()).filter(each -> each != CONVERSE).toList();
  }

  /** How a provider of this format is asked. */
  static Spoken of(Format format) {
    return switch (format) {
      case CHAT_COMPLETIONS -> CHAT;
      case RESPONSES -> RESPONSES;
      case MESSAGES -> MESSAGES;
      case GENERATE_CONTENT -> GEMINI;
      case CONVERSE -> CONVERSE;
      case OLLAMA -> OLLAMA;
    };
  }

  /** Where it is asked, below the gateway's address. */
  String path(String model) {
    return path.replace("MODEL", model);
  }

  /**
   * What is asked.
   *
   * @param number of the stream: none joins the run of another one
   */
  String body(String model, String prompt, int number) {
    return body.replace("MODEL", model)
        .replace("PROMPT", prompt)
        .replace("NUMBER", String.valueOf(number));
  }
}
