package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.log.RunLogException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationsTest {
  @TempDir Path folder;

  private Talks talks;
  private Conversations conversations;

  @BeforeEach
  void open() {
    talks = Talks.in(folder);
    conversations = talks.conversations;
  }

  @AfterEach
  void close() {
    talks.close();
  }

  private static void refuses(RunLogException.Kind kind, ThrowingCallable what) {
    assertThatExceptionOfType(RunLogException.class)
        .isThrownBy(what)
        .satisfies(told -> assertThat(told.kind()).isEqualTo(kind));
  }

  private Turn ask(Optional<String> conversation, Optional<String> after, String text, String run) {
    return conversations.ask(conversation, after, List.of(Message.user(text)), talks.start(run));
  }

  @Test
  void aQuestionWithoutAConversationBeginsOneAndIsItsTitle() {
    Turn turn = ask(Optional.empty(), Optional.empty(), "Why is\nthe sky blue?", "R1");
    Conversation conversation = conversations.find(turn.conversation()).orElseThrow();
    assertThat(conversation.title()).isEqualTo("Why is the sky blue?");
    assertThat(conversation.head()).contains(turn.answer());
    assertThat(conversation.messages()).isEqualTo(2);
    assertThat(conversation.pinned()).isFalse();
    assertThat(conversations.last()).contains(conversation);
  }

  @Test
  void theMessageThatWaitsGetsTheAnswerInTheTransactionOfTheEnding() {
    Turn turn = ask(Optional.empty(), Optional.empty(), "a question", "R1");
    assertThat(conversations.path(turn.conversation())).containsExactly(Message.user("a question"));
    KeptMessage waiting = conversations.messages(turn.conversation()).getLast();
    assertThat(waiting.message()).isEmpty();
    assertThat(waiting.ending()).isEmpty();
    talks.begin("R1");
    talks.end("R1", Talks.completed("an answer"));
    KeptMessage answered = conversations.messages(turn.conversation()).getLast();
    assertThat(answered.id()).isEqualTo(turn.answer());
    assertThat(answered.run()).contains("R1");
    assertThat(answered.ending()).contains("completed");
    assertThat(conversations.path(turn.conversation()))
        .containsExactly(
            Message.user("a question"), Talks.reply(Part.text("an answer")).toMessage());
  }

  @Test
  void anAnswerThatBrokeOffStaysWithWhatCameAndHowItEnded() {
    Turn turn = ask(Optional.empty(), Optional.empty(), "a question", "R1");
    talks.begin("R1");
    talks.end("R1", Talks.interrupted("half an ans"));
    KeptMessage answered = conversations.messages(turn.conversation()).getLast();
    assertThat(answered.ending()).contains("interrupted");
    assertThat(Wording.of(answered.message().orElseThrow())).isEqualTo("half an ans");
    assertThat(conversations.path(turn.conversation())).hasSize(2);
  }

  @Test
  void anAnswerOfWhichNothingCameIsInNoHistory() {
    Turn turn = ask(Optional.empty(), Optional.empty(), "a question", "R1");
    talks.begin("R1");
    talks.end("R1", Talks.interrupted(""));
    assertThat(conversations.messages(turn.conversation()).getLast().ending())
        .contains("interrupted");
    assertThat(conversations.path(turn.conversation())).containsExactly(Message.user("a question"));
  }

  @Test
  void anAnswerOfSeveralRoundsBecomesTheirMessagesInOrder() {
    Part.ToolCall call = new Part.ToolCall("c1", "weather", "{}");
    Reply reply =
        Talks.reply(Part.text("let me see"), call).toBuilder()
            .round("test/model")
            .part(new Part.ToolResult("c1", "weather", List.of(Part.text("rain"))))
            .part(Part.text("it rains"))
            .build();
    Turn turn = ask(Optional.empty(), Optional.empty(), "the weather?", "R1");
    talks.begin("R1");
    talks.end("R1", new Ending.Completed(reply, FinishReason.STOP));
    List<Message> expected = new ArrayList<>();
    expected.add(Message.user("the weather?"));
    expected.addAll(reply.toMessages());
    assertThat(reply.toMessages()).hasSizeGreaterThan(1);
    assertThat(conversations.path(turn.conversation())).isEqualTo(expected);
    assertThat(conversations.find(turn.conversation()).orElseThrow().head())
        .contains(turn.answer());
  }

  @Test
  void theSecondOfTwoWritersIsToldThatAnAnswerIsBeingWritten() {
    Turn turn = ask(Optional.empty(), Optional.empty(), "first", "R1");
    try (Talks other = talks.another()) {
      refuses(
          RunLogException.Kind.BUSY,
          () ->
              other.conversations.ask(
                  Optional.of(turn.conversation()),
                  Optional.empty(),
                  List.of(Message.user("second")),
                  other.start("R2")));
      talks.begin("R1");
      refuses(
          RunLogException.Kind.BUSY,
          () ->
              other.conversations.ask(
                  Optional.of(turn.conversation()),
                  Optional.of(turn.answer()),
                  List.of(Message.user("second")),
                  other.start("R2")));
      talks.end("R1", Talks.completed("done"));
      Turn second =
          other.conversations.ask(
              Optional.of(turn.conversation()),
              Optional.of(turn.answer()),
              List.of(Message.user("second")),
              other.start("R2"));
      assertThat(second.conversation()).isEqualTo(turn.conversation());
    }
  }

  @Test
  void theSecondOfTwoWritersIsToldThatTheHeadHasMoved() {
    String id = talks.said("a question", "an answer");
    Optional<String> head = conversations.find(id).orElseThrow().head();
    talks.said(Optional.of(id), "another", "answer");
    refuses(RunLogException.Kind.BUSY, () -> ask(Optional.of(id), head, "too late", "R9"));
    assertThat(conversations.path(id)).hasSize(4);
  }

  @Test
  void whoeverAsksAfterAWriterThatIsGoneIsNotRefused() {
    Turn turn;
    try (Talks other = talks.another()) {
      turn =
          other.conversations.ask(
              Optional.empty(),
              Optional.empty(),
              List.of(Message.user("first")),
              other.start("R1"));
      other.begin("R1");
      other.die();
      Turn second = ask(Optional.of(turn.conversation()), Optional.empty(), "second", "R2");
      talks.end("R1", Talks.interrupted("a little"));
      talks.begin("R2");
      talks.end("R2", Talks.completed("whole"));
      assertThat(conversations.path(second.conversation()).stream().map(Wording::of))
          .containsExactly("first", "a little", "second", "whole");
    }
  }

  @Test
  void aRunThatNeverBeganKeepsTheConversationForAMinuteAndNoLonger() {
    Turn turn = ask(Optional.empty(), Optional.empty(), "first", "R1");
    Optional<String> conversation = Optional.of(turn.conversation());
    talks.clock.advance(Duration.ofSeconds(59));
    refuses(RunLogException.Kind.BUSY, () -> ask(conversation, Optional.empty(), "second", "R2"));
    talks.clock.advance(Duration.ofSeconds(2));
    ask(conversation, Optional.empty(), "second", "R2");
    assertThat(conversations.path(turn.conversation()))
        .containsExactly(Message.user("first"), Message.user("second"));
  }

  @Test
  void whatIsSaidBelowAnEarlierMessageIsABranch() {
    String id = talks.said("one", "answer one");
    String fork = conversations.messages(id).getLast().id();
    talks.said(Optional.of(id), "two", "answer two");
    String oldHead = conversations.find(id).orElseThrow().head().orElseThrow();
    conversations.moveTo(id, fork);
    talks.said(Optional.of(id), "other two", "other answer");
    assertThat(conversations.path(id).stream().map(Wording::of))
        .containsExactly("one", "answer one", "other two", "other answer");
    assertThat(conversations.path(id, oldHead).stream().map(Wording::of))
        .containsExactly("one", "answer one", "two", "answer two");
    assertThat(conversations.branches(id).stream().map(KeptMessage::id))
        .containsExactly(conversations.find(id).orElseThrow().head().orElseThrow(), oldHead);
    assertThat(conversations.find(id).orElseThrow().messages()).isEqualTo(6);
  }

  @Test
  void aQuestionCanBeAnsweredOnceMore() {
    String id = talks.said("one", "an answer");
    conversations.moveTo(id, conversations.messages(id).getFirst().id());
    conversations.ask(Optional.of(id), Optional.empty(), List.of(), talks.start("R2"));
    talks.begin("R2");
    talks.end("R2", Talks.completed("a better answer"));
    assertThat(conversations.path(id).stream().map(Wording::of))
        .containsExactly("one", "a better answer");
    assertThat(conversations.branches(id)).hasSize(2);
  }

  @Test
  void anAnswerThatIsGivenAnewTakesThePlaceOfTheFormerOne() {
    String id = talks.said(Optional.of(talks.said("one", "an answer")), "two", "half");
    String former = conversations.find(id).orElseThrow().head().orElseThrow();

    Turn turn = conversations.askAgain(id, former, talks.start("R2"));

    assertThat(turn.said()).isEmpty();
    refuses(
        RunLogException.Kind.BUSY,
        () -> conversations.askAgain(id, turn.answer(), talks.start("R3")));
    talks.begin("R2");
    talks.end("R2", Talks.completed("a better answer"));
    assertThat(conversations.path(id).stream().map(Wording::of))
        .containsExactly("one", "an answer", "two", "a better answer");
    assertThat(conversations.path(id, former).stream().map(Wording::of))
        .containsExactly("one", "an answer", "two", "half");
    refuses(RunLogException.Kind.BUSY, () -> conversations.askAgain(id, former, talks.start("R3")));
  }

  @Test
  void allRoundsOfAnAnswerGiveWayToTheOneThatIsGivenAnew() {
    Part.ToolCall call = new Part.ToolCall("c1", "weather", "{}");
    Reply rounds =
        Talks.reply(Part.text("let me see"), call).toBuilder()
            .round("test/model")
            .part(new Part.ToolResult("c1", "weather", List.of(Part.text("rain"))))
            .part(Part.text("it rai").unfinished())
            .build();
    Turn turn = ask(Optional.empty(), Optional.empty(), "the weather?", "R1");
    talks.begin("R1");
    talks.end("R1", new Ending.Completed(rounds, FinishReason.STOP));

    conversations.askAgain(turn.conversation(), turn.answer(), talks.start("R2"));
    talks.begin("R2");
    talks.end("R2", Talks.completed("it rains"));

    assertThat(conversations.path(turn.conversation()).stream().map(Wording::of))
        .containsExactly("the weather?", "it rains");
  }

  @Test
  void nothingCannotBeAnswered() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                conversations.ask(
                    Optional.empty(), Optional.empty(), List.of(), talks.start("R1")));
    assertThat(conversations.list(Page.first(10))).isEmpty();
  }

  @Test
  void aRunAnswersInOneConversationOnly() {
    ask(Optional.empty(), Optional.empty(), "one", "R1");
    assertThatThrownBy(() -> ask(Optional.empty(), Optional.empty(), "two", "R1"))
        .isInstanceOf(RunLogException.class);
    assertThat(conversations.list(Page.first(10))).hasSize(1);
  }

  @Test
  void aConversationCanBeBegunWithATitleAndRenamedAndPinned() {
    Conversation begun = conversations.begin("a\r\ntitle \u001b[31mred");
    assertThat(begun.title()).isEqualTo("a title \u001b[31mred");
    assertThat(begun.head()).isEmpty();
    assertThat(conversations.path(begun.id())).isEmpty();
    ask(Optional.of(begun.id()), Optional.empty(), "a question", "R1");
    assertThat(conversations.find(begun.id()).orElseThrow().title())
        .isEqualTo("a title \u001b[31mred");
    conversations.rename(begun.id(), "x".repeat(500));
    assertThat(conversations.find(begun.id()).orElseThrow().title()).hasSize(200).endsWith("…");
    conversations.pin(begun.id(), true);
    talks.said("another", "one");
    assertThat(conversations.pinned(Page.first(10)).stream().map(Conversation::id))
        .containsExactly(begun.id());
    conversations.pin(begun.id(), false);
    assertThat(conversations.pinned(Page.first(10))).isEmpty();
  }

  @Test
  void theListHasPagesTheLastWrittenFirst() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ids.addFirst(talks.said("question " + i, "answer"));
    }
    List<String> listed = new ArrayList<>();
    for (Page page = Page.first(3); ; page = page.behind(listed.getLast())) {
      List<Conversation> some = conversations.list(page);
      if (some.isEmpty()) {
        break;
      }
      some.forEach(one -> listed.add(one.id()));
    }
    assertThat(listed).isEqualTo(ids);
    talks.said(Optional.of(ids.getLast()), "once more", "answer");
    assertThat(conversations.last().orElseThrow().id()).isEqualTo(ids.getLast());
    refuses(RunLogException.Kind.GONE, () -> conversations.list(Page.first(3).behind("nobody")));
    assertThatIllegalArgumentException().isThrownBy(() -> Page.first(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Page.first(1001));
  }

  @Test
  void anIdIsFoundByItsBeginningInSmallLettersToo() {
    String one = talks.said("one", "answer");
    String two = talks.said("two", "answer");
    assertThat(conversations.find(one.toLowerCase(java.util.Locale.ROOT)).orElseThrow().id())
        .isEqualTo(one);
    assertThat(conversations.find(two.substring(0, two.length())).orElseThrow().title())
        .isEqualTo("two");
    refuses(RunLogException.Kind.GONE, () -> conversations.find("01k"));
    assertThat(conversations.find("02")).isEmpty();
    assertThat(conversations.find("")).isEmpty();
    assertThat(conversations.find("%")).isEmpty();
  }

  @Test
  void aConversationIsDeletedWithItsRunsAndCanNoMoreBeFound() {
    String id = talks.said("the word quetzal", "answer quetzal");
    String other = talks.said("another", "one");
    conversations.delete(id);
    assertThat(conversations.find(id)).isEmpty();
    assertThat(conversations.search("quetzal", 10)).isEmpty();
    assertThat(talks.runs.list(Page.first(10)).stream().map(KeptRun::conversation))
        .containsExactly(Optional.of(other));
    assertThat(talks.database.<Long>read(session -> session.number("SELECT count(*) FROM message")))
        .isEqualTo(2);
    refuses(RunLogException.Kind.GONE, () -> conversations.delete(id));
    refuses(RunLogException.Kind.GONE, () -> conversations.path(id));
    refuses(RunLogException.Kind.GONE, () -> conversations.rename(id, "x"));
    refuses(RunLogException.Kind.GONE, () -> conversations.moveTo(other, "x"));
    refuses(RunLogException.Kind.GONE, () -> conversations.path(other, "x"));
    refuses(RunLogException.Kind.GONE, () -> ask(Optional.of(id), Optional.empty(), "more", "R9"));
  }

  @Test
  void aConversationWhoseAnswerIsBeingWrittenIsNotDeletedNorMoved() {
    Turn turn = ask(Optional.empty(), Optional.empty(), "a question", "R1");
    talks.begin("R1");
    String first = turn.said().getFirst();
    try (Talks other = talks.another()) {
      refuses(RunLogException.Kind.BUSY, () -> other.conversations.delete(turn.conversation()));
      refuses(
          RunLogException.Kind.BUSY, () -> other.conversations.moveTo(turn.conversation(), first));
      talks.end("R1", Talks.completed("done"));
      other.conversations.moveTo(turn.conversation(), first);
      other.conversations.delete(turn.conversation());
    }
    assertThat(conversations.list(Page.first(10))).isEmpty();
  }

  @Test
  void anEndingOfARunThatNoConversationWaitsForChangesNothing() {
    String id = talks.said("one", "answer");
    List<KeptMessage> before = conversations.messages(id);
    talks.begin("R77");
    talks.end("R77", Talks.completed("alone"));
    assertThat(conversations.messages(id)).isEqualTo(before);
  }

  @Test
  void anAnswerThatIsTooDeepForAMessageEndsAllTheSame() {
    Part.ToolResult deep = new Part.ToolResult("c", "tool", List.of(Part.text("x")));
    for (int i = 0; i < 200; i++) {
      deep = new Part.ToolResult("c", "tool", List.of(deep));
    }
    Turn turn = ask(Optional.empty(), Optional.empty(), "a question", "R1");
    talks.begin("R1");
    Part.ToolCall call = new Part.ToolCall("c", "tool", "{}");
    talks.end(
        "R1",
        new Ending.Completed(
            Talks.reply(call.runByProvider(), deep.runByProvider()), FinishReason.STOP));
    KeptMessage answer = conversations.messages(turn.conversation()).getLast();
    assertThat(answer.id()).isEqualTo(turn.answer());
    assertThat(answer.ending()).contains("completed");
    assertThat(conversations.path(turn.conversation())).hasSize(1);
  }
}
