package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.models.Models;
import dev.sluice.policy.Fallback;
import dev.sluice.policy.Limiter;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.simulator.Simulator;
import dev.sluice.spi.stream.FrameRecorder;
import dev.sluice.spi.stream.StreamRecorder;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.FromEnvironment;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.Transport;
import dev.sluice.stream.ChatModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a recorder hears of the frames of answers, and where it wishes to be told. */
@Timeout(240)
class RecordedFramesTest {
  private static final String GOOD = "role\ntext \"One \"\ntext \"two\"\nfinish stop\ndone\nend\n";

  private final Simulator simulator = Simulator.start("end");
  private final Models models =
      Models.builder()
          .environment(Map.of("OPENAI_BASE_URL", simulator.baseUrl().toString()))
          .build();
  private final ChatModel model =
      models.model("openai/any").with(Retry.upTo(2).waits(Duration.ofMillis(1)));

  @AfterEach
  void close() {
    models.close();
    simulator.close();
  }

  /** Keeps what it hears, in one row. */
  private static class Row implements StreamRecorder, FrameRecorder {
    final List<String> heard = new CopyOnWriteArrayList<>();
    final CompletableFuture<Ending> ended = new CompletableFuture<>();

    @Override
    public void onEvent(StreamEvent event) {
      heard.add(
          event instanceof StreamEvent.TextDelta text
              ? "text " + text.text()
              : event.getClass().getSimpleName());
    }

    @Override
    public void onEnded(Ending ending) {
      ended.complete(ending);
    }

    @Override
    public @Nullable FrameRecorder frames() {
      return this;
    }

    @Override
    public void onAnswer(String format) {
      heard.add("answer " + format);
    }

    @Override
    public void onFrame(String type, byte[] bytes, int from, int length) {
      String said = new String(bytes, from, length, StandardCharsets.UTF_8);
      heard.add("frame " + said);
    }

    List<String> all(String kind) {
      return heard.stream().filter(one -> one.startsWith(kind)).toList();
    }
  }

  private Ending ask(ChatModel asked, Row row) throws Exception {
    try (var stream = asked.stream(ChatRequest.of("Count."), row)) {
      Ending ending = stream.await();
      assertThat(row.ended.get(60, TimeUnit.SECONDS)).isSameAs(ending);
      return ending;
    }
  }

  /** Where in the row a frame that holds this stands. */
  private static int frameWith(Row row, String text) {
    for (int i = 0; i < row.heard.size(); i++) {
      String one = row.heard.get(i);
      if (one.startsWith("frame ") && one.contains("\"" + text + "\"")) {
        return i;
      }
    }
    throw new AssertionError("no frame has " + text + ": " + row.heard);
  }

  @Test
  void aFrameIsToldAfterItsEventsAndBeforeThoseOfTheNext() throws Exception {
    simulator.script(GOOD);
    Row row = new Row();
    assertThat(ask(model, row).kind()).isEqualTo("completed");
    assertThat(row.heard.getFirst()).isEqualTo("answer openai.chat");
    assertThat(row.heard.indexOf("text One ")).isLessThan(frameWith(row, "One "));
    assertThat(frameWith(row, "One ")).isLessThan(row.heard.indexOf("text two"));
    assertThat(row.heard.indexOf("text two")).isLessThan(frameWith(row, "two"));
    assertThat(row.heard.getLast()).contains("[DONE]");
  }

  @Test
  void aFrameThatSaysThatTheAnswerFailedIsNotTold() throws Exception {
    simulator.script("role\ntext \"One \"\nerror \"overloaded\"\nend");
    Row row = new Row();
    assertThat(ask(model, row).kind()).isEqualTo("failed");
    assertThat(row.all("frame ")).isNotEmpty().noneMatch(frame -> frame.contains("overloaded"));
  }

  @Test
  void aWholeDocumentHasNoFrames() throws Exception {
    simulator.script(
        "content-type application/json\nbody {\"choices\":[{\"index\":0,\"message\":{\"role\":"
            + "\"assistant\",\"content\":\"One two\"},\"finish_reason\":\"stop\"}]}");
    Row row = new Row();
    Ending ending = ask(model, row);
    assertThat(ending.reply().text()).isEqualTo("One two");
    assertThat(row.all("frame ")).isEmpty();
    assertThat(row.all("text ")).isNotEmpty();
  }

  @Test
  void eachAttemptIsAnAnswerOfItsOwnThroughAllPolicies() throws Exception {
    simulator.script("role\nrst\n---\n" + GOOD);
    ChatModel treated =
        model
            .with(OnCut.resume())
            .with(Timeouts.off().total(Duration.ofSeconds(30)))
            .with(Limiter.unlimited().streams(2))
            .with(Fallback.to(models.model("openai/other")));
    Row row = new Row();
    assertThat(ask(treated, row).kind()).isEqualTo("completed");
    assertThat(row.all("answer ")).containsExactly("answer openai.chat", "answer openai.chat");
    assertThat(frameWith(row, "two")).isGreaterThan(row.heard.lastIndexOf("answer openai.chat"));
  }

  @Test
  void aRecorderThatThrowsAtAFrameEndsItsStreamAsADefect() throws Exception {
    simulator.script(GOOD);
    Row row =
        new Row() {
          @Override
          public void onFrame(String type, byte[] bytes, int from, int length) {
            throw new IllegalStateException("on purpose");
          }
        };
    Ending ending = ask(model, row);
    assertThat(ending).isInstanceOf(Ending.Incomplete.class);
    assertThat(((Ending.Incomplete) ending).cause().failure().orElseThrow().kind())
        .isEqualTo("defect");
  }

  @Test
  void aRecorderWithoutFramesHearsItsEventsAsBefore() throws Exception {
    simulator.script(GOOD);
    Row row =
        new Row() {
          @Override
          public @Nullable FrameRecorder frames() {
            return null;
          }
        };
    assertThat(ask(model, row).reply().text()).isEqualTo("One two");
    assertThat(row.all("frame ")).isEmpty();
    assertThat(row.all("answer ")).isEmpty();
    assertThat(row.all("text ")).containsExactly("text One ", "text two");
  }

  /** Keeps which homes it is asked to read at. */
  private static final class Homes implements Transport {
    final List<Executor> asked = new ArrayList<>();
    private final Transport transport = FromEnvironment.nio(Map.of());

    @Override
    public void open(HttpCall call, ExchangeListener listener) {
      Executor home = listener.home();
      if (home != null) {
        asked.add(home);
      }
      transport.open(call, listener);
    }

    @Override
    public void close() {
      transport.close();
    }
  }

  @Test
  void theTransportIsToldWhereTheStreamIsAtHomeAtEachAttempt() throws Exception {
    simulator.script("role\nrst\n---\n" + GOOD);
    Executor home = Runnable::run;
    Row row =
        new Row() {
          @Override
          public @Nullable Executor home() {
            return home;
          }
        };
    Homes homes = new Homes();
    try (Models through =
        Models.builder()
            .environment(Map.of("OPENAI_BASE_URL", simulator.baseUrl().toString()))
            .transport(homes)
            .build()) {
      ChatModel asked = through.model("openai/any").with(Retry.upTo(2).waits(Duration.ofMillis(1)));
      assertThat(ask(asked, row).kind()).isEqualTo("completed");
      assertThat(homes.asked).containsExactly(home, home);
    }
  }
}
