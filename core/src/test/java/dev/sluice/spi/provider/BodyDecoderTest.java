package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.testing.Coded;
import dev.sluice.testing.Pieces;
import dev.sluice.testing.Recorder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each body arrives whole, byte by byte and on seeded random splits. */
// Long because what a body may be in place of a stream is read case by case, with the same few
// lines around each.
class BodyDecoderTest {
  private static final ChatRequest STREAMED = ChatRequest.of("hi");
  private static final ChatRequest WHOLE = ChatRequest.of("hi").toBuilder().streamed(false).build();

  private final IOException cause = new IOException("broken");
  private final TransportFailure lost =
      new TransportFailure(TransportFailure.Kind.LOST, "it broke", cause);

  /** What a type says, what the bytes say, and who is believed; {@code ~} is a line end. */
  @ParameterizedTest
  @CsvSource({
    "SSE, text/event-stream, data: {a}~~data: {.}~~, a finished",
    "SSE, application/json, data: {a}~~data: {.}~~, a finished",
    "SSE, text/html, data: {a}~~data: {.}~~, a finished",
    "SSE, '', data: {a}~~data: {.}~~, a finished",
    "SSE, text/plain, data: {a}~~data: {.}~~, a finished",
    "SSE, application/json, data: {a}~~, a truncated",
    "SSE, application/json, :hello~~data: {a}~~data: {.}~~, a finished",
    "SSE, application/json, event: x~data: {a}~~data: {.}~~, a finished",
    "SSE, application/json, id: 1~data: {a}~~data: {.}~~, a finished",
    "SSE, application/json, retry: 1~data: {a}~~data: {.}~~, a finished",
    "SSE, application/json, '~ ~\uFEFF{\"error\":1}', not_a_stream",
    "SSE, application/json, '\uFEFF~data: {a}~~data: {.}~~', a finished",
    "SSE, application/json, '{\"error\":1}', not_a_stream",
    "SSE, text/event-stream, '{\"error\":1}', not_a_stream",
    "SSE, text/event-stream, '~  [1]', not_a_stream",
    "SSE, text/event-stream, <!DOCTYPE html>, not_a_stream",
    "SSE, text/html, sorry, not_a_stream",
    "SSE, application/json, 17, not_a_stream",
    "SSE, application/json, dat, not_a_stream",
    "SSE, text/event-stream, dat, truncated",
    "SSE, text/event-stream, custom: 1~data: {a}~~data: {.}~~, a finished",
    "SSE, text/event-stream, data~~data: {a}~~data: {.}~~, a finished",
    "SSE, '', '', truncated",
    "SSE, application/json, '', not_a_stream",
    "SSE, application/x-ndjson, {a}~{.}~, not_a_stream",
    "LINES, application/x-ndjson, {a}~{.}~, a finished",
    "LINES, application/x-ndjson, {a}~{.}, a finished",
    "LINES, application/json, {a}~~{b}~{.}, ab finished",
    "LINES, '', ~{a}~{.}~, a finished",
    "LINES, application/x-ndjson, '\uFEFF{a}~{.}~', a finished",
    "LINES, application/x-ndjson, {a}~{b}~, ab truncated",
    "LINES, application/x-ndjson, {a}~{, a truncated",
    "LINES, application/x-ndjson, {a}~oops~{.}~, a malformed",
    "LINES, application/x-ndjson, oops~{.}~, not_a_stream",
    "LINES, text/plain, Ollama is running, not_a_stream",
    "LINES, application/x-ndjson, data: {a}~~data: {.}~~, a finished",
    "LINES, application/json, '{~  \"error\": 1~}', not_a_stream",
    "LINES, text/html, <p>, not_a_stream",
    "LINES, text/html, sorry, not_a_stream",
    "LINES, application/x-ndjson, [1], not_a_stream",
    "LINES, application/x-ndjson, '', truncated",
    "JSON_ARRAY, application/json, '[{a},{.}]', a finished",
    "JSON_ARRAY, application/json, '~[{a}~,~{b},{.}~]~', ab finished",
    "JSON_ARRAY, '', '[{a},{.}]', a finished",
    "JSON_ARRAY, text/html, '[{a},{.}]', a finished",
    "JSON_ARRAY, application/json, '﻿[{a},{.}]', a finished",
    "JSON_ARRAY, application/json, '[{a},{.}', a finished",
    "JSON_ARRAY, application/json, '[{a},{b}]', ab truncated",
    "JSON_ARRAY, application/json, '[{a},{b', a truncated",
    "JSON_ARRAY, application/json, '[{a}{.}]', a malformed",
    "JSON_ARRAY, application/json, '[{a},17]', a malformed",
    "JSON_ARRAY, application/json, '[{a},oops]', a malformed",
    "JSON_ARRAY, application/json, '[{a},{.}]oops', a malformed",
    "JSON_ARRAY, application/json, '{\"error\":1}', not_a_stream",
    "JSON_ARRAY, application/json, sorry, not_a_stream",
    "JSON_ARRAY, text/html, <p>, not_a_stream",
    "JSON_ARRAY, application/json, data: {a}~~data: {.}~~, a finished",
    "JSON_ARRAY, application/json, '', truncated",
    "JSON_ARRAY, text/html, '', not_a_stream",
    "WHOLE, application/json, {.}, finished",
    "WHOLE, text/html, {a}, a truncated",
    "WHOLE, '', sorry, malformed",
    "WHOLE, '', '', malformed"
  })
  void aBodyIsWhatItBeginsLike(TextFraming framing, String type, String body, String expected) {
    String text = body.replace('~', '\n').replace("\\n", "\n");
    assertThat(read(framing, STREAMED, Map.of("content-type", type), text)).isEqualTo(expected);
    String crlf = text.replace("\n", "\r\n");
    assertThat(read(framing, STREAMED, Map.of("content-type", type), crlf)).isEqualTo(expected);
  }

  @Test
  void whoeverStreamsUnaskedIsUnderstood() {
    Map<String, String> json = Map.of("content-type", "application/json");
    assertThat(read(Framing.sse(), WHOLE, json, "data: {a}\n\ndata: {.}\n\n"))
        .isEqualTo("a finished");
    assertThat(read(Framing.sse(), WHOLE, json, " {a}".strip())).isEqualTo("a truncated");
    assertThat(read(Framing.lines(), WHOLE, json, "{.}")).isEqualTo("finished");
    assertThat(read(Framing.sse(), WHOLE, Map.of(), "oops")).isEqualTo("malformed");
  }

  @Test
  void blanksWithoutEndAreNotWaitedFor() {
    String blanks = "\n".repeat(100_000);
    assertThat(read(Framing.sse(), STREAMED, Map.of(), blanks + "data: {a}\n\n"))
        .isEqualTo("a truncated");
    assertThat(read(Framing.lines(), STREAMED, Map.of(), blanks + "{a}\n"))
        .isEqualTo("a truncated");
  }

  @Test
  void aLineWithoutEndHitsItsLimit() {
    byte[] line = ("{" + "x".repeat(9_000_000)).getBytes(StandardCharsets.US_ASCII);
    Recorder sink = new Recorder();
    BodyDecoder decoder = decoder(Framing.lines(), STREAMED, 200, Map.of(), sink);
    assertThat(decoder.take(line, 0, line.length))
        .isEqualTo(
            new Cause.Failed(
                new Failure.LimitExceeded("a line from letters", 8 * 1024 * 1024, "bytes")));
  }

  @Test
  void aDocumentWithoutEndHitsItsLimit() {
    byte[] document = new byte[WholeBody.LIMIT_BYTES];
    BodyDecoder decoder = decoder(Framing.sse(), WHOLE, 200, Map.of(), new Recorder());
    document[0] = '{';
    assertThat(decoder.take(document, 0, document.length)).isNull();
    assertThat(decoder.take(document, 0, 1))
        .isEqualTo(
            new Cause.Failed(
                new Failure.LimitExceeded("the answer from letters", 16 * 1024 * 1024, "bytes")));
  }

  @Test
  void whoeverIsAskedForADocumentMayStillAnswerWithAnArrayOfFrames() {
    Map<String, String> json = Map.of("content-type", "application/json");
    assertThat(read(Framing.jsonArray(), WHOLE, json, "[{a},{.}]")).isEqualTo("a finished");
    assertThat(read(Framing.jsonArray(), WHOLE, json, "{.}")).isEqualTo("finished");
    assertThat(read(Framing.jsonArray(), WHOLE, json, "oops")).isEqualTo("malformed");
  }

  @Test
  void blanksBeforeAnArrayAreNotWaitedForEither() {
    String blanks = "\n".repeat(100_000);
    assertThat(read(Framing.jsonArray(), STREAMED, Map.of(), blanks + "[{a},{.}]"))
        .isEqualTo("a finished");
  }

  // What the request could not say.

  @ParameterizedTest
  @CsvSource({
    "200, data: {a}~~data: {.}~~, 'a Warned finished'",
    "200, data: {.}~~, 'Warned finished'",
    "200, data: {a}~~data: oops~~, 'a Warned malformed'",
    "200, data: {a}~~, 'a Warned truncated'",
    "200, data: oops~~, 'malformed'",
    "429, no, 'refused'",
  })
  void whatWasLeftOutIsToldOnceOfAnAnswerAlsoWhereItsDecoderTellsNoStart(
      int status, String body, String expected) {
    Recorder sink = new Recorder();
    ChatRequest seeded = STREAMED.toBuilder().seed(7).build();
    BodyDecoder decoder = decoder(Framing.sse(), seeded, status, Map.of(), sink);
    byte[] bytes = bytes(body.replace('~', '\n'));
    Outcome outcome = decoder.take(bytes, 0, bytes.length);
    outcome = outcome == null ? decoder.end() : outcome;
    StringBuilder told = new StringBuilder();
    for (StreamEvent event : sink.events()) {
      told.append(
              event instanceof StreamEvent.TextDelta text
                  ? text.text()
                  : event.getClass().getSimpleName())
          .append(' ');
    }
    assertThat(told + name(outcome)).isEqualTo(expected);
  }

  // Content codings.

  private static final byte[] STREAM = bytes("data: {a}\n\ndata: {b}\n\ndata: {.}\n\n");

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "raw"})
  void aCodingIsUndone(String coding) {
    byte[] coded =
        switch (coding) {
          case "gzip" -> Coded.gzip(STREAM);
          case "deflate" -> Coded.zlib(STREAM);
          default -> Coded.raw(STREAM);
        };
    Map<String, String> head =
        Map.of("content-encoding", coding.equals("raw") ? "deflate" : coding);
    assertThat(read(Framing.sse(), STREAMED, 200, head, coded)).isEqualTo("ab finished");
    assertThat(read(Framing.sse(), WHOLE, 200, head, coded)).isEqualTo("ab finished");
  }

  @Test
  void aStreamWhoseCodingBreaksOffIsTruncatedUnlessItIsWhole() {
    Map<String, String> head = Map.of("content-encoding", "gzip");
    byte[] coded = Coded.gzip(bytes("data: {a}\n\n"), bytes("data: {b}\n\n"));
    byte[] cut = Arrays.copyOf(coded, coded.length - 9);
    assertThat(read(Framing.sse(), STREAMED, 200, head, cut)).isEqualTo("ab truncated");
    BodyDecoder decoder = decoder(Framing.sse(), STREAMED, 200, head, new Recorder());
    assertThat(decoder.take(cut, 0, cut.length)).isNull();
    assertThat(decoder.end())
        .isEqualTo(new Cause.Truncated(new Failure.EndedEarly("letters", "all of its gzip")));
    byte[] finished = Coded.gzip(STREAM);
    cut = Arrays.copyOf(finished, finished.length - 8);
    assertThat(read(Framing.sse(), STREAMED, 200, head, cut)).isEqualTo("ab finished");
  }

  @Test
  void aWholeBodyWhoseCodingBreaksOffIsNotDecoded() {
    byte[] coded = Coded.gzip(bytes("{.}"));
    byte[] cut = Arrays.copyOf(coded, coded.length - 1);
    assertThat(read(Framing.sse(), WHOLE, 200, Map.of("content-encoding", "gzip"), cut))
        .isEqualTo("truncated");
  }

  @Test
  void aDamagedCodingIsNamed() {
    byte[] coded = Coded.gzip(bytes("data: {a}\n\n"));
    coded[coded.length - 8] ^= 1;
    BodyDecoder decoder =
        decoder(Framing.sse(), STREAMED, 200, Map.of("content-encoding", "gzip"), new Recorder());
    assertThat(message(decoder.take(coded, 0, coded.length)))
        .isEqualTo(
            "letters answers in a coding that cannot be undone, and was not asked to:"
                + " the gzip coding is damaged: its checksum is another");
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "gzip, br"})
  void anotherCodingIsNamed(String coding) {
    Map<String, String> head = Map.of("content-encoding", coding);
    assertThat(read(Framing.sse(), STREAMED, head, "whatever")).isEqualTo("malformed");
    assertThat(read(Framing.sse(), STREAMED, head, "")).isEqualTo("malformed");
    BodyDecoder decoder = decoder(Framing.sse(), STREAMED, 200, head, new Recorder());
    assertThat(message(decoder.end())).contains("the content coding '" + coding + "'");
  }

  // Refusals.

  @Test
  void aRefusalIsReadWithoutItsCoding() {
    Map<String, String> head = Map.of("content-encoding", "gzip");
    byte[] coded = Coded.gzip(bytes("too many"));
    assertThat(refusal(429, head, coded, true)).isEqualTo("too many");
    assertThat(refusal(429, Map.of("content-encoding", "br"), coded, true)).isEmpty();
    assertThat(refusal(429, head, bytes("no gzip"), true)).isEmpty();
  }

  @Test
  void aRefusalThatBreaksOffIsStillThatRefusal() {
    assertThat(refusal(413, Map.of(), bytes("too lo"), false)).isEqualTo("too lo");
    assertThat(refusal(503, Map.of(), new byte[0], false)).isEmpty();
    byte[] coded = Coded.gzip(bytes("too many"));
    Map<String, String> head = Map.of("content-encoding", "gzip");
    assertThat(refusal(429, head, Arrays.copyOf(coded, 6), false)).isEmpty();
    assertThat(refusal(429, Map.of("content-encoding", "br"), coded, false)).isEmpty();
  }

  @Test
  void aRefusalIsReadNoFurtherThanAPersonReads() {
    Recorder sink = new Recorder();
    BodyDecoder decoder = decoder(Framing.sse(), STREAMED, 500, Map.of(), sink);
    byte[] endless = new byte[WholeBody.EXPLANATION_BYTES];
    Arrays.fill(endless, (byte) 'x');
    assertThat(decoder.take(endless, 0, endless.length)).isNull();
    assertThat(decoder.take(endless, 0, 1)).isInstanceOf(Cause.Failed.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"SSE", "LINES"})
  void anAnswerThatBreaksOffIsCut(TextFraming framing) {
    String body = framing == TextFraming.SSE ? "data: {a}\n\ndata: {b" : "{a}\n{b}";
    Recorder sink = new Recorder();
    BodyDecoder decoder = decoder(framing, STREAMED, 200, Map.of(), sink);
    assertThat(decoder.take(bytes(body), 0, body.length())).isNull();
    assertThat(decoder.broken(lost))
        .isEqualTo(
            new Cause.Cut(new Failure.ConnectionLost("letters", "it broke", Optional.of(cause))));
    assertThat(sink.text()).isEqualTo("a");
    BodyDecoder nothing = decoder(framing, STREAMED, 200, Map.of(), new Recorder());
    assertThat(nothing.broken(lost)).isInstanceOf(Cause.Cut.class);
  }

  @Test
  void anAnswerThatWasWholeWhenItBrokeOffIsWhole() {
    Recorder sink = new Recorder();
    BodyDecoder decoder = decoder(Framing.sse(), STREAMED, 200, Map.of(), sink);
    assertThat(decoder.take(STREAM, 0, STREAM.length)).isNull();
    assertThat(decoder.broken(lost)).isInstanceOf(Outcome.Finished.class);
  }

  // Framings of somebody else's.

  @Test
  void nothingIsDecodedAfterTheEndWhateverAFramingHandsOn() {
    Framing deaf =
        handler ->
            new ByteFrames(handler) {
              @Override
              public void feed(byte[] bytes, int from, int to) {
                super.feed(bytes, from, to);
                throw FramingException.malformed("nobody listened");
              }
            };
    Recorder sink = new Recorder();
    BodyDecoder decoder = decoder(deaf, STREAMED, 200, Map.of(), sink);
    assertThat(decoder.take(bytes("abxa"), 0, 4))
        .isEqualTo(new Cause.Failed(new Failure.Malformed("no letter", "{x")));
    assertThat(sink.text()).isEqualTo("ab");
  }

  @Test
  void aFramingThatCannotDecideIsTakenForTheRightOne() {
    Framing undecided =
        new Framing() {
          @Override
          public FrameDecoder decoder(FrameHandler handler) {
            return new ByteFrames(handler);
          }

          @Override
          public @Nullable Framing choose(Beginning answer) {
            assertThat(answer.contentType()).isEqualTo("text/x");
            assertThat(answer.isStreamed()).isTrue();
            assertThat(new String(answer.bytes(), StandardCharsets.UTF_8)).matches("a*\\.?");
            return null;
          }
        };
    Map<String, String> type = Map.of("content-type", "Text/X");
    assertThat(read(undecided, STREAMED, type, "a.")).isEqualTo("a finished");
    assertThat(read(undecided, STREAMED, type, "")).isEqualTo("truncated");
    Recorder sink = new Recorder();
    BodyDecoder decoder = decoder(undecided, STREAMED, 200, type, sink);
    for (int i = 0; i < Beginning.MAX_BYTES; i++) {
      assertThat(sink.text()).isEmpty();
      assertThat(decoder.take(bytes("a"), 0, 1)).isNull();
    }
    assertThat(sink.text()).hasSize(Beginning.MAX_BYTES);
  }

  @Test
  void aFramingThatThrowsEndsItsOwnAnswerAsADefect() {
    RuntimeException bug = new IllegalStateException("a bug");
    Framing broken =
        handler -> {
          throw bug;
        };
    Outcome defect = new Cause.Failed(new Failure.Defect(bug));
    BodyDecoder fed = decoder(broken, STREAMED, 200, Map.of(), new Recorder());
    assertThat(fed.take(bytes("a"), 0, 1)).isEqualTo(defect);
    assertThat(decoder(broken, STREAMED, 200, Map.of(), new Recorder()).end()).isEqualTo(defect);
    assertThat(decoder(broken, STREAMED, 200, Map.of(), new Recorder()).broken(lost))
        .isEqualTo(defect);
  }

  /** Each byte is a frame, a letter or a dot; deaf to a handler that wants no more. */
  private static class ByteFrames implements FrameDecoder {
    private final FrameHandler handler;

    ByteFrames(FrameHandler handler) {
      this.handler = handler;
    }

    @Override
    public void feed(byte[] bytes, int from, int to) {
      for (int i = from; i < to; i++) {
        byte[] frame = {'{', bytes[i], (byte) (bytes[i] == 'x' ? ' ' : '}')};
        handler.onFrame(FrameHandler.MESSAGE, frame, 0, bytes[i] == 'x' ? 2 : 3);
      }
    }

    @Override
    public boolean end() {
      return true;
    }
  }

  private String refusal(int status, Map<String, String> head, byte[] body, boolean ends) {
    BodyDecoder decoder = decoder(Framing.sse(), STREAMED, status, head, new Recorder());
    Outcome outcome = body.length == 0 ? null : decoder.take(body, 0, body.length);
    if (outcome == null) {
      outcome = ends ? decoder.end() : decoder.broken(lost);
    }
    if (outcome instanceof Cause.Failed(Failure.Refused refused)) {
      assertThat(refused.status()).isEqualTo(status);
      return refused.detail();
    }
    throw new AssertionError("ended with " + outcome);
  }

  private static String message(@Nullable Outcome outcome) {
    return outcome instanceof Cause cause ? cause.message() : String.valueOf(outcome);
  }

  private static String read(
      Framing framing, ChatRequest request, Map<String, String> head, String body) {
    return read(framing, request, 200, head, bytes(body));
  }

  /** The text and the ending's name. */
  private static String read(
      Framing framing, ChatRequest request, int status, Map<String, String> head, byte[] body) {
    String first = null;
    for (Pieces pieces : Pieces.of(body)) {
      Recorder sink = new Recorder();
      BodyDecoder decoder = decoder(framing, request, status, head, sink);
      Outcome outcome = null;
      for (byte[] piece : pieces.list()) {
        outcome = outcome == null ? decoder.take(piece, 0, piece.length) : outcome;
      }
      outcome = outcome == null ? decoder.end() : outcome;
      String read = (sink.text() + " " + name(outcome)).strip();
      first = first == null ? read : first;
      assertThat(read).as("%s", pieces).isEqualTo(first);
    }
    return String.valueOf(first);
  }

  private static String name(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Finished finished -> "finished";
      case Cause.Failed(Failure why) -> why.kind();
      case Cause cause -> cause.kind();
    };
  }

  private static BodyDecoder decoder(
      Framing framing, ChatRequest request, int status, Map<String, String> head, Recorder sink) {
    LetterFormat format = new LetterFormat(framing);
    Redaction redaction = new Redaction(format, request, List.of());
    return new BodyDecoder(
        format, request, redaction, new ResponseHead(status, new HashMap<>(head)), sink, null);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Whether the line is one of a stream's is asked after each read: by its length, that took
   * minutes.
   */
  @ParameterizedTest
  @ValueSource(strings = {"x", "!", "data", "x:"})
  @Timeout(20)
  void aLineWithoutEndIsNotLookedThroughWithEachOfItsPieces(String begins) {
    BodyDecoder decoder = decoder(Framing.sse(), STREAMED, 200, Map.of(), new Recorder());
    byte[] first = bytes(":\n" + begins);
    byte[] piece = bytes("x".repeat(64));
    assertThat(decoder.take(first, 0, first.length)).isNull();
    boolean mayBeOver = false;
    for (int i = 0; i < 100_000; i++) {
      assertThat(decoder.take(piece, 0, piece.length)).isNull();
      mayBeOver = decoder.mayBeOver();
    }
    assertThat(mayBeOver).as("it is no field of a stream's").isEqualTo(!begins.equals("x:"));
  }
}
