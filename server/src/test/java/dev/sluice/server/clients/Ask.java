package dev.sluice.server.clients;

/** A way in which clients ask {@code Hi} of a model. */
public enum Ask {
  CHAT_STREAM(Client.CHAT, true, "/v1/chat/completions", Ask.CHAT),
  CHAT_DOCUMENT(Client.CHAT, false, "/v1/chat/completions", Ask.CHAT),
  RESPONSES_STREAM(Client.RESPONSES, true, "/v1/responses", Ask.INPUT),
  RESPONSES_DOCUMENT(Client.RESPONSES, false, "/v1/responses", Ask.INPUT),
  MESSAGES_STREAM(Client.MESSAGES, true, "/v1/messages", Ask.CHAT),
  MESSAGES_DOCUMENT(Client.MESSAGES, false, "/v1/messages", Ask.CHAT),
  GEMINI_EVENTS(
      Client.GEMINI, true, "/v1beta/models/MODEL:streamGenerateContent?alt=sse", Ask.CONTENTS),
  GEMINI_ARRAY(Client.GEMINI, true, "/v1/models/MODEL:streamGenerateContent", Ask.CONTENTS),
  GEMINI_DOCUMENT(Client.GEMINI, false, "/v1beta/models/MODEL:generateContent", Ask.CONTENTS),
  OLLAMA_STREAM(Client.OLLAMA, true, "/api/chat", Ask.CHAT),
  OLLAMA_DOCUMENT(Client.OLLAMA, false, "/ollama/api/chat", Ask.CHAT),
  OLLAMA_COMPLETION(Client.OLLAMA, true, "/api/generate", Ask.PROMPT),
  AI_SDK_STREAM(Client.AI_SDK, true, "/api/chat", Ask.PARTS),
  AI_SDK_DOCUMENT(Client.AI_SDK, false, "/api/chat", Ask.PARTS),
  AG_UI_STREAM(Client.AG_UI, true, "/agui", Ask.CHAT),
  RUNS_STREAM(Client.RUNS, true, "/runs", Ask.PROMPT),
  RUNS_DOCUMENT(Client.RUNS, false, "/runs", Ask.PROMPT);

  private static final String CHAT =
      "{\"model\":\"MODEL\",\"stream\":STREAM,\"max_tokens\":99,"
          + "\"messages\":[{\"id\":\"u\",\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String PARTS =
      "{\"model\":\"MODEL\",\"stream\":STREAM,\"messages\":"
          + "[{\"id\":\"u\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}";
  private static final String INPUT = "{\"model\":\"MODEL\",\"stream\":STREAM,\"input\":\"Hi\"}";
  private static final String PROMPT = "{\"model\":\"MODEL\",\"stream\":STREAM,\"prompt\":\"Hi\"}";
  private static final String CONTENTS = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}";

  private final Client client;
  private final boolean isStream;
  private final String path;
  private final String body;

  Ask(Client client, boolean isStream, String path, String body) {
    this.client = client;
    this.isStream = isStream;
    this.path = path;
    this.body = body;
  }

  public Client client() {
    return client;
  }

  /** Whether the answer is told as it comes, and not as one document. */
  public boolean isStream() {
    return isStream;
  }

  public String path(String model) {
    return path.replace("MODEL", model);
  }

  public String body(String model) {
    return body.replace("MODEL", model).replace("STREAM", "" + isStream);
  }

  /** What the client makes of what it is answered. */
  public Said read(int status, String body) {
    return isStream ? client.stream(status, body) : client.document(status, body);
  }
}
