package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Reply;
import dev.sluice.chat.ReplyBuilder;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.provider.HttpSource;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.time.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a wire format makes of an answer, from the bytes on: the whole way through {@link
 * HttpSource}, on a transport without a network.
 *
 * @param events what the sink heard
 * @param ending with all that readers of the stream would be given; its timings are zero
 */
public record Answered(List<StreamEvent> events, Ending ending) {

  public Answered {
    Parts.assertInOrder(events);
  }

  /** The answer to a streamed request, in every way in which its bytes could come. */
  public static Answered of(WireFormat format, String contentType, byte[] body) {
    return of(
        format,
        ChatRequest.of("hi"),
        new ResponseHead(200, Map.of("content-type", contentType)),
        body);
  }

  /** Whole, byte by byte and on random splits: all must give the same. */
  public static Answered of(
      WireFormat format, ChatRequest request, ResponseHead head, byte[] body) {
    List<Pieces> ways = Pieces.of(body);
    Answered first = once(format, request, head, ways.getFirst());
    for (Pieces pieces : ways) {
      assertThat(once(format, request, head, pieces)).as("%s", pieces).isEqualTo(first);
    }
    return first;
  }

  /** Server-sent events, each with these lines of data and without a type. */
  public static byte[] sse(List<String> payloads) {
    StringBuilder all = new StringBuilder();
    payloads.forEach(payload -> all.append("data: ").append(payload).append("\n\n"));
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The answer that arrives in these pieces. */
  public static Answered once(
      WireFormat format, ChatRequest request, ResponseHead head, Pieces pieces) {
    OneExchange exchange = new OneExchange();
    Recorder sink = new Recorder();
    new HttpSource(format, () -> exchange, Clock.system()).open(request, sink);
    for (int asking = 1; sink.outcome() == null; asking++) {
      answer(exchange.listener(), head, pieces, sink);
      int before = asking;
      Eventually.await( // of a format that asks once more
          "an end, or that it is asked again",
          () -> sink.outcome() != null || exchange.askings() > before);
    }
    ReplyBuilder reply = new ReplyBuilder(format.model(), 0, request.streamed());
    List<StreamEvent> told = new ArrayList<>();
    sink.events().forEach(event -> told.add(reply.add(event, 0)));
    Outcome outcome = sink.end();
    return new Answered(told, reply.end(outcome, 0));
  }

  private static void answer(
      ExchangeListener hearing, ResponseHead head, Pieces pieces, Recorder sink) {
    hearing.onHead(head);
    for (byte[] piece : pieces.list()) {
      if (sink.outcome() == null) {
        hearing.onBytes(ByteBuffer.wrap(piece));
      }
    }
    if (sink.outcome() == null) {
      hearing.onEnd();
    }
  }

  /** What came of it. */
  public Reply reply() {
    return ending.reply();
  }

  /** The events of one kind. */
  public <E extends StreamEvent> List<E> all(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
