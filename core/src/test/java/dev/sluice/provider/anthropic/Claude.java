package dev.sluice.provider.anthropic;

import dev.sluice.chat.ChatRequest;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Pieces;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers of the messages API, as its events are framed: each with its type before its data. */
final class Claude {
  static final Account ACCOUNT = Account.of("anthropic", URI.create("http://localhost"));
  static final Messages FORMAT = new Messages(ACCOUNT, Dialect.ANTHROPIC, "claude-sonnet-4-5");
  static final ChatRequest REQUEST = ChatRequest.of("hi");

  static final ResponseHead STREAM =
      new ResponseHead(
          200, Map.of("content-type", "text/event-stream; charset=utf-8", "request-id", "req_1"));
  static final ResponseHead DOCUMENT =
      new ResponseHead(200, Map.of("content-type", "application/json", "request-id", "req_1"));

  private static final Pattern TYPE = Pattern.compile("\"type\": ?\"([a-z_]+)\"");

  private Claude() {}

  /** The events of a stream with single quotes for double ones. */
  static Answered stream(String... events) {
    return answered(List.of(events).stream().map(Claude::quoted).toList());
  }

  /** Whole, byte by byte and on random splits. */
  static Answered answered(List<String> events) {
    return Answered.of(FORMAT, REQUEST, STREAM, framed(events));
  }

  /** The one document of an answer that is not streamed. */
  static Answered document(String json) {
    ChatRequest request = REQUEST.toBuilder().streamed(false).build();
    return Answered.of(FORMAT, request, DOCUMENT, quoted(json).getBytes(StandardCharsets.UTF_8));
  }

  static String quoted(String json) {
    return json.replace('\'', '"');
  }

  /** As the API frames them; only an event's own type is looked for. */
  static byte[] framed(List<String> events) {
    StringBuilder all = new StringBuilder();
    for (String event : events) {
      all.append("event: ").append(type(event)).append("\ndata: ").append(event).append("\n\n");
    }
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String type(String event) {
    int depth = 0;
    Matcher type = TYPE.matcher(event);
    for (int i = 0; i < event.length(); i++) {
      char c = event.charAt(i);
      if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      } else if (depth == 1 && type.region(i, event.length()).lookingAt()) {
        return type.group(1);
      }
    }
    return "message";
  }

  /** What comes of the first so many events, the body then being cut. */
  static Answered cut(List<String> events, int count) {
    byte[] body = framed(events.subList(0, count));
    return Answered.once(FORMAT, REQUEST, STREAM, new Pieces("whole", List.of(body)));
  }
}
