package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Runs that are kept as their providers' own frames. */
class RunFramesTest extends LogCase {
  private static final String FORMAT = "test.words";
  private static final Cause CUT =
      new Cause.Truncated(new Failure.EndedEarly("localhost", "the end"));

  /** Frames of one answer: words, or how many tokens were used; the first word begins a part. */
  private static final class Words implements Replay.Decoder {
    private boolean begun;

    @Override
    public void frame(
        String type, byte[] bytes, int from, int length, Consumer<? super StreamEvent> out) {
      String text = new String(bytes, from, length, StandardCharsets.UTF_8);
      if (type.equals("usage")) {
        out.accept(new StreamEvent.UsageReported(Usage.of(1, Integer.parseInt(text))));
        return;
      }
      if (!begun) {
        begun = true;
        out.accept(new StreamEvent.PartStarted(0, new Part.Text("")));
      }
      out.accept(new StreamEvent.TextDelta(0, text));
    }
  }

  private static Replay.Formats formats() {
    return format -> format.equals(FORMAT) ? Optional.of(new Words()) : Optional.empty();
  }

  private static void frame(RunWriter writer, String type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writer.frame(FORMAT, type, bytes, 0, bytes.length);
  }

  private Reply read(String run) {
    Replay replay = Replay.of(start(run), formats());
    List<StreamEvent> events = new ArrayList<>();
    try (RunReader reader = log.read(run, Offset.START)) {
      while (reader.poll()) {
        replay.add(reader, events::add);
      }
    }
    return replay.snapshot();
  }

  @Test
  void framesOfAnAnswerThatBeganAnewAreReadAnew() {
    RunWriter writer = begin("one");
    frame(writer, "word", "thrown ");
    frame(writer, "word", "away");
    writer.onEvent(new StreamEvent.Restarted(2, "fake/model", CUT, Usage.unknown()));
    frame(writer, "word", "kept");
    assertThat(read("one").text()).isEqualTo("kept");
  }

  @Test
  void anAnswerThatGoesOnBehindItsFramesGoesOnInEvents() {
    RunWriter writer = begin("one");
    frame(writer, "word", "One ");
    frame(writer, "word", "twx");
    writer.onEvent(new StreamEvent.Continued(2, "fake/model", 0, 6, CUT, Usage.unknown()));
    writer.onEvent(text("o three"));
    assertThat(read("one").text()).isEqualTo("One two three");
  }

  private RunState settledAfter(Consumer<RunWriter> written) {
    written.accept(begin("one"));
    commit();
    RunMemory next = memory.another();
    memory.lapse();
    RunLog later = builder(next).formats(start -> formats()).build();
    assertThat(later.settleOrphans()).containsExactly("one");
    return later.state("one").orElseThrow();
  }

  private static Usage usage(RunState state) {
    return state.ended().orElseThrow().usage();
  }

  @Test
  void anInterruptedRunSaysWhatItsFramesSaidWasUsed() {
    RunState state =
        settledAfter(
            writer -> {
              frame(writer, "word", "Hello");
              frame(writer, "usage", "7");
            });
    assertThat(usage(state)).isEqualTo(Usage.of(1, 7));
  }

  @Test
  void anInterruptedRunWhoseFramesSaidNothingOfThatIsEstimatedByTheirText() {
    RunState state = settledAfter(writer -> frame(writer, "word", "Hello world, ".repeat(10)));
    assertThat(usage(state).outputTokens()).hasValue(Usage.estimatedTokens(130));
    assertThat(usage(state).estimated()).isTrue();
  }

  @Test
  void aDamagedEntryDoesNotKeepARunFromItsEnd() {
    say(begin("one"), "some text that was written before");
    commit();
    RunState state = memory.state("one").orElseThrow();
    Block broken = new Block(state.epoch(), state.last().position(), 1, new byte[] {9, 9, 9});
    RunMemory next = memory.another();
    memory.lapse();
    RunStore.Claim claim = next.claim("one");
    assertThat(claim).isInstanceOf(RunStore.Claim.Yours.class);
    long epoch = ((RunStore.Claim.Yours) claim).state().epoch();
    Block damaged = new Block(epoch, broken.position(), 1, broken.bytes());
    next.keep(
        List.of(
            new RunStore.Batch(
                "one",
                Optional.empty(),
                epoch,
                state.last(),
                Optional.of(damaged),
                Optional.empty())));
    next.lapse();
    RunMemory last = next.another();
    RunLog later = builder(last).build();
    assertThat(later.settleOrphans()).containsExactly("one");
    assertThat(usage(later.state("one").orElseThrow()).estimated()).isTrue();
    assertThat(troubles).isEmpty();
  }

  // What runs are found by.

  @Test
  void aRunIsFoundByItsLabelBeforeAnythingOfItIsKept() {
    RunLabel label = new RunLabel("ann", "key", "k-1");
    assertThat(log.find(label)).isEmpty();
    var unused = log.begin(start("one").ownedBy("ann").label("key", "k-1"));
    assertThat(store.state("one")).isEmpty();
    assertThat(log.find(label)).contains("one");
    assertThat(log.find(new RunLabel("bob", "key", "k-1"))).isEmpty();
    assertThat(log.state("one").orElseThrow().start().owner()).isEqualTo("ann");
  }

  @Test
  void theLastOfSeveralRunsIsFoundAlsoOnceItHasEnded() {
    RunLabel chat = new RunLabel("", "chat", "c");
    RunWriter first = log.begin(start("one").label("chat", "c"));
    RunWriter second = log.begin(start("two").label("chat", "c"));
    assertThat(log.find(chat)).contains("two");
    second.onEnded(completed());
    pass(Duration.ofSeconds(1));
    assertThat(log.find(chat)).contains("two");
    first.onEnded(completed());
    commit();
    assertThat(log.find(chat)).contains("two");
  }

  @Test
  void aLabelThatIsTooLongIsRefusedAndSoAreTooMany() {
    String longest = "x".repeat(RunStart.MAX_LABEL);
    RunStart full = start("one").ownedBy(longest).label(longest, longest);
    assertThatThrownBy(() -> full.label("name", longest + "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("512 characters, and not 513");
    assertThatThrownBy(() -> full.ownedBy(longest + "x"))
        .isInstanceOf(IllegalArgumentException.class);
    RunStart many = start("one");
    for (int i = 0; i < RunStart.MAX_LABELS; i++) {
      many = many.label("name " + i, "");
    }
    RunStart most = many.label("name 0", "another");
    assertThat(most.labels()).hasSize(RunStart.MAX_LABELS);
    assertThatThrownBy(() -> most.label("one more", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
