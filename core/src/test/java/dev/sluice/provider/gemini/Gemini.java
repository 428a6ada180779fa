package dev.sluice.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.json.JsonReader;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Pieces;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What tests of this format ask for again and again. */
final class Gemini {
  static final ChatRequest STREAMED = ChatRequest.of("hi");
  static final ChatRequest WHOLE = STREAMED.toBuilder().streamed(false).build();

  private Gemini() {}

  static GenerateContent format() {
    return format("gemini-3-pro-preview");
  }

  static GenerateContent format(String model) {
    return new GenerateContent(
        Account.of("gemini", URI.create("https://gemini.example/v1beta")), model);
  }

  /** Chunks of a stream, each as one line, with apostrophes for quotation marks. */
  static Answered chunks(String... lines) {
    return streamed(List.of(lines).stream().map(line -> line.replace('\'', '"')).toList());
  }

  /** The payloads of a stream, in every way in which their bytes could come. */
  static Answered streamed(List<String> payloads) {
    return Answered.of(format(), "text/event-stream", Answered.sse(payloads));
  }

  /** The payloads of a stream that ends or breaks off there, whole. */
  static Answered cut(List<String> payloads) {
    return Answered.once(
        format(),
        STREAMED,
        new ResponseHead(200, Map.of("content-type", "text/event-stream")),
        new Pieces("whole", List.of(Answered.sse(payloads))));
  }

  /** One document, as the answer to this request. */
  static Answered document(ChatRequest request, String body) {
    return Answered.of(
        format(),
        request,
        new ResponseHead(200, Map.of("content-type", "application/json")),
        body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  /** The request's body. */
  static String body(String model, ChatRequest request) {
    return format(model).call(request).bodyText();
  }

  /** Fails unless both are the same JSON; the expected one may have apostrophes. */
  static void assertJson(String actual, String expected) {
    assertThat(tree(actual)).isEqualTo(tree(expected.replace('\'', '"')));
  }

  /** JSON in one form: members in the order of their names. */
  private static Object tree(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      Object value = tree(json);
      json.finish();
      return value;
    }
  }

  private static Object tree(JsonReader json) {
    if (json.isObject()) {
      Map<String, Object> members = new TreeMap<>();
      json.enterObject();
      for (String name; (name = json.nextName()) != null; ) {
        members.put(name, tree(json));
      }
      return members;
    }
    if (json.isText()) {
      return "text " + json.text();
    }
    String other = json.textOrJson();
    if (!other.startsWith("[")) {
      return other;
    }
    byte[] bytes = other.getBytes(StandardCharsets.UTF_8);
    List<Object> elements = new java.util.ArrayList<>();
    try (JsonReader array = new JsonReader(bytes, 0, bytes.length)) {
      array.enterArray();
      while (array.nextElement()) {
        elements.add(tree(array));
      }
    }
    return elements;
  }
}
