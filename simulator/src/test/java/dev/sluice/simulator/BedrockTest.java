package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bedrock's converse-stream, frame for frame: the test takes the frames apart by itself. */
class BedrockTest {
  private static final String PATH = "/model/m/converse-stream";

  /** One message of the stream, whose headers are all strings. */
  record Frame(Map<String, String> headers, String payload) {
    static Frame event(String type, String payload) {
      return of("event", ":event-type", type, payload);
    }

    static Frame exception(String type, String payload) {
      return of("exception", ":exception-type", type, payload);
    }

    private static Frame of(String message, String kind, String type, String payload) {
      return new Frame(
          Map.of(":message-type", message, kind, type, ":content-type", "application/json"),
          payload);
    }
  }

  /** Takes frames apart as the event stream encoding is documented, and checks both checksums. */
  static List<Frame> frames(byte[] bytes) throws IOException {
    var frames = new ArrayList<Frame>();
    int at = 0;
    while (at < bytes.length) {
      var input = new DataInputStream(new ByteArrayInputStream(bytes, at, bytes.length - at));
      int total = input.readInt();
      int headersLength = input.readInt();
      if (input.readInt() != crc(bytes, at, 8)) {
        throw new IOException("the checksum of the prelude is wrong");
      }
      byte[] headers = input.readNBytes(headersLength);
      byte[] payload = input.readNBytes(total - headersLength - 16);
      if (input.readInt() != crc(bytes, at, total - 4)) {
        throw new IOException("the checksum of the message is wrong");
      }
      frames.add(new Frame(headers(headers), new String(payload, StandardCharsets.UTF_8)));
      at += total;
    }
    return frames;
  }

  private static Map<String, String> headers(byte[] bytes) throws IOException {
    var headers = new LinkedHashMap<String, String>();
    var input = new DataInputStream(new ByteArrayInputStream(bytes));
    while (input.available() > 0) {
      String name = new String(input.readNBytes(input.readByte()), StandardCharsets.UTF_8);
      if (input.readByte() != 7) {
        throw new IOException("the header " + name + " is no string");
      }
      headers.put(name, new String(input.readNBytes(input.readShort()), StandardCharsets.UTF_8));
    }
    return headers;
  }

  private static int crc(byte[] bytes, int from, int count) {
    var crc = new CRC32();
    crc.update(bytes, from, count);
    return (int) crc.getValue();
  }

  private static byte[] bytes(String script) throws IOException {
    return Played.bytes(script, PATH, "{}");
  }

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static List<Frame> play(String script) throws IOException {
    return frames(bytes(script));
  }

  private static Frame delta(String payload) {
    return Frame.event("contentBlockDelta", payload);
  }

  private static final Frame START = Frame.event("messageStart", "{\"role\":\"assistant\"}");

  /** The checksums of this frame were computed elsewhere: by zlib of Python. */
  @Test
  void aFrameIsTheseBytes() throws Exception {
    byte[] fields =
        "\u000b:event-type\u0007\u0000\u000bmessageStop\r:content-type\u0007\u0000\u0010application/json\r:message-type\u0007\u0000\u0005event"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] payload = "{\"stopReason\":\"end_turn\"}".getBytes(StandardCharsets.US_ASCII);
    byte[] all = bytes("finish stop");
    byte[] stop = Arrays.copyOfRange(all, all.length - 16 - fields.length - 25, all.length);
    assertThat(fields).hasSize(81);
    assertThat(stop).hasSize(122);
    assertThat(stop)
        .startsWith(bytes(0x00, 0x00, 0x00, 0x7a, 0x00, 0x00, 0x00, 0x51, 0xca, 0x2c, 0x46, 0x65));
    assertThat(stop).containsSequence(fields).containsSequence(payload);
    assertThat(stop).endsWith(bytes(0x5f, 0xbf, 0x09, 0xfc));
  }

  @Test
  void anAnswerHasAStopButNoStartAndUsageAfterTheEnd() throws Exception {
    assertThat(play("answer \"Hello, world\""))
        .containsExactly(
            START,
            delta("{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hello,\"}}"),
            delta("{\"contentBlockIndex\":0,\"delta\":{\"text\":\" world\"}}"),
            Frame.event("contentBlockStop", "{\"contentBlockIndex\":0}"),
            Frame.event("messageStop", "{\"stopReason\":\"end_turn\"}"),
            Frame.event(
                "metadata",
                "{\"metrics\":{\"latencyMs\":1},\"usage\":{\"inputTokens\":10,\"outputTokens\":2,"
                    + "\"totalTokens\":12,\"cacheReadInputTokens\":0,"
                    + "\"cacheWriteInputTokens\":0}}"));
  }

  @Test
  void thoughtsAndCallsAreBlocksAndOnlyCallsHaveAStart() throws Exception {
    String script =
        """
        reasoning "Hm"
        signature "c2ln"
        tool 0 tooluse_1 weather "{\\"city\\":"
        args 0 "\\"Oslo\\"}"
        tool 1 - time
        finish tool_calls
        usage 100 7 cached 60 written 30
        done
        """;
    assertThat(play(script))
        .containsExactly(
            START,
            delta("{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"text\":\"Hm\"}}}"),
            delta(
                "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":"
                    + "{\"signature\":\"c2ln\"}}}"),
            Frame.event("contentBlockStop", "{\"contentBlockIndex\":0}"),
            Frame.event(
                "contentBlockStart",
                "{\"contentBlockIndex\":1,\"start\":{\"toolUse\":"
                    + "{\"toolUseId\":\"tooluse_1\",\"name\":\"weather\"}}}"),
            delta(
                "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"{\\\"city\\\":\"}}}"),
            delta(
                "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"\\\"Oslo\\\"}\"}}}"),
            Frame.event("contentBlockStop", "{\"contentBlockIndex\":1}"),
            Frame.event(
                "contentBlockStart",
                "{\"contentBlockIndex\":2,\"start\":{\"toolUse\":{\"name\":\"time\"}}}"),
            Frame.event("contentBlockStop", "{\"contentBlockIndex\":2}"),
            Frame.event("messageStop", "{\"stopReason\":\"tool_use\"}"),
            Frame.event(
                "metadata",
                "{\"metrics\":{\"latencyMs\":1},\"usage\":{\"inputTokens\":10,\"outputTokens\":7,"
                    + "\"totalTokens\":107,\"cacheReadInputTokens\":60,"
                    + "\"cacheWriteInputTokens\":30}}"));
  }

  @Test
  void anErrorIsAnExceptionFrame() throws Exception {
    assertThat(play("error \"Too \\\"busy\\\"\""))
        .containsExactly(
            Frame.exception("internalServerException", "{\"message\":\"Too \\\"busy\\\"\"}"));
    assertThat(play("error \"Wait\" throttlingException"))
        .containsExactly(Frame.exception("throttlingException", "{\"message\":\"Wait\"}"));
    assertThat(play("error \"Wait\" ModelStreamErrorException 424"))
        .containsExactly(
            Frame.exception(
                "modelStreamErrorException", "{\"message\":\"Wait\",\"originalStatusCode\":424}"));
  }

  @Test
  void aRecordedEventIsFramedByItsName() throws Exception {
    assertThat(
            play("chunk {\"messageStart\": {\"role\": \"assistant\"} }\nchunk {\"a\":1,\"b\":2}"))
        .containsExactly(
            Frame.event("messageStart", "{\"role\": \"assistant\"}"),
            Frame.event("unknown", "{\"a\":1,\"b\":2}"));
  }

  @Test
  void aMalformedEventIsInAGoodFrame() throws Exception {
    assertThat(play("malformed"))
        .containsExactly(START, delta("{\"contentBlockIndex\":0,\"delta\":{\"text\":\"bro"));
  }

  @Test
  void aCorruptFrameHasTheWrongChecksum() throws Exception {
    byte[] bytes = bytes("corrupt");
    assertThatThrownBy(() -> frames(bytes)).hasMessage("the checksum of the message is wrong");
    bytes[bytes.length - 1] = (byte) ~bytes[bytes.length - 1];
    assertThat(frames(bytes))
        .containsExactly(START, delta("{\"contentBlockIndex\":0,\"delta\":{\"text\":\"broken\"}}"));
  }

  @Test
  void halfAFrameIsCutInTheMiddle() throws Exception {
    byte[] whole = bytes("text \"broken\"");
    int frame = whole.length - bytes("role").length;
    assertThat(bytes("half")).isEqualTo(Arrays.copyOf(whole, whole.length - frame + frame / 2));
  }

  @Test
  void aHugeFrameHasTheChecksumOfItsLetters() throws Exception {
    assertThat(play("huge 5000\ndone"))
        .containsExactly(
            START,
            delta("{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + "a".repeat(5000) + "\"}}"));
  }

  @Test
  void whatABinaryStreamHasNotSaysNothing() throws Exception {
    assertThat(bytes("ping\ncomment hi\ndone\neol crlf")).isEmpty();
    assertThat(bytes("eol crlf\nrole")).isEqualTo(bytes("role"));
  }

  @Test
  void aCallWithoutStreamingGetsOneAnswer() throws Exception {
    String script =
        """
        reasoning "Hm"
        signature "c2ln"
        words "Hello there"
        tool 0 tooluse_1 weather "{\\"a\\":"
        args 0 "1}"
        finish tool_calls
        usage 12 5 cached 2
        done
        """;
    assertThat(Played.document(script, "/model/m/converse", "{}"))
        .isEqualTo(
            "{\"metrics\":{\"latencyMs\":1},\"output\":{\"message\":{\"content\":["
                + "{\"reasoningContent\":{\"reasoningText\":{\"text\":\"Hm\",\"signature\":\"c2ln\"}}},"
                + "{\"text\":\"Hello there\"},"
                + "{\"toolUse\":{\"toolUseId\":\"tooluse_1\",\"name\":\"weather\",\"input\":{\"a\":1}}}],"
                + "\"role\":\"assistant\"}},\"stopReason\":\"tool_use\",\"usage\":{\"inputTokens\":10,"
                + "\"outputTokens\":5,\"totalTokens\":17,\"cacheReadInputTokens\":2,"
                + "\"cacheWriteInputTokens\":0}}");
  }

  @ParameterizedTest
  @CsvSource({
    "400, ValidationException",
    "403, AccessDeniedException",
    "404, ResourceNotFoundException",
    "429, ThrottlingException",
    "500, InternalServerException",
    "503, ServiceUnavailableException"
  })
  void anErrorStatusHasItsNameInAHeader(int status, String name) throws Exception {
    for (String path : new String[] {PATH, "/model/m/converse"}) {
      assertThat(Played.whole("status " + status + "\nerror \"No\"", path, "{}"))
          .contains(
              "content-type: application/json\r\n",
              "x-amzn-errortype: " + name + "\r\n",
              "x-amzn-requestid: req_simulated00000001\r\n")
          .endsWith("\r\n\r\n{\"message\":\"No\"}");
    }
  }
}
