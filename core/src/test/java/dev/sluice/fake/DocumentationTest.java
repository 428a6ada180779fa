package dev.sluice.fake;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.rules.Page;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page on testing is true: its Java stands below and is run, and what it names is there. */
@Timeout(240)
class DocumentationTest {
  private final Page page;

  DocumentationTest() throws IOException {
    page = Page.of("testing.md", DocumentationTest.class);
  }

  @Test
  void everyJavaExampleIsRun() throws Exception {
    page.mustHaveItsExamplesInTheTest(6);
  }

  @Test
  void everyMethodThatATableNamesIsThere() throws Exception {
    List<String> named = page.found("^\\| `(?:FakeModel\\.|text\\(…\\)\\.)?(\\w+)\\(");
    assertThat(named).hasSizeGreaterThan(10);
    assertThat(Stream.of(FakeModel.class, FakeAnswer.class).flatMap(DocumentationTest::methods))
        .containsAll(named);
  }

  private static Stream<String> methods(Class<?> type) {
    return Stream.of(type.getMethods()).map(Method::getName);
  }

  @Test
  void itSaysWhatItIsToldTo() {
    FakeModel fake = FakeModel.saying("It is sunny in Bern.");
    ChatModel model = fake.model();

    assertThat(model.ask("How is the weather?").text()).isEqualTo("It is sunny in Bern.");
    assertThat(fake.lastRequest()).isEqualTo(ChatRequest.of("How is the weather?"));
  }

  @Test
  void answers() {
    FakeAnswer thoughtful =
        FakeAnswer.text("It is sunny.").withReasoning("Look outside.").withUsage(12, 5);
    FakeAnswer cutAnywhere = FakeAnswer.pieces("It i", "s su", "nny.");
    FakeAnswer asksForTool = FakeAnswer.toolCall("weather", "{\"city\":", "\"Bern\"}");
    FakeAnswer tooLong = FakeAnswer.text("It is").withFinish(FinishReason.LENGTH);
    ChatModel model = FakeModel.playing(thoughtful, cutAnywhere, asksForTool, tooLong).model();
    assertThat(model.ask("How?").reasoning()).isEqualTo("Look outside.");
    assertThat(model.ask("How?").text()).isEqualTo("It is sunny.");
    assertThat(model.ask("How?").toolCalls()).hasSize(1);
    assertThat(model.ask("How?").text()).isEqualTo("It is");
  }

  @Test
  void aConversationWithATool() {
    FakeModel withTool =
        FakeModel.answering(
            request ->
                request.messages().getLast() instanceof Message.ToolResult
                    ? FakeAnswer.text("It is sunny in Bern.")
                    : FakeAnswer.toolCall("weather", "{\"city\":\"Bern\"}"));
    assertThat(withTool.model().ask("How?").toolCalls()).hasSize(1);
  }

  @Test
  void whatGoesWrong() {
    FakeModel flaky =
        FakeModel.playing(
            FakeAnswer.refused(503),
            FakeAnswer.text("One two three").cutAfter(2),
            FakeAnswer.text(" three."));
    ChatModel careful = flaky.model().with(Retry.upTo(1).waits(ofMillis(1))).with(OnCut.resume());

    assertThat(careful.ask("Count.").text()).isEqualTo("One two three.");
    assertThat(flaky.calls()).hasSize(3);
  }

  @Test
  void withoutWaiting() {
    FakeClock clock = new FakeClock();
    FakeModel slow =
        FakeModel.playing(FakeAnswer.text("One two").paced(ofSeconds(30), ofSeconds(2))).by(clock);
    ChatModel impatient =
        slow.model().with(Timeouts.defaults().firstToken(ofSeconds(20)).by(clock));

    CompletableFuture<Ending> ending = impatient.stream("Count.").ending();
    clock.advance(ofSeconds(21));
    assertThat(ending.join().kind()).isEqualTo("timed_out");
  }

  @Test
  void whetherYouCancel() {
    FakeModel endless = FakeModel.playing(FakeAnswer.text("One two").stallingAfter(2));
    try (ChatStream stream = endless.model().stream("Count.")) {
      assertThat(stream.text().iterator().next()).isEqualTo("One");
    }
    assertThat(endless.calls().getFirst().state()).isEqualTo(FakeCall.State.CANCELLED);
  }
}
