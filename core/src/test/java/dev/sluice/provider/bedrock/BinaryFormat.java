package dev.sluice.provider.bedrock;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.provider.Framing;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A wire format in binary messages: its deltas are text, its exceptions failures. */
final class BinaryFormat implements WireFormat {
  private static final Framing FRAMING = new EventStream();

  @Override
  public String target() {
    return "binary";
  }

  @Override
  public String model() {
    return "test/binary";
  }

  @Override
  public HttpCall call(ChatRequest request) {
    return HttpCall.post(URI.create("http://binary/"), new byte[] {0, 1, 2});
  }

  @Override
  public Framing framing() {
    return FRAMING;
  }

  @Override
  public AnswerDecoder decoder(ChatRequest request, ResponseHead head) {
    return new AnswerDecoder() {
      private boolean stopped;

      @Override
      public @Nullable Outcome onFrame(
          String type, byte[] bytes, int from, int length, StreamSink out) {
        String payload = new String(bytes, from, length, StandardCharsets.UTF_8);
        switch (type) {
          case "event/contentBlockDelta", "message" ->
              out.onEvent(new StreamEvent.TextDelta(0, payload));
          case "event/messageStop" -> stopped = true;
          case "event/metadata" -> {
            return new Outcome.Finished(FinishReason.STOP);
          }
          default -> {
            return new Cause.Failed(new Failure.Malformed(type, payload));
          }
        }
        return null;
      }

      @Override
      public @Nullable Outcome onEndOfInput() {
        return stopped ? new Outcome.Finished(FinishReason.STOP) : null;
      }

      @Override
      public String goodEnd() {
        return "a messageStop";
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
