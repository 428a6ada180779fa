package dev.sluice.bench.gateway;

/** In which format a client asks, and is answered; the upstream always speaks chat completions. */
enum Spoken {
  CHAT(
      "/v1/chat/completions",
      "{\"model\":\"openai/bench\",\"stream\":true,"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"PROMPT\"}]}"),
  RESPONSES("/v1/responses", "{\"model\":\"openai/bench\",\"stream\":true,\"input\":\"PROMPT\"}"),
  MESSAGES(
      "/v1/messages",
      "{\"model\":\"openai/bench\",\"stream\":true,\"max_tokens\":100000,"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"PROMPT\"}]}"),
  GEMINI(
      "/v1beta/models/openai/bench:streamGenerateContent?alt=sse",
      "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"PROMPT\"}]}]}"),
  OLLAMA(
      "/api/chat",
      "{\"model\":\"openai/bench\",\"stream\":true,"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"PROMPT\"}]}"),
  UI_MESSAGES(
      "/api/chat",
      "{\"id\":\"chat-NUMBER\",\"model\":\"openai/bench\",\"trigger\":\"submit-message\",\"messages\":"
          + "[{\"id\":\"m1\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"PROMPT\"}]}]}"),
  AG_UI(
      "/agui",
      "{\"threadId\":\"thread-NUMBER\",\"runId\":\"run-NUMBER\",\"tools\":[],\"context\":[],\"state\":{},"
          + "\"forwardedProps\":{\"model\":\"openai/bench\"},\"messages\":"
          + "[{\"id\":\"m1\",\"role\":\"user\",\"content\":\"PROMPT\"}]}");

  private final String path;
  private final String body;

  Spoken(String path, String body) {
    this.path = path;
    this.body = body;
  }

  /** Where it is asked, below the gateway's address. */
  String path() {
    return path;
  }

  /**
   * What is asked.
   *
   * @param number of the stream: none joins the run of another one
   */
  String body(String prompt, int number) {
    return body.replace("PROMPT", prompt).replace("NUMBER", String.valueOf(number));
  }
}
