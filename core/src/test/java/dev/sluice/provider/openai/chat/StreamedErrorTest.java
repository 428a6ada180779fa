package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Reason;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.provider.Account;
import dev.sluice.testing.Answered;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors in the midst of a stream, and finish reasons that are none. */
class StreamedErrorTest {
  private static final String TEXT = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}";
  private static final String FINISH =
      "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

  private final ChatCompletions format =
      new ChatCompletions(Account.of("openai", URI.create("https://host/v1")), Quirks.NONE, "m");

  private Answered answered(byte[] body) {
    return Answered.of(format, "text/event-stream", body);
  }

  private Failure.ErrorInStream error(byte[] body) {
    Answered answered = answered(body);
    assertThat(answered.reply().text()).isEqualTo("a");
    Failure failure = ((Ending.Incomplete) answered.ending()).cause().failure().orElseThrow();
    assertThat(failure).isInstanceOf(Failure.ErrorInStream.class);
    return (Failure.ErrorInStream) failure;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"message":"slow down","code":429} | RATE_LIMITED
          {"detail":"too long: maximum context length is 8"} | CONTEXT_TOO_LONG
          {"errors":[{"message":"boom","code":500}]} | SERVER_ERROR
          {"object":"error","message":"boom","type":"InternalServerError","code":500} | SERVER_ERROR
          {"base_resp":{"status_code":1002,"status_msg":"rate limit"},"choices":null} | RATE_LIMITED
          {"choices":[],"error":{"message":"x","code":402}} | QUOTA
          {"choices":[{"index":0,"delta":{},"finish_reason":"error","error":{"code":502,"message":"gone"}}]} | SERVER_ERROR
          {"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"{\\"error\\":{\\"message\\":\\"m\\",\\"type\\":\\"authentication_error\\"}}"}}} | AUTHENTICATION
          [{"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}] | OVERLOADED
          {"choices":[{"index":0,"delta":{},"finish_reason":"error"}]} | SERVER_ERROR
          {"choices":[{"index":0,"delta":{},"finish_reason":"abort"}]} | SERVER_ERROR
          {"choices":[{"index":0,"delta":{},"finish_reason":"insufficient_system_resource"}]} | OVERLOADED
          """)
  void whatLooksLikeAnErrorIsOne(String frame, Reason reason) {
    Failure.ErrorInStream error = error(Answered.sse(List.of(TEXT, frame, TEXT)));
    assertThat(error.reason()).isEqualTo(reason);
    assertThat(error.message()).doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: error\ndata: {\"message\":\"boom\"}\n\n",
        "event: error\ndata: {\"error\":{\"message\":\"boom\"}}\n\n",
        "event: error\ndata: boom\n\n",
        "event: error\ndata: {\"choices\":[],\"odd\":\"boom\"}\n\n",
        "error: {\"message\":\"boom\"}\n\n"
      })
  void whatTheStreamCallsAnErrorIsOne(String event) {
    assertThat(error(bytes("data: " + TEXT + "\n\n" + event)).message()).contains("boom");
  }

  @Test
  void anErrorOfWhichNothingIsSaidIsOneToo() {
    assertThat(error(bytes("data: " + TEXT + "\n\nevent: error\ndata:\n\n")).message())
        .isEqualTo("the provider reported an error");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[],\"id\":\"\",\"model\":\"\",\"prompt_filter_results\":[{\"prompt_index\":0}]}",
        "{\"error\":{},\"choices\":[{\"index\":0,\"delta\":{}}]}",
        "{\"error\":\"\",\"choices\":[{\"index\":0,\"delta\":{}}]}",
        "{\"error\":false,\"choices\":[{\"index\":0,\"delta\":{}}]}",
        "{\"error\":null,\"choices\":[{\"index\":0,\"delta\":{}}]}",
        "{\"code\":0,\"message\":\"fine\",\"choices\":[]}",
        "{\"base_resp\":{\"status_code\":0,\"status_msg\":\"success\"},\"choices\":[{\"delta\":{}}]}",
        "{\"type\":\"ping\"}",
        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"null\"}]}",
        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"\"}]}",
        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":false}]}",
        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":null}]}"
      })
  void whatLooksLikeNoneIsNone(String frame) {
    Answered answered = answered(Answered.sse(List.of(frame, TEXT, frame, FINISH)));
    assertThat(answered.ending().kind()).isEqualTo("completed");
    assertThat(answered.reply().text()).isEqualTo("a");
    Answered cut = answered(Answered.sse(List.of(TEXT, frame)));
    assertThat(cut.ending().kind()).isEqualTo("truncated");
    assertThat(cut.all(StreamEvent.Warned.class)).isEmpty();
  }

  @Test
  void bytesThatAreNoUtf8AreReplacedInTextAndInJson() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(bytes("data:{\"choices\":[{\"delta\":{\"content\":\"a"));
    body.writeBytes(new byte[] {(byte) 0xE2, (byte) 0x82, 'b', (byte) 0xFF});
    body.writeBytes(bytes("c\"}}]}\n\ndata:" + FINISH + "\n\n"));
    Answered answered = answered(body.toByteArray());
    assertThat(answered.ending().kind()).isEqualTo("completed");
    assertThat(answered.reply().text()).isEqualTo("a\uFFFDb\uFFFDc");
  }

  @Test
  void blankDataAndPingsAreNothing() {
    Answered answered =
        answered(
            bytes(
                "data:\n\ndata: \n\n: ping\n\nevent: ping\ndata: pong\n\nid: 1\n\ndata:"
                    + TEXT
                    + "\n\ndata:"
                    + FINISH
                    + "\n\n"));
    assertThat(answered.ending().kind()).isEqualTo("completed");
    assertThat(answered.reply().text()).isEqualTo("a");
  }
}
