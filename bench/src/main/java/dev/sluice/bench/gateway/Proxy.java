package dev.sluice.bench.gateway;

import java.util.Arrays;
import java.util.Optional;

/** What stands between a client and the upstream. */
enum Proxy {
  SLUICE("sluice", "**sluice**, run log in memory, a key, metrics"),
  SLUICE_SQLITE("sluice-sqlite", "**sluice**, run log in SQLite"),
  SLUICE_NIO("sluice-nio", "**sluice**, without native transport"),
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

  Proxy(String id, String label) {
    this.id = id;
    this.label = label;
  }

  String id() {
    return id;
  }

  String label() {
    return label;
  }

  boolean isOurs() {
    return this == SLUICE || this == SLUICE_SQLITE || this == SLUICE_NIO;
  }

  /** Whether it is compiled while it runs, and so has to be warmed for long. */
  boolean isOnJvm() {
    return isOurs() || this == VERTX || this == VERTX_NIO;
  }

  static Optional<Proxy> called(String id) {
    return Arrays.stream(values()).filter(each -> each.id.equals(id)).findFirst();
  }
}
