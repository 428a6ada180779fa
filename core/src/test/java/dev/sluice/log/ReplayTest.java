package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.ReplyBuilder;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.PartEnded;
import dev.sluice.chat.StreamEvent.PartStarted;
import dev.sluice.chat.StreamEvent.TextDelta;
import dev.sluice.chat.Timings;
import dev.sluice.chat.Usage;
import dev.sluice.codec.AnyEvent;
import dev.sluice.testing.Explorer;
import dev.sluice.testing.Logged;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a stream told and how it ended comes back from its entries. */
class ReplayTest {
  private static final String MODEL = "openai/gpt";
  private static final RunStart START = Logged.start(MODEL, ChatRequest.of("hi"));

  private static Outcome outcome(Ending ending) {
    return switch (ending) {
      case Ending.Completed done -> new Outcome.Finished(done.finishReason());
      case Ending.Incomplete early -> early.cause();
    };
  }

  /** The event as readers get it; empty for what no stream says. */
  private static Optional<StreamEvent> added(
      ReplyBuilder stream, StreamEvent event, long nowNanos) {
    try {
      return Optional.of(stream.add(event, nowNanos));
    } catch (IllegalArgumentException noStreamSaysThis) {
      return Optional.empty();
    }
  }

  /**
   * Whatever a stream says, and however it ends, be it kept as the source told it or as readers got
   * it.
   */
  @Test
  void everyStreamComesBackWithItsEnding() {
    Explorer.each(
        5_000,
        random -> {
          AnyEvent any = new AnyEvent(random, false);
          ReplyBuilder stream = new ReplyBuilder(MODEL, 0, random.nextBoolean());
          List<StreamEvent> told = new ArrayList<>();
          List<StreamEvent> shown = new ArrayList<>();
          for (int i = random.nextInt(40); i > 0; i--) {
            StreamEvent event = any.event();
            if (random.nextBoolean() && event instanceof StreamEvent.Content content) {
              event = content.inPart(random.nextInt(3));
            }
            Optional<StreamEvent> added = added(stream, event, random.nextInt(1_000_000));
            if (added.isPresent()) {
              told.add(random.nextBoolean() ? event : added.get());
              shown.add(added.get());
            }
          }
          Ending ending = stream.end(outcome(any.ending()), 2_000_000);
          List<StreamEvent> read = Logged.assertComesBack(MODEL, told, shown, ending);
          shown.add(new StreamEvent.Ended(ending));
          assertThat(read).isEqualTo(shown);
        });
  }

  @Test
  void aRunWithoutAnEndingGivesItsPartial() {
    Replay replay = Replay.of(START);
    Logged run =
        new Logged()
            .event(new PartStarted(0, new Part.Text("")))
            .event(new TextDelta(0, "One "))
            .event(new StreamEvent.UsageReported(Usage.of(3, 1)));
    assertThat(run.read(replay)).hasSize(3);
    assertThat(replay.ending()).isEmpty();
    assertThat(replay.snapshot())
        .isEqualTo(
            Reply.builder()
                .part(new Part.Text("One ").unfinished())
                .askedModel(MODEL)
                .usage(Usage.of(3, 1))
                .build());
    run = new Logged().event(new TextDelta(0, "two"));
    run.read(replay);
    assertThat(replay.snapshot().text()).isEqualTo("One two");
  }

  /** As whoever settles a run that lost its writer ends it: he knows the usage alone. */
  @Test
  void anEndingThatKnowsNothingKeepsWhatTheEventsTold() {
    Cause cause = new Cause.Interrupted(new Failure.ProcessEnded("ask 7"));
    Replay replay = Replay.of(START);
    new Logged()
        .event(new TextDelta(0, "One "))
        .event(new StreamEvent.UsageReported(Usage.of(3, 1)))
        .ending(new Ending.Incomplete(Reply.builder().build(), cause))
        .read(replay);
    Ending ending = replay.ending().orElseThrow();
    assertThat(ending.kind()).isEqualTo("interrupted");
    assertThat(ending.reply().text()).isEqualTo("One ");
    assertThat(ending.reply().usage()).isEqualTo(Usage.of(3, 1));
    assertThat(ending.reply().askedModel()).isEqualTo(MODEL);
  }

  @Test
  void theTextIsNotKeptTwice() {
    Reply reply =
        Reply.builder()
            .part(new Part.Text("x".repeat(1_000)))
            .usage(Usage.of(1, 2))
            .timings(Timings.of(Duration.ofMillis(3)))
            .build();
    assertThat(Entries.ending(new Ending.Completed(reply, FinishReason.STOP))).hasSizeLessThan(100);
  }

  @Test
  void anEndingThatHoldsItsWholeReplyCounts() {
    Ending whole =
        new Ending.Completed(
            Reply.builder().part(new Part.Text("all of it")).build(), FinishReason.STOP);
    Replay replay = Replay.of(START);
    assertThat(new Logged().event(new StreamEvent.Ended(whole)).read(replay))
        .containsExactly(new StreamEvent.Ended(whole));
    assertThat(replay.ending()).contains(whole);
  }

  // What a later version wrote.

  @Test
  void whatALaterVersionTellsIsHandedOnAndTheReplyStaysRight() {
    Replay replay = Replay.of(START);
    List<StreamEvent> events =
        new Logged()
            .event(new PartStarted(0, new Part.Text("")))
            .event(new TextDelta(0, "One "))
            .bytes(0, "{'k':'hologram','p':0,'s':'x'}")
            .bytes(0, "{'k':'part','p':1,'c':{'k':'hologram','s':'h'}}")
            .bytes(0, "{'k':'text','p':1,'s':'of a hologram'}")
            .bytes(0, "{'k':'text','p':0,'s':'two','Z':[1]}")
            .bytes(2, "{'k':'completed','s':'bored','Z':1,'r':{'u':{'i':1},'Z':{}}}")
            .read(replay);
    assertThat(events).hasSize(7);
    assertThat(events.get(2)).isInstanceOf(StreamEvent.Native.class);
    assertThat(events.get(4)).isEqualTo(new TextDelta(1, "of a hologram"));
    Ending ending = replay.ending().orElseThrow();
    assertThat(ending.reply().text()).isEqualTo("One two");
    assertThat(ending.reply().parts()).hasSize(2);
    assertThat(ending.reply().finishReason().orElseThrow().raw()).isEqualTo("bored");
  }

  @Test
  void aLaterKindOfEndingIsAFailureWithTheReply() {
    Replay replay = Replay.of(START);
    new Logged()
        .event(new TextDelta(0, "One "))
        .bytes(2, "{'k':'handed_over','r':{}}")
        .read(replay);
    Ending ending = replay.ending().orElseThrow();
    assertThat(ending.kind()).isEqualTo("failed");
    assertThat(ending.reply().text()).isEqualTo("One ");
  }

  // Frames.

  /** Letters of a format of the test's: each is a text of its own. */
  private static final Replay.Formats LETTERS =
      format ->
          format.equals("letters")
              ? Optional.of(
                  (type, bytes, from, length, out) -> {
                    for (int i = 0; i < length; i++) {
                      String letter = new String(bytes, from + i, 1, StandardCharsets.UTF_8);
                      out.accept(new TextDelta(0, letter));
                    }
                  })
              : Optional.empty();

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aFrameIsAsManyEventsAsItsFormatMakesOfIt() {
    Replay replay = Replay.of(START, LETTERS);
    List<StreamEvent> events =
        new Logged()
            .frame("letters", "", ascii(""))
            .frame("letters", "", ascii("abc"))
            .event(new TextDelta(0, "-"))
            .frame("letters", "", ascii("d"))
            .ending(new Ending.Completed(Reply.builder().build(), FinishReason.STOP))
            .read(replay);
    assertThat(events).hasSize(6);
    assertThat(replay.ending().orElseThrow().completeReply().text()).isEqualTo("abc-d");
  }

  @Test
  void aFrameThatNobodyHereReadsIsHandedOn() {
    Replay replay = Replay.of(START, LETTERS);
    assertThat(new Logged().frame("pictures", "delta", ascii("{\"a\":1}")).read(replay))
        .containsExactly(new StreamEvent.Native("", "delta", "{\"a\":1}"));
    assertThat(replay.snapshot().parts()).isEmpty();
  }

  @Test
  void oneEntryMayBeTakenAtATime() {
    Replay replay = Replay.of(START, LETTERS);
    EntryCursor cursor = new Logged().frame("letters", "", ascii("ab")).cursor();
    List<StreamEvent> heard = new ArrayList<>();
    assertThat(cursor.next()).isTrue();
    replay.add(cursor, heard::add);
    assertThat(heard).containsExactly(new TextDelta(0, "a"), new TextDelta(0, "b"));
  }

  @Test
  void whatIsNoEntryIsCorruptAndNothingElse() {
    for (String form : List.of("", "{}", "[", "{'k':'part'}")) {
      assertThatExceptionOfType(RunLogException.class)
          .isThrownBy(() -> new Logged().bytes(0, form).read(Replay.of(START)))
          .satisfies(corrupt -> assertThat(corrupt.kind()).isEqualTo(RunLogException.Kind.CORRUPT));
    }
  }

  @Test
  void aPartThatEndsWithItsTextIsOneText() {
    Replay replay = Replay.of(START);
    new Logged()
        .event(new PartStarted(0, new Part.Text("")))
        .event(new TextDelta(0, "One"))
        .event(new PartEnded(0, new Part.Text("One")))
        .read(replay);
    assertThat(replay.snapshot().parts()).containsExactly(new Part.Text("One"));
  }
}
