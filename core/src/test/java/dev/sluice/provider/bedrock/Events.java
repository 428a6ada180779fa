package dev.sluice.provider.bedrock;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Outcome;
import dev.sluice.json.JsonReader;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Coded;
import dev.sluice.testing.Pieces;
import dev.sluice.time.Clock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Answers of Bedrock's, event by event. */
final class Events {
  static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";

  private Events() {}

  /** Lines as recordings have them, {@code {"TYPE": PAYLOAD}}, as messages. */
  static List<byte[]> messages(List<String> lines) {
    List<byte[]> messages = new ArrayList<>();
    for (String line : lines) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
        json.enterObject();
        String type = String.valueOf(json.nextName());
        messages.add(EventStreamMessage.event(type, json.textOrJson()));
      }
    }
    return messages;
  }

  static byte[] body(List<String> lines) {
    return Coded.joined(messages(lines).toArray(byte[][]::new));
  }

  /** A model of a server here, asked without a key. */
  static Converse format() {
    Account account = Account.of("bedrock", URI.create("http://localhost:8080"));
    return new Converse(
        Access.bearer(account, "us-east-1"), "amazon.nova-pro-v1:0", Clock.system());
  }

  static ResponseHead head(String contentType) {
    return new ResponseHead(200, Map.of("content-type", contentType, "x-amzn-requestid", "req-1"));
  }

  /** What is made of a streamed answer. */
  static Answered read(List<String> lines) {
    return read(body(lines));
  }

  static Answered read(byte[] body) {
    return read(ChatRequest.of("hi"), body);
  }

  static Answered read(ChatRequest request, byte[] body) {
    return Answered.of(format(), request, head(CONTENT_TYPE), body);
  }

  /** How a long answer ends that comes whole. */
  static Outcome once(byte[] body) {
    Answered answered =
        Answered.once(
            format(), ChatRequest.of("hi"), head(CONTENT_TYPE), new Pieces("whole", List.of(body)));
    return answered.ending() instanceof Ending.Incomplete early
        ? early.cause()
        : new Outcome.Finished(answered.reply().finishReason().orElseThrow());
  }

  /** What is made of one document. */
  static Answered document(String json) {
    return Answered.of(
        format(),
        ChatRequest.of("hi").toBuilder().streamed(false).build(),
        head("application/json"),
        json.getBytes(StandardCharsets.UTF_8));
  }
}
