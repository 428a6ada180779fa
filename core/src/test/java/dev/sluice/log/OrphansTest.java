package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many runs whose process is gone are ended together, and none keeps the others from it. */
class OrphansTest extends LogCase {
  private static final int MANY = 100;

  private final List<String> all = new ArrayList<>();

  /** Begins runs, and takes their writer away. */
  private TroubledStore orphaned() {
    for (int i = 0; i < MANY; i++) {
      say(begin("run " + i), "some text");
      all.add("run " + i);
    }
    commit();
    RunMemory next = memory.another();
    memory.lapse();
    return new TroubledStore(next);
  }

  private void assertAllEnded(RunLog later) {
    for (String run : all) {
      RunState state = later.state(run).orElseThrow();
      assertThat(state.ended().orElseThrow().kind()).as(run).isEqualTo("interrupted");
      assertThat(state.last().position()).isEqualTo(2);
    }
  }

  @Test
  void theyShareTheirWaitsForTheDisk() {
    TroubledStore next = orphaned();
    RunLog later = builder(next).build();
    assertThat(later.settleOrphans()).containsExactlyElementsOf(all);
    assertThat(next.groups).hasSizeLessThan(MANY / 10);
    assertAllEnded(later);
    commit();
    assertThat(settled).hasSize(MANY);
    assertThat(later.settleOrphans()).isEmpty();
  }

  @Test
  void oneThatCannotBeEndedKeepsNoOtherFromIt() {
    TroubledStore next = orphaned();
    next.failing(
        group ->
            group.stream().anyMatch(batch -> batch.run().equals("run 7"))
                ? new RunLogException(RunLogException.Kind.UNUSABLE, "not this one")
                : null);
    RunLog later = builder(next).build();
    assertThat(later.settleOrphans()).hasSize(MANY - 1).doesNotContain("run 7");
    commit();
    assertThat(troubles).isNotEmpty();
    next.working();
    assertThat(later.settleOrphans()).containsExactly("run 7");
    assertAllEnded(later);
  }

  @Test
  void aFullDiskIsAskedOnceForAllOfThem() {
    TroubledStore next = orphaned();
    next.failing(RunLogException.Kind.FULL);
    RunLog later = builder(next).build();
    assertThat(later.settleOrphans()).isEmpty();
    next.working();
    assertThat(later.settleOrphans()).containsExactlyInAnyOrderElementsOf(all);
    assertAllEnded(later);
  }

  @Test
  void oneThatGoesOnHereIsLeftAlone() {
    TroubledStore next = orphaned();
    RunLog later = builder(next).build();
    RunWriter writer = later.takeOver("run 7");
    assertThat(later.settleOrphans()).hasSize(MANY - 1).doesNotContain("run 7");
    say(writer, "more");
    writer.onEnded(completed());
    commit();
    assertThat(later.state("run 7").orElseThrow().ended().orElseThrow().kind())
        .isEqualTo("completed");
  }
}
