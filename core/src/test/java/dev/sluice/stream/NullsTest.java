package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.codec.EventCodec;
import dev.sluice.spi.stream.ForwardingStream;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamTimer;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is null where nothing may be is refused where it is given, by its name. */
class NullsTest {
  private final Push source = new Push();
  private final ChatStream stream = source.stream();
  private final ChatModel model = new ChatModel("test/push", new Push(), StreamTimer.of(() -> 0));

  /** As a caller without NullAway has it. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T missing() {
    return null;
  }

  private static void refused(String parameter, ThrowingCallable call) {
    assertThatNullPointerException().isThrownBy(call).withMessage(parameter);
  }

  @Test
  void aListenerAnExecutorAndASubscriber() {
    refused("listener", () -> stream.onEach(NullsTest.<Consumer<StreamEvent>>missing()));
    refused("executor", () -> stream.onEach(NullsTest.<Executor>missing(), event -> {}));
    refused("executor", () -> stream.publisher(NullsTest.<Executor>missing()));
    refused("executor", () -> stream.textPublisher(NullsTest.<Executor>missing()));
    refused(
        "subscriber",
        () -> stream.textPublisher().subscribe(NullsTest.<Flow.Subscriber<String>>missing()));
    refused(
        "subscriber",
        () -> stream.publisher().subscribe(NullsTest.<Flow.Subscriber<StreamEvent>>missing()));
    assertThat(stream.events()).as("nothing has taken the stream").isNotNull();
  }

  @Test
  void whatIsAskedAndWhatAnswers() {
    refused("request", () -> model.stream(NullsTest.<ChatRequest>missing()));
    refused("request", () -> model.ask(NullsTest.<ChatRequest>missing()));
    refused("prompt", () -> model.stream(NullsTest.<String>missing()));
    refused("prompt", () -> model.ask(NullsTest.<String>missing()));
    refused("policy", () -> model.with(missing()));
    refused("listener", () -> model.observedBy(missing()));
    refused("model", () -> Gather.with(missing()));
    refused("requests", () -> Gather.with(model).start(missing()));
    refused("source", () -> new ChatModel("test/push", missing(), StreamTimer.of(() -> 0)));
    refused("timer", () -> new ChatModel("test/push", new Push(), missing()));
    refused("nanoClock", () -> StreamTimer.of(missing()));
    refused("others", () -> ChatRequest.of("hi").withMessages(missing()));
    ChatRequest.Builder builder = ChatRequest.builder();
    refused("message", () -> builder.message(missing()));
    refused("message", () -> builder.messages(Collections.singletonList(missing())));
    refused("tool", () -> builder.tool(missing()));
    refused("toolChoice", () -> builder.toolChoice(missing()));
    refused("responseFormat", () -> builder.responseFormat(missing()));
    refused("bytes", () -> Part.image("image/png", NullsTest.<byte[]>missing()));
    refused("form", () -> EventCodec.decode(NullsTest.<String>missing()));
    refused("form", () -> EventCodec.checkHeader(missing()));
    refused("interceptor", () -> Policy.eachStream(missing()));
    refused("interceptor", () -> Policy.eachAttempt(missing()));
    refused("out", () -> new ForwardingStream(missing()) {});
  }

  @Test
  void whatSourcesTellOfFurtherAttempts() {
    Cause cause = new Cause.Cancelled();
    Usage used = Usage.unknown();
    refused("model", () -> new StreamEvent.Retrying(2, missing(), cause, Duration.ZERO, used));
    refused("cause", () -> new StreamEvent.Retrying(2, "m", missing(), Duration.ZERO, used));
    refused("delay", () -> new StreamEvent.Retrying(2, "m", cause, missing(), used));
    refused("used", () -> new StreamEvent.Retrying(2, "m", cause, Duration.ZERO, missing()));
    refused("model", () -> new StreamEvent.Restarted(2, missing(), cause, used));
    refused("cause", () -> new StreamEvent.Restarted(2, "m", missing(), used));
    refused("used", () -> new StreamEvent.Restarted(2, "m", cause, missing()));
    refused("model", () -> new StreamEvent.Continued(2, missing(), 0, 0, cause, used));
    refused("cause", () -> new StreamEvent.Continued(2, "m", 0, 0, missing(), used));
    refused("used", () -> new StreamEvent.Continued(2, "m", 0, 0, cause, missing()));
    refused("reason", () -> new Outcome.Finished(missing()));
  }
}
