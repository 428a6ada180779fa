package dev.sluice.spi.provider;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wire format for tests: a frame is a JSON object of one letter, such as {@code {a}}; {@code {.}}
 * is the good end, and anything else is malformed.
 */
record LetterFormat(Framing framing) implements WireFormat {

  @Override
  public String target() {
    return "letters";
  }

  @Override
  public String model() {
    return "test/letters";
  }

  @Override
  public HttpCall call(ChatRequest request) {
    return HttpCall.post(URI.create("http://letters/"), "");
  }

  /** It has no seed. */
  @Override
  public List<String> leftOut(ChatRequest request) {
    return request.sampling().seed().isPresent() ? List.of("no seed") : List.of();
  }

  @Override
  public AnswerDecoder decoder(ChatRequest request, ResponseHead head) {
    return new AnswerDecoder() {
      private boolean finished;

      @Override
      public @Nullable Outcome onFrame(
          String type, byte[] bytes, int from, int length, StreamSink out) {
        String frame = new String(bytes, from, length, StandardCharsets.UTF_8);
        if (!frame.matches("\\{.}")) {
          return new Cause.Failed(new Failure.Malformed("no letter", frame));
        }
        finished = frame.equals("{.}");
        if (!finished) {
          out.onEvent(new StreamEvent.TextDelta(0, frame.substring(1, 2)));
        }
        return null;
      }

      @Override
      public @Nullable Outcome onEndOfInput() {
        return finished ? new Outcome.Finished(FinishReason.STOP) : null;
      }

      @Override
      public String goodEnd() {
        return "a dot";
      }
    };
  }

  @Override
  public Failure refusal(ResponseHead head, String body) {
    return new Failure.Refused(target(), head.status(), body, "", "", "", Failure.RetryAdvice.NONE);
  }

  @Override
  public String redact(String text) {
    return text;
  }
}
