package dev.sluice.log;

import static dev.sluice.log.RunStore.Verdict.KEPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.log.FaultyDisk.Fault;
import dev.sluice.log.RunStore.Batch;
import dev.sluice.log.RunStore.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a store of runs promises while its disk fails; not for those that can be given none. */
abstract class RunDiskContract extends RunWritersContract {
  /** More operations of a disk than {@link DiskScript} takes on any: then something turns round. */
  private static final int ENDLESS = 10_000;

  private FaultyDisk emptyDisk() {
    return disk().orElseGet(() -> Assumptions.abort("this store can be given no disk that fails"));
  }

  @Test
  void killedBetweenAnyTwoWritesItKeepsWhatItPromised() {
    for (int operation = 0; operation < ENDLESS; operation++) {
      FaultyDisk disk = emptyDisk();
      disk.failFrom(operation, Fault.KILLED);
      DiskScript script = new DiskScript();
      boolean finished = runUntilKilled(disk, script);
      disk.restart();
      assertSurvived(disk, script, operation);
      if (finished) {
        return;
      }
    }
    throw new AssertionError("the script does not come to its end");
  }

  private static boolean runUntilKilled(FaultyDisk disk, DiskScript script) {
    try {
      RunStore store = disk.open();
      script.runs(store);
      while (script.step(store)) {
        // Until it is over.
      }
      return true;
    } catch (RunLogException killed) {
      return false;
    }
  }

  private static void assertSurvived(FaultyDisk disk, DiskScript script, int operation) {
    RunStore store = disk.open();
    script.assertSurvived(store, "killed at operation " + operation);
    for (String orphan : store.orphans()) {
      assertThat(store.claim(orphan)).isInstanceOf(Claim.Yours.class);
      settle(store, orphan);
    }
    store.close();
    RunStore next = disk.open();
    assertThat(next.epoch()).isGreaterThan(store.epoch());
    assertThat(next.orphans()).isEmpty();
    next.close();
  }

  private static void settle(RunStore store, String orphan) {
    RunState state = store.state(orphan).orElseThrow();
    Offset last = state.last();
    Block block = new Block(state.epoch(), last.position(), 1, new byte[] {2});
    Batch ending =
        new Batch(
            orphan,
            Optional.empty(),
            state.epoch(),
            last,
            Optional.of(block),
            Optional.of(WrittenRun.COMPLETED));
    assertThat(keep(store, ending)).isEqualTo(KEPT);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KILLED")
  void whatFailsIsNotKeptAndOnceTheDiskWorksAgainSoDoesTheStore(Fault fault) {
    for (int after = 0; after < ENDLESS; after++) {
      FaultyDisk disk = emptyDisk();
      RunStore store = disk.open();
      DiskScript script = new DiskScript();
      script.runs(store);
      disk.failFrom(disk.operations() + after, fault);
      boolean failed = false;
      for (boolean more = true; more; ) {
        try {
          more = script.step(store);
        } catch (RunLogException thrown) {
          assertThat(failed).as("it fails once").isFalse();
          failed = true;
          assertThat(thrown.kind() == RunLogException.Kind.FULL)
              .as("%s", thrown)
              .isEqualTo(fault == Fault.FULL);
          disk.heal();
          script.assertKept(store);
        }
      }
      disk.heal();
      script.assertKept(store);
      store.close();
      RunStore next = disk.open();
      script.assertKept(next);
      next.close();
      if (!failed) {
        return;
      }
    }
    throw new AssertionError("the script does not come to its end");
  }

  @Test
  void whatAFullDiskHadNoRoomForIsNotThereAfterARestart() {
    FaultyDisk disk = emptyDisk();
    RunStore store = disk.open();
    WrittenRun run = new WrittenRun(store, "one").begin().add(2);
    WrittenRun over = new WrittenRun(store, "over").begin().end();
    disk.failFrom(disk.operations(), Fault.FULL);
    List<Batch> refused = new ArrayList<>();
    refused.add(run.ending());
    refused.add(new WrittenRun(store, "two").starting());
    assertThatThrownBy(() -> store.keep(refused)).isInstanceOf(RunLogException.class);
    disk.restart();
    RunStore next = disk.open();
    over.assertKeptIn(next);
    assertThat(next.state("two")).isEmpty();
    assertThat(next.state("one").orElseThrow().ended()).isEmpty();
    next.close();
  }
}
