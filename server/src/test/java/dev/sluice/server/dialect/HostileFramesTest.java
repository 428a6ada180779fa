package dev.sluice.server.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.json.JsonReader;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.agui.AgUiDialect;
import dev.sluice.server.dialect.aisdk.UiMessagesDialect;
import dev.sluice.server.dialect.anthropic.MessagesDialect;
import dev.sluice.server.dialect.chat.ChatDialect;
import dev.sluice.server.dialect.gemini.GenerateContentDialect;
import dev.sluice.server.dialect.ollama.OllamaDialect;
import dev.sluice.server.dialect.responses.ResponsesDialect;
import dev.sluice.server.dialect.runs.RunsDialect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a provider may send, whatever it means by it. */
class HostileFramesTest {
  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));
  private static final Told TOLD =
      new Told("r1", "fast", Instant.ofEpochSecond(7), Asked.View.USUAL);

  /** More than any answer has, of which each may cost what it costs alone. */
  private static final int MANY = 60_000;

  private final Bytes out = new Bytes();
  private int position;

  static Stream<Dialect> all() {
    return Stream.of(
        new ChatDialect(),
        new ResponsesDialect(),
        new MessagesDialect(),
        new GenerateContentDialect(),
        new OllamaDialect(),
        new UiMessagesDialect(),
        new AgUiDialect(),
        new RunsDialect());
  }

  enum Framed {
    CHAT(
        """
        {"id":"x","created":7,"model":"m","choices":[{"index":0,"delta":{"content":"a"}}]}
        {"id":"x","created":7,"model":"m","choices":[{"index":0,"delta":{"content":"b"}}]}
        {"id":"x","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c"}]}}]}
        {"id":"x","choices":[],"usage":{"prompt_tokens":1}}\
        """),
    RESPONSES(
        """
        {"type":"response.created","sequence_number":0,"response":{"id":"x","model":"m"}}
        {"type":"response.output_item.added","output_index":0,"item":{"id":"a","type":"message"}}
        {"type":"response.output_text.delta","sequence_number":2,"output_index":0,"delta":"a"}
        {"type":"response.output_item.done","output_index":1,"item":{"type":"reasoning"}}
        {"type":"response.output_item.added","output_index":2,"item":{"type":"x_call","id":"b"}}\
        """),
    MESSAGES(
        """
        {"type":"message_start","message":{"id":"x","content":[]}}
        {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
        {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}
        {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"c"}}
        {"type":"content_block_stop","index":0}\
        """),
    GENERATE_CONTENT(
        """
        {"candidates":[{"content":{"parts":[{"text":"a"}]}}],"modelVersion":"m","responseId":"x"}
        {"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"totalTokenCount":1}}
        {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"}}]}}]}\
        """),
    OLLAMA(
        """
        {"model":"m","message":{"role":"assistant","content":"a","thinking":"b"},"done":false}
        {"model":"m","message":{"content":"","tool_calls":[{"function":{"name":"f"}}]}}
        {"model":"m","message":{"content":"a"},"done":true,"eval_count":1}\
        """);

    private final String frames;

    Framed(String frames) {
      this.frames = frames;
    }

    Encoder encoder() {
      Dialect dialect =
          switch (this) {
            case CHAT -> new ChatDialect();
            case RESPONSES -> new ResponsesDialect();
            case MESSAGES -> new MessagesDialect();
            case GENERATE_CONTENT -> new GenerateContentDialect();
            case OLLAMA -> new OllamaDialect();
          };
      return dialect.encoder(TOLD);
    }

    List<byte[]> frames() {
      return frames.lines().map(line -> line.getBytes(UTF_8)).toList();
    }
  }

  /** However broken frames are that others follow, what is cut off ends as an error. */
  @ParameterizedTest
  @MethodSource("framed")
  void whatIsCutOffNeverEndsAsIfItWereWhole(Framed framed) {
    List<byte[]> frames = framed.frames();
    Mutations.of(
        frames,
        1000,
        mutation -> {
          out.clear();
          Encoder encoder = framed.encoder();
          frame(encoder, frames.getFirst());
          frame(encoder, mutation);
          frame(encoder, frames.get(1));
          encoder.event(
              new StreamEvent.Continued(2, "b/m", 0, 9, CUT, Usage.unknown()), next(), out);
          events(encoder, new StreamEvent.TextDelta(0, "c"));
          cut(encoder);
          assertThat(last()).contains("\"error\"");
        });
  }

  static Stream<Framed> framed() {
    return Stream.of(Framed.values());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CHAT             | {`id`:%,`model`:`m`,`choices`:[]}",
        "CHAT             | {`id`:`i`,`model`:%,`choices`:[]}",
        "GENERATE_CONTENT | {`responseId`:%,`candidates`:[{}]}",
        "GENERATE_CONTENT | {`modelVersion`:%,`candidates`:[{}]}",
      })
  void aNameWithLinesInItEndsNoEvent(Framed framed, String frame) {
    String name = "\"x\n\ndata: [DONE]\n\ndata: {\\q\"";
    Encoder encoder = framed.encoder();
    frame(encoder, frame.replace('`', '"').replace("%", name).getBytes(UTF_8));
    out.clear();
    events(encoder, new StreamEvent.TextDelta(0, "more"));

    assertThat(Recorded.parsed(out)).hasSize(1);
    assertThat(last()).contains("more").doesNotContain("DONE");
    byte[] told = Recorded.parsed(out).getFirst().data();
    try (JsonReader json = new JsonReader(told, 0, told.length)) {
      json.skip();
      json.finish();
    }
  }

  @Test
  void aTimeOfAMillionDigitsIsNone() {
    Encoder encoder = new ChatDialect().encoder(TOLD);
    String frame = "{\"id\":\"x\",\"created\":" + "9".repeat(1_000_000) + ",\"choices\":[]}";
    frame(encoder, frame.getBytes(UTF_8));
    out.clear();
    events(encoder, new StreamEvent.TextDelta(0, "more"));

    assertThat(last()).contains("\"created\":7,");
  }

  @Test
  void itemsAreNumberedBehindTheHighestThereWas() {
    Encoder encoder = new ResponsesDialect().encoder(TOLD);
    for (String index : List.of("65535", "-5", "2147483647", "1e300", "99999999999999999999")) {
      frame(
          encoder,
          "{\"type\":\"response.output_item.done\",\"output_index\":%s,\"item\":{\"type\":\"x\"}}"
              .formatted(index)
              .getBytes(UTF_8));
    }
    out.clear();
    Part text = Part.text("a");
    events(encoder, new StreamEvent.PartStarted(0, text), new StreamEvent.PartEnded(0, text));
    encoder.end(new Ending.Completed(Reply.builder().build(), FinishReason.STOP), next(), out);

    assertThat(out.toString()).contains("\"output_index\":2147483648,");
    assertThat(Recorded.parsed(out)).hasSizeLessThan(12);
  }

  @Test
  void anItemThatIsNoMessageHasNoText() {
    Encoder encoder = new ResponsesDialect().encoder(TOLD);
    frame(
        encoder,
        "{\"type\":\"response.output_item.added\",\"item\":{\"type\":\"odd\"}}".getBytes(UTF_8));
    frame(encoder, "{\"type\":\"response.output_text.delta\",\"delta\":\"a\"}".getBytes(UTF_8));
    events(encoder, new StreamEvent.TextDelta(0, "more"));
    cut(encoder);

    assertThat(out.toString()).contains("\"delta\":\"more\"");
  }

  @ParameterizedTest
  @CsvSource({"2147483647, 2147483648", "-1, 1", "99999999999999999999, 1", "7, 8"})
  void blocksAreNumberedBehindTheHighestThereWas(String index, String next) {
    Encoder encoder = new MessagesDialect().encoder(TOLD);
    frame(
        encoder,
        "{\"type\":\"content_block_start\",\"index\":%s,\"content_block\":{\"type\":\"text\"}}"
            .formatted(index)
            .getBytes(UTF_8));
    out.clear();
    events(encoder, new StreamEvent.TextDelta(0, "a"));

    assertThat(out.toString()).contains("\"type\":\"content_block_start\",\"index\":" + next + ",");
  }

  @ParameterizedTest
  @MethodSource("all")
  void aCallWithoutAnIdOfItsOwnHasOneThatNoOtherHas(Dialect dialect) {
    Encoder encoder = dialect.encoder(TOLD);
    call(encoder, 0, "");
    call(encoder, 1, "call_0");
    call(encoder, 2, "twice");
    call(encoder, 3, "twice");
    encoder.end(new Ending.Completed(Reply.builder().build(), FinishReason.STOP), next(), out);

    if (!List.of("runs", "gemini.generate_content", "ollama.chat").contains(dialect.name())) {
      assertThat(out.toString())
          .contains("\"call_r1_0\"", "\"call_0\"", "\"twice\"", "\"call_r1_3\"");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void anyNumberOfSmallThingsIsToldInAMoment(Dialect dialect) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          Encoder encoder = dialect.encoder(TOLD);
          for (int i = 0; i < MANY; i++) {
            call(encoder, i, "c" + i);
          }
          for (int i = MANY; i < 2 * MANY; i++) {
            events(
                encoder,
                new StreamEvent.PartStarted(i, Part.text("a")),
                new StreamEvent.Cited(
                    i, Citation.builder().url("https://example.com/" + i).build()));
          }
          call(encoder, 3 * MANY, "last");
          for (int i = MANY; i < 2 * MANY; i++) {
            events(encoder, new StreamEvent.PartEnded(i, Part.text("a")));
            out.clear();
          }
          encoder.event(
              new StreamEvent.Continued(2, "b/m", 3 * MANY, MANY, CUT, Usage.unknown()),
              next(),
              out);
          cut(encoder);
        });
    assertThat(last()).isNotEmpty();
  }

  private void call(Encoder encoder, int part, String id) {
    Part.ToolCall call = new Part.ToolCall(id, "f", "{}");
    events(encoder, new StreamEvent.PartStarted(part, call), new StreamEvent.PartEnded(part, call));
  }

  private void frame(Encoder encoder, byte[] bytes) {
    encoder.frame("message", bytes, 0, bytes.length, next(), out);
  }

  private void events(Encoder encoder, StreamEvent... events) {
    for (StreamEvent event : events) {
      encoder.event(event, next(), out);
    }
  }

  private void cut(Encoder encoder) {
    encoder.end(new Ending.Incomplete(Reply.builder().build(), CUT), next(), out);
  }

  private Offset next() {
    return Recorded.at(++position);
  }

  /** The last event or line. */
  private String last() {
    String told = out.toString().strip();
    return told.substring(told.lastIndexOf('\n') + 1);
  }
}
