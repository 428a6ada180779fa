package dev.sluice.server.dialect.ollama;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.server.dialect.Bytes;
import java.nio.charset.StandardCharsets;

/** What a provider's line tells of the answer, to be told in lines of our own. Not thread-safe. */
final class FrameContent {
  private static final byte[] THINKING = ",\"thinking\":\"".getBytes(StandardCharsets.US_ASCII);

  private String content = "";
  private String thinking = "";
  private String calls = "";
  private String images = "";
  private String logProbs = "";

  private FrameContent() {}

  /** Reads a line; of what is no JSON nothing. */
  static FrameContent of(byte[] bytes, int from, int length) {
    FrameContent content = new FrameContent();
    try (JsonReader json = new JsonReader(bytes, from, length)) {
      content.read(json);
    } catch (JsonException noJson) {
      return new FrameContent();
    }
    return content;
  }

  private void read(JsonReader json) {
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "message" -> message(json);
          case "logprobs" -> logProbs = list(json);
          default -> json.skip();
        }
      }
    }
    json.finish();
  }

  private void message(JsonReader json) {
    if (!json.enterObject()) {
      return;
    }
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "content" -> content = json.text();
        case "thinking" -> thinking = json.text();
        case "tool_calls" -> calls = list(json);
        case "images" -> images = list(json);
        default -> json.skip();
      }
    }
  }

  /** A list that holds something, as JSON text; empty otherwise. */
  private static String list(JsonReader json) {
    if (!json.isArray()) {
      json.skip();
      return "";
    }
    String text = json.textOrJson();
    return text.equals("[]") ? "" : text;
  }

  /** Tells it. */
  void tell(Lines lines, Bytes out) {
    if (!thinking.isEmpty()) {
      lines.piece(THINKING, thinking, out);
    }
    if (!content.isEmpty()) {
      lines.text(content, out);
    }
    if (!images.isEmpty()) {
      lines.member("\"images\":" + images, out);
    }
    if (!calls.isEmpty()) {
      lines.member("\"tool_calls\":" + calls, out);
    }
    if (!logProbs.isEmpty()) {
      lines.beside("\"logprobs\":" + logProbs, out);
    }
  }
}
