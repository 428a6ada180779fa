package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.Continued;
import dev.sluice.chat.StreamEvent.Restarted;
import dev.sluice.chat.Usage;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.stream.Kept;
import dev.sluice.testing.HandSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An answer whose beginning was kept goes on in another stream. */
class ResumptionTest {
  private static final Cause CRASHED = new Cause.Interrupted(new Failure.ProcessEnded("ask 7"));
  private static final ChatRequest REQUEST = ChatRequest.of("Count.");

  private final FakeClock clock = new FakeClock();
  private HandSource source = HandSource.create();
  private final Kept recorded = new Kept();

  private static Reply.Builder partial(Part... parts) {
    Reply.Builder reply = Reply.builder().askedModel("hand/one");
    List.of(parts).forEach(reply::part);
    return reply;
  }

  private static Part cut(String text) {
    return new Part.Text(text).unfinished();
  }

  private ChatModel model() {
    return new ChatModel("hand/one", source, StreamTimer.of(clock::nanos));
  }

  private ChatStream resume(Reply.Builder kept) {
    return resume(model(), kept.build(), REQUEST);
  }

  private ChatStream resume(ChatModel of, Reply kept, ChatRequest request) {
    ChatStream stream = of.with(Resumption.from(kept, CRASHED, clock)).stream(request, recorded);
    clock.advance();
    return stream;
  }

  private List<StreamEvent> heard(ChatStream stream) {
    List<StreamEvent> all = new ArrayList<>();
    stream.events().forEach(all::add);
    return all;
  }

  @Test
  void byPrefillTheModelIsGivenItsOwnWords() {
    source = HandSource.thatPrefills();
    ChatStream stream = resume(partial(cut("One two ")));
    assertThat(source.last().request().messages())
        .containsExactly(Message.user("Count."), Message.assistant("One two"));
    source.last().text(" three").finish();
    assertThat(heard(stream).getFirst())
        .isEqualTo(new Continued(2, "hand/one", 0, "One two ".length(), CRASHED, Usage.unknown()));
    Reply reply = stream.await().reply();
    assertThat(reply.text()).isEqualTo("One two three");
    assertThat(reply.parts()).hasSize(1);
    assertThat(reply.earlier()).containsExactly(new Reply.Attempt(CRASHED, Usage.unknown()));
  }

  @Test
  void inWordsTheModelIsAskedForTheRestAndWhatItRepeatsIsLeftOut() throws Exception {
    ChatStream stream = resume(partial(cut("One two ")));
    assertThat(source.last().request().messages()).hasSize(3);
    assertThat(source.last().request().messages().getLast().toString())
        .contains("interrupted", "One two ");
    source.last().text("One two three").finish();
    Ending ending = stream.await();
    assertThat(ending.reply().text()).isEqualTo("One two three");
    assertThat(recorded.ending()).isSameAs(ending);
    assertThat(recorded.events())
        .as("what was kept is not told again")
        .filteredOn(StreamEvent.TextDelta.class::isInstance)
        .containsExactly(new StreamEvent.TextDelta(0, "three"));
  }

  @Test
  void whatWasUsedBeforeIsInTheSum() {
    Usage first = Usage.of(5, 1);
    Reply.Builder kept = partial(cut("One two ")).usage(Usage.of(12, 4));
    kept.earlier(new Reply.Attempt(HandSource.CUT, first));
    ChatStream stream = resume(kept);
    source.last().text("three").usage(9, 2).finish();
    Reply reply = stream.await().reply();
    assertThat(reply.usage()).isEqualTo(Usage.of(21, 6));
    assertThat(reply.earlier())
        .containsExactly(
            new Reply.Attempt(HandSource.CUT, first), new Reply.Attempt(CRASHED, Usage.of(7, 3)));
  }

  @Test
  void whatWasSpentCountsTowardsTheLimitOfTokens() {
    Reply kept = partial(cut("One two ")).usage(Usage.of(12, 4)).build();
    resume(model(), kept, REQUEST.toBuilder().maxTokens(10).build());
    assertThat(source.last().request().sampling().maxTokens()).hasValue(6);
  }

  @Test
  void anAnswerThatBrokeInAToolCallGoesBackToItsText() {
    ChatStream stream =
        resume(
            partial(
                new Part.Reasoning("hm", "sig"),
                new Part.Text("Let me see."),
                new Part.ToolCall("c", "weather", "{\"ci").unfinished()));
    assertThat(source.last().request().toString()).doesNotContain("{\"ci");
    source.last().toolCall("weather", "{}").finish();
    assertThat(heard(stream).getFirst())
        .isInstanceOfSatisfying(Continued.class, seam -> assertThat(seam.part()).isEqualTo(1));
    assertThat(stream.await().reply().parts())
        .containsExactly(
            new Part.Reasoning("hm", "sig"),
            new Part.Text("Let me see."),
            new Part.ToolCall("call", "weather", "{}"));
  }

  @Test
  void anAnswerWithoutTextBeginsAnew() {
    ChatStream stream =
        resume(partial(new Part.ToolCall("c", "weather", "{\"ci").unfinished()).warning("old"));
    assertThat(source.last().request()).isEqualTo(REQUEST);
    source.last().text("It rains.").finish();
    assertThat(heard(stream).getFirst())
        .isEqualTo(new Restarted(2, "hand/one", CRASHED, Usage.unknown()));
    Reply reply = stream.await().reply();
    assertThat(reply.parts()).containsExactly(new Part.Text("It rains."));
    assertThat(reply.warnings()).isEmpty();
  }

  @Test
  void anAnswerOfWhichNothingHadComeBeginsAnew() {
    ChatStream stream = resume(partial());
    source.last().text("One").finish();
    assertThat(heard(stream).getFirst()).isInstanceOf(Restarted.class);
    assertThat(stream.await().reply().text()).isEqualTo("One");
  }

  @Test
  void halfACharacterAtTheEndIsTakenBack() {
    ChatStream stream = resume(partial(cut("a\uD83D")));
    assertThat(source.last().request().messages()).contains(Message.assistant("a"));
    source.last().text("😀b").finish();
    assertThat(stream.await().reply().text()).isEqualTo("a😀b");
  }

  @Test
  void commentaryIsNoTextToGoOnFrom() {
    resume(partial(new Part.Text("Let me see.").asCommentary()));
    assertThat(source.last().request()).isEqualTo(REQUEST);
  }

  @Test
  void whatWasToldBesideStands() {
    Reply.Builder kept =
        partial(cut("One "))
            .started(new StreamEvent.Started("c-1", "m", "r"))
            .warning("top_k was left out")
            .data(ProviderData.of("hand", "id", "1"));
    ChatStream stream = resume(kept);
    source.last().text("two").finish();
    Reply reply = stream.await().reply();
    assertThat(reply.started().id()).isEqualTo("c-1");
    assertThat(reply.warnings()).containsExactly("top_k was left out");
    assertThat(reply.data("hand")).contains(ProviderData.of("hand", "id", "1"));
  }

  @Test
  void anotherProviderIsNotSentTheProofsOfTheFirst() {
    Reply kept =
        partial(new Part.Reasoning("hm", "sig"), cut("One ")).askedModel("other/x").build();
    ChatStream stream = resume(model(), kept, REQUEST);
    source.last().text("two").finish();
    assertThat(stream.await().reply().parts().getFirst()).isEqualTo(new Part.Reasoning("hm"));
  }

  @Test
  void whatBreaksAgainIsTheMatterOfTheOtherPolicies() {
    ChatModel resuming = model().with(OnCut.resume().by(clock));
    ChatStream stream = resume(resuming, partial(cut("One ")).build(), REQUEST);
    source.last().text("two ").cut();
    clock.advance();
    source.last().text("three").finish();
    Reply reply = stream.await().reply();
    assertThat(reply.text()).isEqualTo("One two three");
    assertThat(reply.earlier())
        .extracting(Reply.Attempt::cause)
        .containsExactly(CRASHED, HandSource.CUT);
  }

  @Test
  void whatBreaksAgainEndsTheStreamWithAllThatThereIs() {
    ChatStream stream = resume(partial(cut("One ")));
    source.last().text("two ").cut();
    assertThat(stream.await().kind()).isEqualTo("cut");
    assertThat(stream.await().reply().text()).isEqualTo("One two ");
  }

  @Test
  void aCancelBeforeAnythingComesKeepsWhatThereWas() throws Exception {
    ChatStream stream = resume(partial(cut("One ")));
    stream.cancel();
    assertThat(source.last().isCancelled()).isTrue();
    assertThat(stream.await().reply().text()).isEqualTo("One ");
    assertThat(recorded.ending().kind()).isEqualTo("cancelled");
  }

  @Test
  void citationsBeforeTheSeamStandAndThoseBehindItJoinThem() {
    var first = Citation.builder().url("a").place(0, 3).build();
    var next = Citation.builder().url("b").place(0, 3).build();
    Part cited = new Part.Text("One two ").cited(List.of(first)).unfinished();
    ChatStream stream = resume(partial(cited));
    source.last().push(new StreamEvent.PartStarted(0, new Part.Text("")));
    source.last().push(new StreamEvent.TextDelta(0, "six"));
    source.last().push(new StreamEvent.Cited(0, next)).finish();
    assertThat(stream.await().reply().citations())
        .containsExactly(first, Citation.builder().url("b").place(8, 11).build());
  }
}
