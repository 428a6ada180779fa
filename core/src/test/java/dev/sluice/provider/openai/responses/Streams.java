package dev.sluice.provider.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Answered;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Streams of responses as OpenAI frames them, and what this format makes of them. */
final class Streams {
  static final Responses FORMAT =
      new Responses(Account.of("openai", URI.create("https://h.test/v1")), "m");
  static final ResponseHead HEAD =
      new ResponseHead(200, Map.of("content-type", "text/event-stream", "x-request-id", "req-1"));

  private static final Pattern TYPE = Pattern.compile("^\\{\"type\":\"([\\w.]+)\"");

  private Streams() {}

  /** Decodes one event per line, single quotes for double ones, cut in every way. */
  static Answered lines(String events) {
    return of(quoted(events));
  }

  /** The same, of a request that wants the provider's own events too. */
  static Answered withNativeEvents(String events) {
    ChatRequest request = ChatRequest.builder().user("hi").nativeEvents(true).build();
    return Answered.of(FORMAT, request, HEAD, framed(quoted(events)));
  }

  static List<String> quoted(String events) {
    return events.lines().filter(line -> !line.isBlank()).map(l -> l.replace('\'', '"')).toList();
  }

  static Answered of(List<String> payloads) {
    return Answered.of(FORMAT, ChatRequest.of("hi"), HEAD, framed(payloads));
  }

  /** Decodes one document, the answer to a request that is not streamed. */
  static Answered document(String json) {
    ChatRequest request = ChatRequest.builder().user("hi").streamed(false).build();
    ResponseHead head =
        new ResponseHead(200, Map.of("content-type", "application/json", "x-request-id", "req-1"));
    return Answered.of(
        FORMAT, request, head, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  static byte[] framed(List<String> payloads) {
    StringBuilder all = new StringBuilder();
    for (String payload : payloads) {
      Matcher type = TYPE.matcher(payload);
      if (type.find()) {
        all.append("event: ").append(type.group(1)).append('\n');
      }
      all.append("data: ").append(payload).append("\n\n");
    }
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  static FinishReason finish(Answered answered) {
    assertThat(answered.ending()).isInstanceOf(Ending.Completed.class);
    return ((Ending.Completed) answered.ending()).finishReason();
  }

  static Cause cause(Answered answered) {
    assertThat(answered.ending()).isInstanceOf(Ending.Incomplete.class);
    return ((Ending.Incomplete) answered.ending()).cause();
  }

  static Failure.ErrorInStream error(Answered answered) {
    assertThat(cause(answered))
        .isInstanceOfSatisfying(
            Cause.Failed.class,
            failed -> assertThat(failed.why()).isInstanceOf(Failure.ErrorInStream.class));
    return (Failure.ErrorInStream) ((Cause.Failed) cause(answered)).why();
  }

  /** The parts that are of one kind. */
  static <P extends Part> List<P> parts(Answered answered, Class<P> kind) {
    return answered.reply().parts().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  static String field(Part part, String name) {
    return part.data("openai").flatMap(data -> data.field(name)).orElse("");
  }
}
