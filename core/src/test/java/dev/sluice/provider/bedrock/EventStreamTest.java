package dev.sluice.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.spi.provider.FrameDecoder;
import dev.sluice.spi.provider.HttpSource;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Coded;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Pieces;
import dev.sluice.testing.Recorder;
import dev.sluice.time.Clock;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;

/**
 * Amazon's event stream encoding, with a wire format that tells what it is handed. Each answer
 * arrives whole, byte by byte and on seeded random splits.
 */
class EventStreamTest {
  private static final long SEED = Long.getLong("sluice.seed", 20_261_129L);
  private static final ChatRequest STREAMED = ChatRequest.of("hi");
  private static final Outcome FINISHED = new Outcome.Finished(FinishReason.STOP);

  private static final byte[] HELLO = EventStreamMessage.event("contentBlockDelta", "hällo ");
  private static final byte[] WORLD = EventStreamMessage.event("contentBlockDelta", "world");
  private static final byte[] STOP = EventStreamMessage.event("messageStop", "{}");
  private static final byte[] METADATA = EventStreamMessage.event("metadata", "{}");

  @Test
  void messagesAreFramesWhoseTypeIsTheirKindAndTheEvents() {
    assertThat(read(HELLO, WORLD, STOP, METADATA)).isEqualTo(new Told("hällo world", FINISHED));
    assertThat(read(HELLO, STOP)).isEqualTo(new Told("hällo ", FINISHED));
    assertThat(read(HELLO, METADATA, WORLD)).isEqualTo(new Told("hällo ", FINISHED));
  }

  /** Bytes that others' encoders make: no payload, and one without headers. */
  @Test
  void messagesOfOtherEncodersAreRead() {
    byte[] empty = HexFormat.of().parseHex("000000100000000005c248eb7d98c8ff");
    byte[] bare =
        HexFormat.of().parseHex("0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936");
    assertThat(read(empty, bare, STOP)).isEqualTo(new Told("{'foo':'bar'}", FINISHED));
  }

  @Test
  void anExceptionIsAFrameToo() {
    assertThat(read(HELLO, EventStreamMessage.exception("throttlingException", "slow down")))
        .isEqualTo(new Told("hällo ", malformed("exception/throttlingException", "slow down")));
    assertThat(read(HELLO, EventStreamMessage.error("500", "")))
        .isEqualTo(new Told("hällo ", malformed("error/500", "")));
  }

  @Test
  void manyTypesAreToldApart() {
    byte[][] messages = new byte[24][];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = EventStreamMessage.event("other" + i % 12, "");
    }
    List<String> types = new ArrayList<>();
    FrameDecoder decoder =
        new EventStream().decoder((type, bytes, from, length) -> types.add(type));
    byte[] all = Coded.joined(messages);
    decoder.feed(all, 0, all.length);
    assertThat(types.subList(0, 12)).doesNotHaveDuplicates().contains("event/other11");
    assertThat(types.subList(12, 24)).isEqualTo(types.subList(0, 12));
    assertThat(decoder.end()).isTrue();
  }

  @Test
  void aMessageThatNamesNoTypeIsAMessage() {
    byte[] bare = EventStreamMessage.of(Map.of(), "hi".getBytes(StandardCharsets.UTF_8));
    assertThat(read(bare, STOP)).isEqualTo(new Told("hi", FINISHED));
  }

  /** No message is so long that its first byte is a letter. */
  @Test
  void aDocumentInPlaceOfAStreamIsReadAsOne() {
    assertThat(read(bytes("{\"error\":\"no stream\"}")))
        .isEqualTo(
            new Told(
                "{\"error\":\"no stream\"}",
                new Cause.Truncated(new Failure.EndedEarly("binary", "a messageStop"))));
    assertThat(read(bytes(" \n<html>no</html>")))
        .isEqualTo(
            new Told(
                "",
                new Cause.Failed(
                    new Failure.NotAStream(
                        "binary", 200, "application/vnd.amazon.eventstream", "<html>no</html>"))));
  }

  @Test
  void whatCallsItselfMessagesAndIsNoneIsMalformed() {
    assertThat(read(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}))
        .isEqualTo(new Told("", untakable("the checksum of a prelude does not fit")));
  }

  /** No message is of gigabytes: what begins with a letter is a text, and is shown. */
  @Test
  void aTextThatCallsItselfMessagesIsShown() {
    Told told = read(bytes("data: {\"delta\":1}\n\ndata: {}\n\n"));
    assertThat(told)
        .isEqualTo(
            new Told(
                "",
                new Cause.Failed(
                    new Failure.NotAStream(
                        "binary",
                        200,
                        "application/vnd.amazon.eventstream",
                        "data: {\"delta\":1}\n\ndata: {}"))));
    assertThat(((Cause.Failed) told.outcome()).why().message())
        .isEqualTo(
            "binary answered 200 and calls its body application/vnd.amazon.eventstream, which it is"
                + " not: data: {\"delta\":1} data: {}");
  }

  /** The way in which the frontend of a service tells that it broke: there is no payload. */
  @Test
  void anErrorsMessageStandsInItsHeader() {
    byte[] error =
        EventStreamMessage.of(
            Map.of(
                ":message-type", "error", ":error-code", "500", ":error-message", "it \"broke\""),
            new byte[0]);
    assertThat(read(HELLO, error))
        .isEqualTo(
            new Told("hällo ", malformed("error/500", "{\"message\":\"it \\\"broke\\\"\"}")));
  }

  @Test
  void headersBeyondTheirBoundAreNamed() throws Exception {
    int length = EventStream.HEADERS_LIMIT_BYTES + 1;
    byte[] message = EventStreamMessage.message(length + 16, new byte[length], new byte[0]);
    assertThat(read(message).outcome())
        .isEqualTo(
            new Cause.Failed(
                new Failure.LimitExceeded(
                    "the headers of a message from binary",
                    EventStream.HEADERS_LIMIT_BYTES,
                    "bytes")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5, 8, 11})
  void aPreludeWithAWrongChecksumIsMalformed(int at) {
    byte[] damaged = WORLD.clone();
    damaged[at] ^= 1;
    assertThat(read(HELLO, damaged, STOP))
        .isEqualTo(new Told("hällo ", untakable("the checksum of a prelude does not fit")));
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 20, -6, -4, -1})
  void aMessageWithAWrongChecksumIsMalformedAndNotTold(int at) {
    byte[] damaged = WORLD.clone();
    damaged[at < 0 ? damaged.length + at : at] ^= 1;
    assertThat(read(HELLO, damaged, STOP))
        .isEqualTo(new Told("hällo ", untakable("the checksum of a message does not fit")));
  }

  @Test
  void aMessageThatEndsHalfwayIsTruncated() {
    for (int length = 0; length < WORLD.length; length++) {
      assertThat(read(HELLO, Arrays.copyOf(WORLD, length)))
          .as("%s bytes", length)
          .isEqualTo(
              new Told(
                  "hällo ",
                  new Cause.Truncated(new Failure.EndedEarly("binary", "a messageStop"))));
    }
    // As with any framing, the format says what its good end was.
    assertThat(read(HELLO, STOP, Arrays.copyOf(METADATA, 20)))
        .isEqualTo(new Told("hällo ", FINISHED));
  }

  @Test
  void aMessageBeyondItsBoundIsNamedBeforeItHasCome() throws Exception {
    byte[] endless =
        EventStreamMessage.message(EventStream.LIMIT_BYTES + 1, new byte[0], new byte[0]);
    assertThat(read(HELLO, endless))
        .isEqualTo(
            new Told(
                "hällo ",
                new Cause.Failed(
                    new Failure.LimitExceeded(
                        "a message from binary", EventStream.LIMIT_BYTES, "bytes"))));
    byte[] negative = EventStreamMessage.message(-1, new byte[0], new byte[0]);
    assertThat(read(negative).outcome()).isInstanceOf(Cause.Failed.class);
  }

  @Test
  void lengthsThatDoNotFitAreMalformed() throws Exception {
    for (int length : new int[] {0, 15}) {
      byte[] message = EventStreamMessage.message(length, new byte[0], new byte[0]);
      assertThat(read(message).outcome())
          .isEqualTo(untakable("the lengths of a message do not fit"));
    }
    for (byte[] headers : new byte[][] {{5, 'a'}, {1, 'a', 7, 0, 9, 'b'}, {1, 'a', 7, 0}}) {
      byte[] message = EventStreamMessage.message(16 + headers.length, headers, new byte[0]);
      assertThat(read(message).outcome()).isEqualTo(untakable("a header of a message has no end"));
    }
  }

  @Test
  void aDocumentThatWasAskedForIsADocument() {
    ChatRequest whole = STREAMED.toBuilder().streamed(false).build();
    assertThat(read(whole, 200, bytes("{}")))
        .isEqualTo(
            new Told("{}", new Cause.Truncated(new Failure.EndedEarly("binary", "a messageStop"))));
  }

  @Test
  void aRefusalIsTextWhateverTheFraming() {
    assertThat(read(STREAMED, 429, bytes("too many")))
        .isEqualTo(
            new Told(
                "",
                new Cause.Failed(
                    new Failure.Refused(
                        "binary", 429, "too many", "", "", "", Failure.RetryAdvice.NONE))));
  }

  /** Amazon's own encoder, with headers of every type. */
  @Test
  void randomMessagesOfAmazonsOwnEncoderAreRead() {
    Random random = new Random(SEED);
    for (int i = 0; i < 500; i++) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      List<String> sent = new ArrayList<>();
      for (int n = random.nextInt(6); n >= 0; n--) {
        Map<String, HeaderValue> headers = headers(random);
        String type = "type" + random.nextInt(12);
        headers.put(":event-type", HeaderValue.fromString(type));
        headers.put(":message-type", HeaderValue.fromString("event"));
        byte[] payload = new byte[random.nextInt(2000)];
        random.nextBytes(payload);
        new Message(headers, payload).encode(all);
        sent.add("event/" + type + " " + HexFormat.of().formatHex(payload));
      }
      for (Pieces pieces : Pieces.of(all.toByteArray()).subList(0, 4)) {
        List<String> told = new ArrayList<>();
        FrameDecoder decoder =
            new EventStream()
                .decoder(
                    (type, bytes, from, length) ->
                        told.add(
                            type + " " + HexFormat.of().formatHex(bytes, from, from + length)));
        pieces.list().forEach(piece -> decoder.feed(piece, 0, piece.length));
        assertThat(decoder.end()).isTrue();
        assertThat(told).as("case %s of seed %s, %s", i, SEED, pieces).isEqualTo(sent);
      }
    }
  }

  private static Map<String, HeaderValue> headers(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(40)];
    random.nextBytes(bytes);
    List<HeaderValue> values =
        List.of(
            HeaderValue.fromBoolean(random.nextBoolean()),
            HeaderValue.fromByte((byte) random.nextInt()),
            HeaderValue.fromShort((short) random.nextInt()),
            HeaderValue.fromInteger(random.nextInt()),
            HeaderValue.fromLong(random.nextLong()),
            HeaderValue.fromByteArray(bytes),
            HeaderValue.fromString("ünï " + random.nextInt()),
            HeaderValue.fromTimestamp(Instant.ofEpochMilli(random.nextInt())),
            HeaderValue.fromUuid(new UUID(random.nextLong(), random.nextLong())));
    Map<String, HeaderValue> headers = new LinkedHashMap<>();
    for (int n = random.nextInt(8); n > 0; n--) {
      headers.put("header" + random.nextInt(20), values.get(random.nextInt(values.size())));
    }
    return headers;
  }

  /** The text and the ending. */
  private record Told(String text, Outcome outcome) {}

  private static Outcome untakable(String why) {
    return malformed("binary sends what cannot be taken apart", why);
  }

  private static Outcome malformed(String what, String excerpt) {
    return new Cause.Failed(new Failure.Malformed(what, excerpt));
  }

  private static Told read(byte[]... messages) {
    return read(STREAMED, 200, Coded.joined(messages));
  }

  private static Told read(ChatRequest request, int status, byte[] body) {
    Told first = null;
    for (Pieces pieces : Pieces.of(body)) {
      OneExchange transport = new OneExchange();
      Recorder sink = new Recorder();
      new HttpSource(new BinaryFormat(), () -> transport, Clock.system()).open(request, sink);
      transport
          .listener()
          .onHead(
              new ResponseHead(
                  status, Map.of("content-type", "application/vnd.amazon.eventstream")));
      for (byte[] piece : pieces.list()) {
        transport.listener().onBytes(ByteBuffer.wrap(piece));
      }
      transport.listener().onEnd();
      Told told = new Told(sink.text(), sink.end());
      first = first == null ? told : first;
      assertThat(told).as("%s", pieces).isEqualTo(first);
    }
    if (first == null) {
      throw new AssertionError("read in no way");
    }
    return first;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
