package dev.sluice.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Plays a script for one request and gives what a client sees of it. */
final class Played {
  private Played() {}

  /** The content of a streamed body. */
  static byte[] bytes(String script, String path, String body) throws IOException {
    try (var simulator = Simulator.start(script);
        var client = new RawClient(simulator)) {
      client.post(path, body).readHead();
      return client.readChunks();
    }
  }

  static String stream(String script, String path, String body) throws IOException {
    return new String(bytes(script, path, body), StandardCharsets.UTF_8);
  }

  /** Status line, headers and body of a response that has a length. */
  static String whole(String script, String path, String body) throws IOException {
    try (var simulator = Simulator.start(script);
        var client = new RawClient(simulator)) {
      return client
          .send(
              "POST %s HTTP/1.1\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(path, body.getBytes(StandardCharsets.UTF_8).length, body))
          .readRest()
          .bytes();
    }
  }

  /** The body alone. */
  static String document(String script, String path, String body) throws IOException {
    String whole = whole(script, path, body);
    return whole.substring(whole.indexOf("\r\n\r\n") + 4);
  }
}
