package dev.sluice.bench.gateway;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What stands between a client and the upstream. */
enum Proxy {
  SLUICE("sluice", "**sluice**, run log in memory, a key, metrics"),
  SLUICE_SQLITE("sluice-sqlite", "**sluice**, run log in SQLite"),
  SLUICE_NIO("sluice-nio", "**sluice**, without native transport"),
  RESPONSES("sluice-responses", "**sluice**, asked as responses", Spoken.RESPONSES),
  MESSAGES("sluice-messages", "**sluice**, asked as Anthropic's messages", Spoken.MESSAGES),
  GEMINI("sluice-gemini", "**sluice**, asked as Gemini", Spoken.GEMINI),
  OLLAMA("sluice-ollama", "**sluice**, asked as Ollama", Spoken.OLLAMA),
  UI_MESSAGES("sluice-ui", "**sluice**, asked by the AI SDK", Spoken.UI_MESSAGES),
  AG_UI("sluice-agui", "**sluice**, asked as AG-UI", Spoken.AG_UI),
  VERTX("vertx", "bare Vert.x pass-through"),
  VERTX_NIO("vertx-nio", "bare Vert.x, without native transport"),
  GO("go", "bare Go reverse proxy"),
  NGINX("nginx", "nginx"),
  PORTKEY("portkey", "Portkey"),
  LITELLM("litellm", "LiteLLM"),
  TENSORZERO("tensorzero", "TensorZero"),
  DIRECT("direct", "no gateway");

  private final String id;
  private final String label;
  private final Spoken spoken;

  Proxy(String id, String label) {
    this(id, label, Spoken.CHAT);
  }

  Proxy(String id, String label, Spoken spoken) {
    this.id = id;
    this.label = label;
    this.spoken = spoken;
  }

  String id() {
    return id;
  }

  String label() {
    return label;
  }

  /** In which format its client asks. */
  Spoken spoken() {
    return spoken;
  }

  /** Whether what goes out is another format than what comes in. */
  boolean isTranslating() {
    return spoken != Spoken.CHAT;
  }

  /** Those that do. */
  static List<Proxy> translating() {
    return Arrays.stream(values()).filter(Proxy::isTranslating).toList();
  }

  boolean isOurs() {
    return this == SLUICE || this == SLUICE_SQLITE || this == SLUICE_NIO || isTranslating();
  }

  /** Whether it is compiled while it runs, and so has to be warmed for long. */
  boolean isOnJvm() {
    return isOurs() || this == VERTX || this == VERTX_NIO;
  }

  static Optional<Proxy> called(String id) {
    return Arrays.stream(values()).filter(each -> each.id.equals(id)).findFirst();
  }
}
