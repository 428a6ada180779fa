package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Kept;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunWriter;
import dev.sluice.time.Clock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A conversation gets its answer from the run log. */
final class AnswersTest {
  @TempDir private Path temporary;

  @Test
  void theMessageThatWaitsForARunGetsItsTextWhenThatEnds() {
    try (Store store = open()) {
      Turn turn = ask(store, "one");
      RunWriter writer = store.runs().begin(start("one"));
      writer.onEvent(new StreamEvent.TextDelta(0, "Forty-"));
      writer.onEvent(new StreamEvent.TextDelta(0, "two."));
      assertThat(store.conversations().path(turn.conversation())).hasSize(1);
      writer.onEnded(
          new Ending.Completed(
              Reply.builder().askedModel("test/model").part(Part.text("Forty-two.")).build(),
              FinishReason.STOP));
      assertThat(writer.kept().join()).isInstanceOf(Kept.Whole.class);
      assertThat(store.conversations().path(turn.conversation()))
          .isEqualTo(
              List.of(
                  Message.user("What is the answer?"),
                  new Message.Assistant(List.of(Part.text("Forty-two.")), "test/model")));
      assertThat(store.conversations().search("forty-two", 10)).hasSize(1);
    }
  }

  @Test
  void ofARunWhoseWriterIsGoneTheConversationGetsWhatHadCome() {
    Turn turn;
    try (Store store = open()) {
      turn = ask(store, "one");
      RunWriter writer = store.runs().begin(start("one"));
      writer.onEvent(new StreamEvent.TextDelta(0, "Forty-"));
    }
    try (Store store = open()) {
      assertThat(store.runs().settleOrphans()).containsExactly("one");
      assertThat(store.conversations().path(turn.conversation()))
          .hasSize(2)
          .last()
          .isInstanceOfSatisfying(
              Message.Assistant.class,
              answer -> assertThat(answer.parts().toString()).contains("Forty-"));
      assertThat(store.conversations().messages(turn.conversation()).getLast().ending())
          .contains("interrupted");
    }
  }

  @Test
  void openingSettlesWhatWasLeftUnlessItIsToldNotTo() throws Exception {
    try (Store store = open()) {
      store.runs().begin(start("one")).onEvent(new StreamEvent.TextDelta(0, "Forty-"));
    }
    try (Store store = open()) {
      assertThat(store.runStore().orphans()).containsExactly("one");
    }
    try (Store store = Store.builder(temporary.resolve("data")).nativeFolder(temporary).open()) {
      while (store.runs().state("one").orElseThrow().ended().isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(store.runStore().orphans()).isEmpty();
    }
  }

  private Store open() {
    return Store.builder(temporary.resolve("data"))
        .nativeFolder(temporary)
        .settlesOrphans(false)
        .open();
  }

  private static Turn ask(Store store, String run) {
    return store
        .conversations()
        .ask(
            Optional.empty(),
            Optional.empty(),
            List.of(Message.user("What is the answer?")),
            start(run));
  }

  private static RunStart start(String run) {
    return new RunStart(
        run, "test/model", ChatRequest.of("What is the answer?"), Clock.system().now());
  }
}
