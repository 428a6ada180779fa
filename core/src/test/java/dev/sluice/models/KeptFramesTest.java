package dev.sluice.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.provider.KeptFrames;
import dev.sluice.testing.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reads kept frames is found by the format's name, whoever was asked, and needs no key. */
class KeptFramesTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");
  private static final String CHUNK =
      "{\"id\":\"c-1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}";
  private static final String LAST =
      "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

  private final Models models = Models.builder().withoutEnvironment().build();
  private final List<StreamEvent> events = new ArrayList<>();

  @AfterEach
  void close() {
    models.close();
  }

  private void feed(KeptFrames frames, String frame) {
    byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
    frames.frame("message", bytes, 0, bytes.length, events::add);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai-chat/m",
        "groq/m",
        "azure/m",
        "gone/m",
        "openai+http://127.0.0.1:1/v1#m",
        "openai+no address at all/m",
        "nothing"
      })
  void whoeverWasAsked(String model) {
    KeptFrames frames = models.frames("openai.chat", model, REQUEST).orElseThrow();
    feed(frames, CHUNK);
    feed(frames, LAST);
    feed(frames, "[DONE]");
    assertThat(events).contains(new StreamEvent.TextDelta(0, "Hi"));
    assertThat(frames.end(events::add)).isInstanceOf(Outcome.Finished.class);
    int told = events.size();
    feed(frames, CHUNK);
    assertThat(events).as("nothing follows the end").hasSize(told);
  }

  @Test
  void anotherProvidersOwnEventsAreCalledAsItWas() {
    ChatRequest own = REQUEST.toBuilder().nativeEvents(true).build();
    KeptFrames frames = models.frames("anthropic.messages", "gone/m", own).orElseThrow();
    feed(frames, "{\"type\":\"brand_new\"}");
    assertThat(events)
        .anySatisfy(
            event ->
                assertThat(event)
                    .isInstanceOfSatisfying(
                        StreamEvent.Native.class,
                        told -> assertThat(told.provider()).isEqualTo("gone")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai.chat",
        "openai.responses",
        "anthropic.messages",
        "gemini.generate_content",
        "bedrock.converse",
        "ollama.chat"
      })
  void everyFormatThereIsIsFound(String format) {
    assertThat(models.frames(format, "gone/m", REQUEST)).isPresent();
  }

  @Test
  void aFormatThatNobodyHasIsEmpty() {
    assertThat(models.frames("telepathy", "openai/gpt", REQUEST)).isEmpty();
    assertThat(models.frames("", "openai/gpt", REQUEST)).isEmpty();
  }

  @Test
  void whatCannotBeReadIsAnOutcomeAndNoException() {
    KeptFrames frames = models.frames("openai.chat", "gone/m", REQUEST).orElseThrow();
    feed(frames, CHUNK);
    feed(frames, "{\"choices\":");
    assertThat(frames.outcome())
        .hasValueSatisfying(
            outcome ->
                assertThat(outcome)
                    .isInstanceOfSatisfying(
                        Cause.Failed.class,
                        failed -> assertThat(failed.why()).isInstanceOf(Failure.Malformed.class)));
  }

  @Test
  @Timeout(120)
  void nearlyAnyFrameOfAnyFormatIsReadOrRefused() {
    List<byte[]> seeds = new ArrayList<>();
    for (String frame : List.of(CHUNK, LAST, "[DONE]", "{\"type\":\"message_start\"}")) {
      seeds.add(frame.getBytes(StandardCharsets.UTF_8));
    }
    Mutations.of(
        seeds,
        2_000,
        bytes -> {
          for (String format : List.of("openai.chat", "anthropic.messages", "ollama.chat")) {
            KeptFrames frames = models.frames(format, "gone/m", REQUEST).orElseThrow();
            frames.frame("message", bytes, 0, bytes.length, event -> {});
            if (frames.end(event -> {}) instanceof Cause.Failed(Failure.Defect defect)) {
              throw new AssertionError(defect.thrown());
            }
          }
        });
  }
}
