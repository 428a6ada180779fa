package dev.sluice.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Coded;
import dev.sluice.testing.Mutations;
import dev.sluice.testing.Pieces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes at all from Bedrock, as a body, as a message's headers and as its payload, the last two
 * with checksums that fit: one ending, never a defect, the same in every cut. The first byte of a
 * payload says what it is the payload of.
 */
@Timeout(240)
class ConverseFuzzTest {
  private static final List<String> TYPES =
      List.of(
          "contentBlockDelta", "contentBlockStart", "contentBlockStop", "messageStop", "metadata");

  static List<byte[]> payloads() {
    return Stream.of(
            "\0{\"contentBlockIndex\":0,\"delta\":{\"text\":\"ü😀\"},\"p\":\"ab\"}",
            "\0{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"{\\\"a\\\":1}\"}}}",
            "\0{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"text\":\"a\","
                + "\"signature\":\"b\",\"redactedContent\":\"YWJj\"}}}",
            "\0{\"contentBlockIndex\":0,\"delta\":{\"citation\":{\"title\":\"t\",\"location\":"
                + "{\"web\":{\"url\":\"u\"}},\"sourceContent\":[{\"text\":\"q\"}]}}}",
            "\0{\"contentBlockIndex\":2,\"delta\":{\"toolResult\":[{\"text\":\"r\"},{\"json\":1}]}}",
            "\0{\"contentBlockIndex\":2,\"delta\":{\"image\":{\"source\":{\"bytes\":\"YWI=\","
                + "\"s3Location\":{\"uri\":\"s3://b/c\"}},\"error\":{\"message\":\"m\"}}}}",
            "\1{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\"}}}",
            "\1{\"contentBlockIndex\":1,\"start\":{\"hologram\":[]}}",
            "\2{\"contentBlockIndex\":1}",
            "\3{\"stopReason\":\"end_turn\",\"additionalModelResponseFields\":{\"a\":[1]}}",
            "\4{\"usage\":{\"inputTokens\":1,\"cacheDetails\":[{\"ttl\":\"5m\"}]},\"trace\":null}")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  static List<byte[]> bodies() {
    byte[] delta =
        EventStreamMessage.event(
            "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"a\"}}");
    byte[] stop = EventStreamMessage.event("messageStop", "{\"stopReason\":\"end_turn\"}");
    return List.of(
        Coded.joined(delta, stop),
        Coded.joined(delta, EventStreamMessage.exception("throttlingException", "{}")),
        "{\"output\":{\"message\":{\"content\":[{\"text\":\"a\"}]}},\"stopReason\":\"end_turn\"}"
            .getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("bodies")
  @FuzzTest
  void anyBody(byte[] bytes) {
    ends(bytes);
  }

  @MethodSource("payloads")
  @FuzzTest
  void anyPayload(byte[] bytes) {
    if (bytes.length > 0) {
      String type = TYPES.get((bytes[0] & 0xFF) % TYPES.size());
      byte[] payload = Arrays.copyOfRange(bytes, 1, bytes.length);
      ends(
          Coded.joined(
              EventStreamMessage.event("messageStart", "{\"role\":\"assistant\"}"),
              EventStreamMessage.event(type, payload),
              EventStreamMessage.event(type, payload)));
    }
  }

  @MethodSource("payloads")
  @FuzzTest
  void anyHeaders(byte[] bytes) {
    try {
      ends(EventStreamMessage.message(16 + bytes.length, bytes, new byte[0]));
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
  }

  @Test
  void mutationsOfBodiesPayloadsAndHeaders() {
    Mutations.of(bodies(), 2000, this::anyBody);
    Mutations.of(payloads(), 5000, this::anyPayload);
    Mutations.of(payloads(), 2000, this::anyHeaders);
  }

  private static void ends(byte[] body) {
    Answered whole = once(new Pieces("whole", List.of(body)));
    assertThat(once(Mutations.cut(body))).isEqualTo(whole);
    if (whole.ending() instanceof Ending.Incomplete(var reply, Cause.Failed failed)) {
      assertThat(failed.why()).isNotInstanceOf(Failure.Defect.class);
    }
  }

  private static Answered once(Pieces pieces) {
    return Answered.once(
        Events.format(), ChatRequest.of("hi"), Events.head(Events.CONTENT_TYPE), pieces);
  }
}
