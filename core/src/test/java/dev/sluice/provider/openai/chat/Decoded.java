package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.ReplyBuilder;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.json.JsonReaders;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.sse.SseDecoder;
import dev.sluice.testing.Parts;
import dev.sluice.testing.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the chunk decoder made of a stream.
 *
 * @param inStream the outcome that a frame gave, null if none did
 * @param atEnd the outcome if the body ends after the last frame, null if it is not whole
 */
record Decoded(List<StreamEvent> events, @Nullable Outcome inStream, @Nullable Outcome atEnd) {
  /** Shared, as by all streams of a model. */
  private static final JsonReaders READERS = new JsonReaders();

  Decoded {
    Parts.assertInOrder(events);
  }

  /** A tool call with its arguments joined. */
  record Call(String id, String name, String arguments) {}

  /** Decodes one payload per line, each framed as an event of its own. */
  static Decoded lines(String payloads) {
    return payloads(payloads.lines().filter(line -> !line.isBlank()).toList());
  }

  /** Frames each payload and decodes them, cut in every way: all ways must give the same. */
  static Decoded payloads(List<String> payloads) {
    return body(framed(payloads));
  }

  /** Decodes payloads that arrive whole: for tests that try very many of them. */
  static Decoded prefix(List<String> payloads) {
    byte[] bytes = framed(payloads).getBytes(StandardCharsets.UTF_8);
    return of(new Pieces("whole", List.of(bytes)));
  }

  private static String framed(List<String> payloads) {
    return payloads.stream()
        .map(payload -> "data: " + payload + "\n\n")
        .collect(Collectors.joining());
  }

  /** Decodes one payload per line, by a decoder that looks for thoughts in tags. */
  static Decoded thinking(List<String> payloads) {
    Sink sink = new Sink();
    ChunkDecoder decoder = new ChunkDecoder(READERS, "req-1", List.of(), "", "openai", true);
    for (String payload : payloads) {
      byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
      sink.outcome = decoder.onFrame("message", bytes, 0, bytes.length, sink);
      if (sink.outcome != null) {
        break;
      }
    }
    return new Decoded(sink.events, sink.outcome, decoder.onEndOfInput());
  }

  static Decoded body(String body) {
    return bytes(body.getBytes(StandardCharsets.UTF_8));
  }

  static Decoded bytes(byte[] bytes) {
    List<Pieces> ways = Pieces.of(bytes);
    Decoded first = of(ways.getFirst());
    for (Pieces pieces : ways) {
      assertThat(of(pieces)).as("%s", pieces).isEqualTo(first);
    }
    return first;
  }

  /** Decodes a whole body that is not streamed. */
  static Decoded whole(String body) {
    Sink sink = new Sink();
    ChunkDecoder decoder = new ChunkDecoder(READERS, "req-1");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Outcome outcome = decoder.onFrame("message", bytes, 0, bytes.length, sink);
    return new Decoded(sink.events, outcome, decoder.onEndOfInput());
  }

  private static Decoded of(Pieces pieces) {
    Sink sink = new Sink();
    ChunkDecoder decoder = new ChunkDecoder(READERS, "req-1");
    SseDecoder framing =
        new SseDecoder(
            (type, bytes, from, length) -> {
              sink.outcome = decoder.onFrame(type, bytes, from, length, sink);
              return sink.outcome == null;
            });
    pieces.list().forEach(piece -> framing.feed(piece, 0, piece.length));
    return new Decoded(sink.events, sink.outcome, decoder.onEndOfInput());
  }

  private static final class Sink implements StreamSink {
    final List<StreamEvent> events = new ArrayList<>();
    @Nullable Outcome outcome;

    @Override
    public void onOpen(StreamControl control) {
      throw new AssertionError("a decoder opens nothing");
    }

    @Override
    public void onEvent(StreamEvent event) {
      events.add(event);
    }

    @Override
    public void onEnd(Outcome ignored) {
      throw new AssertionError("a decoder returns the outcome and does not tell it");
    }

    @Override
    public boolean isReady() {
      return true;
    }
  }

  <T extends StreamEvent> Stream<T> all(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast);
  }

  StreamEvent.Started started() {
    assertThat(all(StreamEvent.Started.class)).hasSize(1);
    assertThat(events.getFirst()).isInstanceOf(StreamEvent.Started.class);
    return all(StreamEvent.Started.class).findFirst().orElseThrow();
  }

  String text() {
    return all(StreamEvent.TextDelta.class)
        .map(StreamEvent.TextDelta::text)
        .collect(Collectors.joining());
  }

  String reasoning() {
    return all(StreamEvent.ReasoningDelta.class)
        .map(StreamEvent.ReasoningDelta::text)
        .collect(Collectors.joining());
  }

  String refusal() {
    return all(StreamEvent.RefusalDelta.class)
        .map(StreamEvent.RefusalDelta::text)
        .collect(Collectors.joining());
  }

  /** By their parts. */
  Map<Integer, Call> calls() {
    Map<Integer, Call> calls = new TreeMap<>();
    for (StreamEvent event : events) {
      if (event instanceof StreamEvent.PartStarted(int part, Part.ToolCall begun)) {
        Call before = calls.put(part, new Call(begun.id(), begun.name(), begun.arguments()));
        assertThat(before).as("a call begins once").isNull();
      } else if (event instanceof StreamEvent.ToolCallDelta delta) {
        calls.computeIfPresent(
            delta.part(),
            (index, call) -> new Call(call.id, call.name, call.arguments + delta.fragment()));
        assertThat(calls).as("a call begins before its arguments").containsKey(delta.part());
      }
    }
    return calls;
  }

  /** What readers would be given of it; its ending is the good one if there was one. */
  Reply reply() {
    ReplyBuilder reply = new ReplyBuilder("openai/m", 0, true);
    events.forEach(event -> reply.add(event, 0));
    Outcome end = inStream != null ? inStream : atEnd;
    return reply
        .end(
            end != null ? end : new Cause.Truncated(new Failure.EndedEarly("the test", "its end")),
            0)
        .reply();
  }

  /** The kinds and the words of the parts, one line each: for short expectations. */
  List<String> parts() {
    return reply().parts().stream().map(Decoded::line).toList();
  }

  private static String line(Part part) {
    return switch (part) {
      case Part.Text text -> "text " + text.text();
      case Part.Reasoning thoughts -> "reasoning " + thoughts.text();
      case Part.Refusal refusal -> "refusal " + refusal.text();
      case Part.ToolCall call -> "call " + call.id() + " " + call.name() + " " + call.arguments();
      case Part.Media media -> "media " + media.mediaType();
      default -> part.toString();
    };
  }

  List<Usage> usages() {
    return all(StreamEvent.UsageReported.class).map(StreamEvent.UsageReported::usage).toList();
  }
}
