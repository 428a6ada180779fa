package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the last entries of many runs take together, and what becomes of followers then. */
class LogTailsTest extends LogCase {
  private static final int TAIL = 64 * 1024;

  private RunLog log(long tailsBytes) {
    return builder(store).tailsBytes(tailsBytes).build();
  }

  private List<RunWriter> begin(RunLog where, int from, int count) {
    List<RunWriter> all = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      all.add(where.begin(start("run " + i)));
    }
    return all;
  }

  private static long sizeOf(RunLog where, RunWriter writer) {
    return Objects.requireNonNull(where.runs().live(writer.run()), "it is not live").size();
  }

  private static long sizeOf(RunLog where, List<RunWriter> all) {
    return all.stream().mapToLong(writer -> sizeOf(where, writer)).sum();
  }

  private void sayInTurns(List<RunWriter> all, int rounds, int length) {
    for (int i = 0; i < rounds; i++) {
      for (RunWriter writer : all) {
        say(writer, "x".repeat(length));
      }
      if (i % 10 == 9) {
        commit();
      }
    }
    commit();
  }

  @ParameterizedTest
  @CsvSource({"200, 2000000, true", "200, 2000000, false", "200, 100000, true", "20, 0, false"})
  void allTogetherHoldOnToWhatTheyMay(int count, long bound, boolean isKept) {
    RunLog small = log(bound);
    List<RunWriter> all = begin(small, 0, count);
    commit();
    if (!isKept) {
      store.failing(RunLogException.Kind.FULL);
    }
    long most = Math.max(bound, (long) count * Tails.LEAST);
    for (int i = 0; i < 20; i++) {
      sayInTurns(all, 10, 300);
      long held = sizeOf(small, all);
      assertThat(held).isEqualTo(small.runs().tailsBytes());
      // One that had found room may have taken a part more.
      assertThat(held).isLessThanOrEqualTo(most + Tail.MAX_CHUNK);
    }
    store.working();
    all.forEach(writer -> writer.onEnded(completed()));
    commit();
    assertThat(small.runs().tailsBytes()).isZero();
  }

  @Test
  void aRunAmongFewHoldsOnToItsWholeTail() {
    RunLog few = log(10 * TAIL);
    List<RunWriter> all = begin(few, 0, 9);
    sayInTurns(all, 400, 300);
    assertThat(all)
        .allSatisfy(
            writer ->
                assertThat(sizeOf(few, writer)).isBetween(TAIL - 1L - Tail.MAX_CHUNK, (long) TAIL));
  }

  @Test
  void aSharesSizeFollowsHowManyRunsThereAre() {
    RunLog small = log(100_000);
    List<RunWriter> first = begin(small, 0, 1);
    sayInTurns(first, 400, 300);
    assertThat(sizeOf(small, first)).isGreaterThan(TAIL - 1 - Tail.MAX_CHUNK);
    List<RunWriter> others = begin(small, 1, 19);
    sayInTurns(others, 100, 300);
    assertThat(small.runs().tailsBytes()).isLessThanOrEqualTo(100_000 + TAIL);
    while (small.runs().tailsBytes() <= 100_000) {
      sayInTurns(others, 1, 300);
    }
    sayInTurns(first, 1, 300);
    assertThat(sizeOf(small, first)).isLessThanOrEqualTo(Tail.MAX_CHUNK);
    others.forEach(writer -> writer.onEnded(completed()));
    commit();
    sayInTurns(first, 400, 300);
    assertThat(sizeOf(small, first)).isGreaterThan(TAIL - 1 - Tail.MAX_CHUNK);
  }

  @Test
  void whatWaitsToBeKeptIsHeldWhateverAShareIs() {
    RunLog small = log(0);
    List<RunWriter> all = begin(small, 0, 5);
    commit();
    store.failing(RunLogException.Kind.LOCKED);
    for (int i = 0; i < 300; i++) {
      for (RunWriter writer : all) {
        say(writer, i + "x".repeat(200));
      }
    }
    List<String> seen = drain(small.read("run 3", Offset.START));
    assertThat(seen).hasSize(300);
    store.working();
    all.forEach(writer -> writer.onEnded(completed()));
    commit();
    assertThat(all)
        .allSatisfy(
            writer -> assertThat(now(writer.kept())).isEqualTo(new Kept.Whole(writer.offset())));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 50_000, 1_000_000})
  void followersOnBothSidesOfAShareHearAll(long bound) {
    RunLog small = log(bound);
    List<RunWriter> all = begin(small, 0, 20);
    List<RunReader> readers = new ArrayList<>();
    List<List<String>> heard = new ArrayList<>();
    List<String> said = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      if (i % 25 == 0) {
        readers.add(small.read("run 7", Offset.START));
        heard.add(new ArrayList<>());
      }
      said.add(i + "x".repeat(i % 7 * 50));
      for (RunWriter writer : all) {
        say(writer, said.getLast());
      }
      for (int r = 0; r < readers.size(); r++) {
        // Some keep up, and some fall behind by and by.
        for (int step = 0; step < 1 + r % 3 && (i + r) % 4 != 0; step++) {
          if (readers.get(r).poll()) {
            heard.get(r).add(shown(readers.get(r)));
          }
        }
      }
      if (i % 10 == 9) {
        commit();
      }
    }
    all.forEach(writer -> writer.onEnded(completed()));
    commit();
    said.add("<completed>");
    for (int r = 0; r < readers.size(); r++) {
      heard.get(r).addAll(drain(readers.get(r)));
      assertThat(heard.get(r)).isEqualTo(said);
      assertThat(readers.get(r).rewound()).isEmpty();
    }
  }

  @Test
  void whoFollowsARunThatIsNoLongerKeptHearsAllOrIsTold() {
    RunLog small = log(0);
    RunWriter writer = begin(small, 0, 1).getFirst();
    say(writer, "kept");
    commit();
    store.failing(RunLogException.Kind.FULL);
    RunReader slow = small.read(writer.run(), Offset.START);
    RunReader fast = small.read(writer.run(), Offset.START);
    List<Offset> places = new ArrayList<>();
    List<String> said = new ArrayList<>(List.of("kept"));
    List<String> heard = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      places.add(writer.offset());
      said.add(i + "x".repeat(300));
      say(writer, said.getLast());
      commit();
      heard.addAll(drain(fast));
    }
    assertThat(heard).isEqualTo(said);
    assertThat(slow.poll()).isTrue();
    assertThat(shown(slow)).isEqualTo("kept");
    assertIsTold(slow);

    // Whoever comes back hears all that follows his place, or that it is lost.
    int told = 0;
    for (int i = 0; i < places.size(); i++) {
      RunReader back = small.read(writer.run(), places.get(i));
      try {
        assertThat(drain(back)).isEqualTo(said.subList(i + 1, said.size()));
        assertThat(back.rewound()).isEmpty();
      } catch (RunLogException lost) {
        assertIsTold(back);
        assertThat(i).as("those before it are lost, too").isEqualTo(told);
        told++;
      }
    }
    assertThat(told).isBetween(1, places.size() - 1);

    writer.onEnded(completed());
    assertThat(drain(fast)).containsExactly("<completed>");
    store.working();
    pass(Duration.ofSeconds(2));
    RunReader late = small.read(writer.run(), places.getLast());
    assertThat(drain(late)).containsExactly("<interrupted>");
    assertThat(late.rewound()).isPresent();
  }

  private static void assertIsTold(RunReader reader) {
    assertThatThrownBy(reader::poll)
        .isInstanceOfSatisfying(
            RunLogException.class,
            lost -> assertThat(lost.kind()).isEqualTo(RunLogException.Kind.FULL))
        .hasMessageContaining("lost");
  }

  @Test
  void aBoundBelowNothingIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder(store).tailsBytes(-1))
        .withMessageContaining("tailsBytes -1");
  }
}
