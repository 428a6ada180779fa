package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fake.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A process that keeps runs: its log, its store, and the tasks that wait for a thread. When it is
 * killed nothing of it happens any more.
 */
final class LogNode implements Executor, RunStore {
  static final Duration DELAY = Duration.ofMillis(25);

  final RunLog log;

  /** By their runs. */
  final Map<String, Writing> writers = new LinkedHashMap<>();

  private final LogWorld world;
  private final RunMemory memory;
  private final HeldLocks locks;

  /** Runs that a fault of the store has met, so that they may lack anything. */
  private final Set<String> troubled = new HashSet<>();

  private final List<Runnable> tasks = new ArrayList<>();
  private boolean alive = true;
  private boolean closing;

  /** Whether everybody else takes it for gone. */
  private boolean lapsed;

  private @Nullable Death death;
  private RunLogException.@Nullable Kind fault;

  /** Whether it ever failed: one run's group then makes the others wait. */
  private boolean faulted;

  /** When it is killed. */
  enum Death {
    BEFORE_KEEPING,
    AFTER_KEEPING
  }

  /** What ends a call of a process that is killed. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /** A run that is written here, and when its entries were added that may be lost. */
  static final class Writing {
    final RunWriter writer;
    final Map<Offset, Duration> added = new LinkedHashMap<>();

    Writing(RunWriter writer) {
      this.writer = writer;
    }
  }

  LogNode(LogWorld world, RunMemory memory, FakeClock clock, Random random) {
    this.world = world;
    this.memory = memory;
    this.log =
        RunLog.builder(this)
            .clock(clock)
            .writing(this)
            .groupDelay(DELAY)
            .tailBytes(random.nextInt(4) * 700)
            .tailsBytes(random.nextInt(3) * 1_000L)
            .onTrouble(trouble -> calledOut())
            .onSettled(state -> calledOut())
            .build();
    this.locks = new HeldLocks(log);
  }

  void said(String what) {
    world.say("%d: %s", epoch(), what);
  }

  boolean isAlive() {
    return alive;
  }

  boolean isLapsed() {
    return lapsed;
  }

  /** Nobody calls out with a lock. */
  void calledOut() {
    world.check(locks::assertNone);
  }

  // What happens to it.

  void kill() {
    if (alive) {
      alive = false;
      tasks.clear();
      memory.lapse();
      world.died(this);
    }
  }

  void killAt(@Nullable Death when) {
    death = when;
  }

  void lapse() {
    world.say("%d lapses", epoch());
    lapsed = true;
    memory.lapse();
  }

  /** Its log is closed in good order, and then it is gone. */
  void beginClosing() {
    world.say("%d closes", epoch());
    closing = true;
    var unused = log.closing().thenRun(this::closed);
  }

  private void closed() {
    if (alive) {
      world.check(() -> assertLostNothingOlder(Duration.ofNanos(-1), Duration.ZERO));
      kill();
    }
  }

  boolean isClosing() {
    return closing;
  }

  // Runs that are written here.

  boolean isOwn(long epoch) {
    return memory.isOwn(epoch);
  }

  List<String> writing() {
    return List.copyOf(writers.keySet());
  }

  Writing writing(String run) {
    return Objects.requireNonNull(writers.get(run));
  }

  boolean hasTroubled(String run) {
    return troubled.contains(run);
  }

  /** Its store fails from now on; null: it works again. */
  void fault(RunLogException.@Nullable Kind kind) {
    world.say("%d fails: %s", epoch(), String.valueOf(kind));
    fault = kind;
    faulted |= kind != null;
  }

  // Tasks.

  @Override
  public void execute(Runnable task) {
    calledOut();
    if (alive) {
      tasks.add(task);
    }
  }

  boolean hasTasks() {
    return !tasks.isEmpty();
  }

  void runTask(Random random) {
    tasks.remove(random.nextInt(tasks.size())).run();
  }

  // The store.

  private void enter() {
    calledOut();
    checkAlive();
    world.meanwhile();
    checkAlive();
  }

  private void leave() {
    world.meanwhile();
    checkAlive();
  }

  private void checkAlive() {
    if (!alive) {
      throw new Killed();
    }
  }

  @Override
  public long epoch() {
    return memory.epoch();
  }

  @Override
  public List<Verdict> keep(List<Batch> batches) {
    enter();
    if (death == Death.BEFORE_KEEPING) {
      kill();
      checkAlive();
    }
    if (fault != null) {
      for (Batch batch : batches) {
        troubled.add(batch.run());
      }
      throw new RunLogException(fault, "the disk says " + fault);
    }
    List<Verdict> verdicts = memory.keep(batches);
    for (int i = 0; i < batches.size(); i++) {
      if (verdicts.get(i) == Verdict.KEPT) {
        RunStore.Batch batch = batches.get(i);
        world.say("%d keeps %s up to %s %s", epoch(), batch.run(), batch.last(), batch.ended());
        world.check(() -> world.ledger.committed(batch));
      }
    }
    if (death == Death.AFTER_KEEPING) {
      kill();
    }
    leave();
    return verdicts;
  }

  @Override
  public Optional<RunState> state(String run) {
    enter();
    Optional<RunState> state = memory.state(run);
    leave();
    return state;
  }

  @Override
  public Optional<String> find(RunLabel label) {
    enter();
    Optional<String> found = memory.find(label);
    leave();
    return found;
  }

  @Override
  public List<Block> read(String run, long position, int maxBytes) {
    enter();
    List<Block> blocks = memory.read(run, position, maxBytes);
    leave();
    return blocks;
  }

  @Override
  public Claim claim(String run) {
    enter();
    Claim claim = memory.claim(run);
    world.say("%d claims %s: %s", epoch(), run, claim.getClass().getSimpleName());
    leave();
    return claim;
  }

  @Override
  public List<String> orphans() {
    enter();
    List<String> orphans = memory.orphans();
    leave();
    return orphans;
  }

  @Override
  public void close() {
    calledOut();
    checkAlive();
    memory.close();
  }

  // Losses.

  /** Of what its runs lack, nothing was added longer ago than this. */
  void assertLostNothingOlder(Duration age, Duration now) {
    writers.forEach(
        (run, writing) -> {
          if (!faulted && !lapsed) {
            writing.added.forEach(
                (behind, at) -> {
                  if (!world.ledger.isCommitted(run, behind)) {
                    assertThat(now.minus(at))
                        .as("how old what %s lacks before %s is", run, behind)
                        .isLessThanOrEqualTo(age);
                  }
                });
          }
        });
  }
}
