package dev.sluice.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamException;
import dev.sluice.chat.Timings;
import dev.sluice.chat.Usage;
import dev.sluice.fake.FakeAnswer;
import dev.sluice.fake.FakeModel;
import dev.sluice.policy.Budget;
import dev.sluice.policy.Fallback;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.stream.Gather;
import dev.sluice.stream.Gathering;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What streams cost, how they end, and what is done about it. */
@Timeout(240)
class CourseRecipesTest {
  private final StringBuilder shown = new StringBuilder();

  private void show(String text) {
    shown.append(text);
  }

  private void showText(StreamEvent event) {
    if (event instanceof StreamEvent.TextDelta piece) {
      show(piece.text());
    }
  }

  @Test
  void usageHasAPriceAndABudget() {
    ChatModel model =
        FakeModel.playing(FakeAnswer.text("It is salt.").withUsage(1_000, 1_000)).model();
    BigDecimal input = new BigDecimal("0.00000015");
    BigDecimal output = new BigDecimal("0.0000006");
    Function<Usage, BigDecimal> price =
        usage ->
            input
                .multiply(BigDecimal.valueOf(usage.inputTokens().orElse(0)))
                .add(output.multiply(BigDecimal.valueOf(usage.outputTokens().orElse(0))));
    Reply reply =
        model
            .with(Budget.price(price, new BigDecimal("0.02"), "USD"))
            .ask("Write one sentence about the sea.");
    Usage used = reply.usage();
    show(used.inputTokens().orElse(0) + " tokens in");
    show(", of them " + used.cachedInputTokens().orElse(0) + " cached: ");
    show(price.apply(used) + " USD");
    assertThat(shown).hasToString("1000 tokens in, of them 0 cached: 0.00075000 USD");
  }

  @Test
  void manyAreAskedAtOnce() {
    ChatModel model = FakeModel.answering(r -> FakeAnswer.text("Yes.")).model();
    List<String> questions = List.of("One?", "Two?");
    List<ChatRequest> requests = questions.stream().map(ChatRequest::of).toList();
    try (Gathering gathering = Gather.with(model).atOnce(8).start(requests)) {
      for (Ending ending : gathering.await()) {
        show(ending.kind() + ": " + ending.reply().text());
      }
    }
    assertThat(shown).hasToString("completed: Yes.completed: Yes.");
  }

  @Test
  void furtherAttemptsAreSeen() {
    ChatModel other = FakeModel.saying("four five.").named("fake/other").model();
    ChatModel model =
        FakeModel.repeating(
                FakeAnswer.text("One two three").cutAfter(2), FakeAnswer.text(" three four five."))
            .model();
    ChatModel careful = model.with(Retry.upTo(3)).with(OnCut.resume()).with(Fallback.to(other));
    try (ChatStream stream = careful.stream("Count to five.")) {
      for (StreamEvent event : stream.events()) {
        showText(event);
        if (event instanceof StreamEvent.FurtherAttempt again) {
          show("[" + again.cause().message() + "; asking " + again.model() + " again]");
        }
      }
    }
    assertThat(shown.toString()).startsWith("One two[").endsWith("] three four five.");
  }

  @Test
  void thePartialIsInTheEnding() {
    ChatModel model = FakeModel.playing(FakeAnswer.text("One two three").cutAfter(2)).model();
    switch (model.stream("Count to five.").await()) {
      case Ending.Completed(Reply reply, FinishReason why) -> show(reply.text());
      case Ending.Incomplete(Reply partial, Cause.TimedOut(Failure.Timeout slow)) ->
          show(partial.text() + " [too slow: " + slow.phase() + "]");
      case Ending.Incomplete(Reply partial, Cause cause) ->
          show(partial.text() + " [" + cause.kind() + "]");
    }
    assertThat(shown).hasToString("One two [cut]");
  }

  @Test
  void thePartialIsInTheExceptionToo() {
    ChatModel model = FakeModel.playing(FakeAnswer.text("One two three").truncatedAfter(2)).model();
    try {
      show(model.ask("Count to five.").text());
    } catch (StreamException e) {
      show(e.ending().reply().text() + " [" + e.ending().kind() + "]");
    }
    assertThat(shown).hasToString("One two [truncated]");
  }

  /** Pressed at once. */
  private static final class Button {
    void onClick(Runnable action) {
      action.run();
    }
  }

  @Test
  void aStopButtonCancels() {
    Button stopButton = new Button();
    FakeModel fake = FakeModel.playing(FakeAnswer.text("One two").stallingAfter(2));
    ChatModel model = fake.model();
    ChatStream stream = model.stream("Count to a million.");
    stopButton.onClick(stream::cancel);
    Ending ending = stream.onEach(event -> showText(event)).join();
    show(" [" + ending.kind() + "]");
    assertThat(shown.toString()).endsWith(" [cancelled]");
    assertThat(fake.running()).isZero();
  }

  @Test
  void anAnswerGoesToAFile(@TempDir Path folder) throws Exception {
    Path answer = folder.resolve("answer.txt");
    ChatModel model = FakeModel.saying("It is salt.").model();
    Path unfinished = Files.createTempFile(answer.getParent(), "answer", ".part");
    try (ChatStream stream = model.stream("Write one sentence about the sea.");
        Writer file = Files.newBufferedWriter(unfinished)) {
      for (String piece : stream.text()) {
        file.write(piece);
      }
    }
    Files.move(unfinished, answer, StandardCopyOption.REPLACE_EXISTING);
    assertThat(answer).hasContent("It is salt.");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void timesAreInTheReply() {
    ChatModel model = FakeModel.playing(FakeAnswer.text("It is salt.").withUsage(3, 4)).model();
    Reply reply = model.ask("Write one sentence about the sea.");
    Timings timings = reply.timings();
    show("first token after " + timings.firstToken().map(Duration::toMillis).orElse(-1L) + " ms");
    show(timings.outputTokensPerSecond(reply.usage()).orElse(0) + " tokens per second");
    assertThat(shown.toString()).startsWith("first token after ").endsWith(" tokens per second");
  }
}
