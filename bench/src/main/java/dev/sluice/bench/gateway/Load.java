package dev.sluice.bench.gateway;

import dev.sluice.bench.load.Ask;
import java.util.Set;

/** What the gateways are asked to carry. */
enum Load {
  PACED_50("50x20", "50 streams × 20 chunks/s", 50, 20),
  PACED_200("200x20", "200 streams × 20 chunks/s", 200, 20),
  PACED_FAST("200x200", "200 streams × 200 chunks/s", 200, 200),
  PACED_1000("1000x20", "1,000 streams × 20 chunks/s", 1_000, 20),
  FIRST("first", "one request at a time", 1, 0),
  OPEN("open-9000", "9,000 open streams × 1 chunk/s, prompts of 1 KB", 9_000, 1),
  OPEN_HTTP2(
      "open-http2-10000",
      "10,000 open streams × 1 chunk/s, over HTTP/2 to the upstream, prompts of 1 KB",
      10_000,
      1),
  FOLLOWERS("followers-1000", "1,000 clients that follow one run of 20 chunks/s", 1_000, 20);

  private final String id;
  private final String told;
  private final int streams;
  private final int rate;

  Load(String id, String told, int streams, int rate) {
    this.id = id;
    this.told = told;
    this.streams = streams;
    this.rate = rate;
  }

  String id() {
    return id;
  }

  String told() {
    return told;
  }

  int streams() {
    return streams;
  }

  int rate() {
    return rate;
  }

  /** Whether the upstream speaks HTTP/2, over TLS, and nothing else. */
  boolean isHttp2() {
    return this == OPEN_HTTP2;
  }

  private boolean isOpen() {
    return this == OPEN || this == OPEN_HTTP2;
  }

  /** How many sockets a gateway has for it, at the most. */
  int sockets() {
    return isHttp2() ? streams + streams / 50 : 2 * streams;
  }

  /** What one request asks of the upstream. */
  Ask ask() {
    return new Ask(Ask.Kind.TEXT, rate, this == FIRST ? 1 : 0);
  }

  /** How many characters a prompt has. */
  int promptChars() {
    return isOpen() ? 1_024 : 100;
  }

  /** While the JVM's compilers have something to learn from, chunks come so many times as fast. */
  int warmFactor() {
    return switch (this) {
      case PACED_50, PACED_200 -> 8;
      case PACED_1000, FOLLOWERS -> 2;
      case PACED_FAST, FIRST, OPEN, OPEN_HTTP2 -> 1;
    };
  }

  /** How many times as long the window is: Linux counts in hundredths of a second. */
  int longer() {
    return this == PACED_50 || isOpen() ? 2 : 1;
  }

  boolean appliesTo(Proxy proxy) {
    if (proxy.isTranslating()) {
      return this == PACED_50 || this == PACED_200 || this == PACED_FAST;
    }
    return switch (this) {
      case FOLLOWERS -> proxy.isOurs() || proxy == Proxy.VERTX;
      // The others are set up for HTTP/1.1.
      case OPEN_HTTP2 -> proxy.isOurs();
      case OPEN -> proxy.isOurs() || Set.of(Proxy.VERTX, Proxy.GO, Proxy.NGINX).contains(proxy);
      case PACED_200, PACED_FAST, PACED_1000 -> proxy != Proxy.LITELLM && proxy != Proxy.DIRECT;
      case PACED_50 -> proxy != Proxy.DIRECT;
      case FIRST -> true;
    };
  }
}
