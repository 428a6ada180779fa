package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Runs in a store that cannot be read, beside others that can. */
class DamagedRunsTest extends LogCase {

  @Test
  void anOrphanWhoseEntriesAreDamagedIsEndedAllTheSame() {
    begin("one");
    commit();
    memory.keep(
        List.of(
            new RunStore.Batch(
                "one",
                Optional.empty(),
                memory.epoch(),
                Offset.START,
                Optional.of(
                    new Block(memory.epoch(), 0, 3, "no entries".getBytes(StandardCharsets.UTF_8))),
                Optional.empty())));
    RunLog next = crashed();
    assertThat(next.settleOrphans()).containsExactly("one");
    assertThat(next.state("one").flatMap(RunState::ended)).isPresent();
    assertThat(troubles).isEmpty();
  }

  @Test
  void anOrphanThatTheStoreCannotReadKeepsNoOtherOneFromBeingEnded() {
    begin("one");
    begin("two");
    commit();
    RunLog next = afterCrash(run -> new IllegalStateException("the row of " + run + " is odd"));
    assertThat(next.settleOrphans()).containsExactly("two");
    assertThat(next.settleOrphans()).isEmpty();
    steps.runAll();
    assertThat(troubles)
        .singleElement()
        .satisfies(told -> assertThat(told).hasMessageContaining("the row of one is odd"));
  }

  @Test
  void aRunThatCannotBeReadKeepsNobodyFromFollowingOthers() {
    begin("one");
    begin("two");
    commit();
    RunLog next =
        afterCrash(run -> new RunLogException(RunLogException.Kind.CORRUPT, run + " is damaged"));
    RunReader reader = next.read("two", Offset.START);
    AtomicInteger called = new AtomicInteger();
    assertThat(reader.poll()).isFalse();
    reader.whenMore(called::incrementAndGet);
    pass(Duration.ofSeconds(3));
    assertThat(called).hasPositiveValue();
    assertThat(drain(reader)).containsExactly("<interrupted>");
  }

  @Test
  void whatKeepsAnOrphanFromBeingEndedIsToldOnce() {
    begin("one");
    commit();
    memory.lapse();
    TroubledStore second = new TroubledStore(memory.another());
    RunLog next = builder(second).build();
    second.failing(RunLogException.Kind.FULL);
    assertThat(next.settleOrphans()).isEmpty();
    pass(Duration.ofSeconds(20));
    assertThat(troubles).hasSize(1);
    second.working();
    pass(Duration.ofSeconds(2));
    assertThat(next.state("one").flatMap(RunState::ended)).isPresent();
  }

  /** Another process, whose store cannot read the run "one". */
  private RunLog afterCrash(Function<String, RuntimeException> odd) {
    RunMemory other = memory.another();
    memory.lapse();
    return builder(
            new RunStore() {
              @Override
              public long epoch() {
                return other.epoch();
              }

              @Override
              public List<Verdict> keep(List<Batch> batches) {
                return other.keep(batches);
              }

              @Override
              public Optional<RunState> state(String run) {
                if (run.equals("one")) {
                  throw odd.apply(run);
                }
                return other.state(run);
              }

              @Override
              public List<Block> read(String run, long position, int maxBytes) {
                return other.read(run, position, maxBytes);
              }

              @Override
              public Claim claim(String run) {
                if (run.equals("one")) {
                  throw odd.apply(run);
                }
                return other.claim(run);
              }

              @Override
              public Optional<String> find(RunLabel label) {
                return other.find(label);
              }

              @Override
              public List<String> orphans() {
                return other.orphans();
              }

              @Override
              public void close() {
                other.close();
              }
            })
        .build();
  }
}
