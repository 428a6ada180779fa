package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.fake.FakeClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Processes that share a store, and followers of their runs, in simulated time: what happens next
 * is chance's, and what is promised is asserted at every step. One thread does it all; where a
 * process asks its store something, others may do something meanwhile.
 */
final class LogWorld {
  private static final boolean TOLD = Long.getLong("sluice.seed") != null;
  private static final int MAX_NODES = 3;
  private static final int MAX_RUNS = 4;
  private static final int MAX_FOLLOWERS = 8;
  private static final Duration TICK = Duration.ofMillis(5);
  private static final Duration LONG_TICK = Duration.ofMillis(50);

  final Ledger ledger = new Ledger();

  private final Random random;
  private final FakeClock clock = new FakeClock();
  private final RunMemory disk = new RunMemory();
  private final List<LogNode> nodes = new ArrayList<>();
  private final List<Following> followers = new ArrayList<>();
  private final List<String> runs = new ArrayList<>();

  /** Whether whatever is due is done before time goes on: then losses are bounded. */
  private final boolean prompt;

  private final boolean faults;
  private boolean quiet;
  private int nested;
  private int texts;
  private @Nullable Throwable failure;

  LogWorld(long seed, boolean faults) {
    this.random = new Random(seed);
    this.prompt = random.nextInt(3) > 0;
    this.faults = faults;
    disk.lapse();
    start();
  }

  /** So many things happen, and then everything comes to its end. */
  void live(int actions) {
    for (int i = 0; i < actions; i++) {
      attempt(this::act);
      if (prompt) {
        runTasks();
      }
    }
    settle();
  }

  // What happens.

  private void act() {
    int what = random.nextInt(100);
    if (what < 30) {
      append();
    } else if (what < 52) {
      step();
    } else if (what < 62) {
      runTask();
    } else if (what < 74) {
      pass(Duration.ofMillis(random.nextInt(8) == 0 ? 60 : random.nextInt(12)));
    } else if (what < 80) {
      follow();
    } else if (what < 85) {
      begin();
    } else if (what < 88) {
      end();
    } else if (what < 91) {
      takeOver();
    } else if (what < 94) {
      die();
    } else if (what < 97) {
      start();
    } else {
      actSeldom(random.nextInt(6));
    }
  }

  private void actSeldom(int what) {
    switch (what) {
      case 0 -> any(nodes, node -> node.log.settleOrphans());
      case 1 -> pass(Duration.ofMillis(1_200));
      case 2 -> any(nodes, LogNode::lapse);
      case 3 -> any(nodes, LogNode::beginClosing);
      case 4 -> any(followers, this::leave);
      default -> fault();
    }
  }

  /** While a process asks its store something, others go on; time stands still. */
  void meanwhile() {
    if (quiet || nested >= 2 || random.nextInt(4) > 0) {
      return;
    }
    nested++;
    attempt(
        () -> {
          switch (random.nextInt(9)) {
            case 0, 1 -> append();
            case 2, 3 -> step();
            case 4 -> runTask();
            case 5 -> end();
            case 6 -> takeOver();
            case 7 -> follow();
            default -> die();
          }
        });
    nested--;
  }

  private void start() {
    if (nodes.size() < MAX_NODES) {
      nodes.add(new LogNode(this, disk.another(), clock, random));
      say("process %d starts", nodes.getLast().epoch());
    }
  }

  private void begin() {
    if (runs.size() < MAX_RUNS) {
      any(
          nodes,
          node -> {
            String run = "run" + runs.size();
            runs.add(run);
            RunStart start = new RunStart(run, "fake/model", ChatRequest.of("Hello"), clock.now());
            write(node, run, node.log.begin(start));
          });
    }
  }

  private void takeOver() {
    any(runs, run -> any(nodes, node -> takeOver(node, run)));
  }

  private void takeOver(LogNode node, String run) {
    RunWriter writer = node.log.takeOver(run);
    if (node.isAlive()) {
      Offset at = writer.offset();
      check(() -> assertThat(ledger.isCommitted(run, at)).as("%s goes on at %s", run, at).isTrue());
      write(node, run, writer);
    }
  }

  private void write(LogNode node, String run, RunWriter writer) {
    LogNode.Writing writing = new LogNode.Writing(writer);
    say("%d writes %s from %s", node.epoch(), run, writer.offset());
    node.writers.put(run, writing);
    var unused = writer.kept().thenAccept(kept -> check(() -> assertKept(node, run, kept)));
  }

  private void assertKept(LogNode node, String run, Kept kept) {
    node.calledOut();
    switch (kept) {
      case Kept.Whole whole -> {
        assertThat(ledger.isOver(run)).as("%s is whole", run).isTrue();
        assertThat(ledger.committed(run).getLast().behind()).isEqualTo(whole.last());
      }
      case Kept.Lacking lacking ->
          assertThat(ledger.isCommitted(run, lacking.last())).as("%s: %s", run, lacking).isTrue();
    }
  }

  private void append() {
    any(nodes, node -> any(node.writing(), run -> append(node, run)));
  }

  private void append(LogNode node, String run) {
    LogNode.Writing writing = node.writing(run);
    int count = random.nextInt(6) == 0 ? 20 : 1;
    for (int i = 0; i < count; i++) {
      Offset before = writing.writer.offset();
      String text = "e" + texts++ + "x".repeat(random.nextInt(10) == 0 ? 900 : 3);
      if (random.nextInt(5) > 0) {
        writing.writer.onEvent(LogCase.text(text));
      } else {
        byte[] frame = text.getBytes(StandardCharsets.UTF_8);
        text = "f" + texts;
        writing.writer.frame("fake", text, frame, 0, frame.length);
        text = "fake/" + text;
      }
      added(run, writing, before, text);
    }
  }

  private void added(String run, LogNode.Writing writing, Offset before, String text) {
    Offset after = writing.writer.offset();
    if (!after.equals(before)) {
      writing.added.put(after, clock.elapsed());
      say("%s %s: %.20s", run, after, text);
      check(() -> ledger.told(run, after, text));
    }
  }

  private void end() {
    any(nodes, node -> any(node.writing(), run -> end(node, run)));
  }

  private void end(LogNode node, String run) {
    LogNode.Writing writing = node.writing(run);
    if (random.nextInt(3) == 0) {
      writing.writer.close();
      say("%d leaves %s", node.epoch(), run);
    } else {
      Offset before = writing.writer.offset();
      writing.writer.onEnded(LogCase.completed());
      added(run, writing, before, "<completed>");
    }
  }

  private void follow() {
    if (followers.size() < MAX_FOLLOWERS) {
      any(runs, run -> any(nodes, node -> follow(node, run)));
    }
  }

  private void follow(LogNode node, String run) {
    List<Offset> places = ledger.places(run);
    Offset from =
        switch (random.nextInt(4)) {
          case 0 -> Offset.START;
          case 1 -> node.log.last(run).orElse(Offset.START);
          default -> places.isEmpty() ? Offset.START : places.get(random.nextInt(places.size()));
        };
    follow(node, run, from);
  }

  private void follow(LogNode node, String run, Offset from) {
    boolean wasKept = ledger.isKept(run);
    say("%d follows %s from %s", node.epoch(), run, from);
    try {
      followers.add(new Following(node, ledger, node.log.read(run, from), from));
    } catch (RunLogException none) {
      if (node.isAlive() && none.kind() == RunLogException.Kind.GONE) {
        check(() -> assertThat(wasKept).as("%s: %s", run, none).isFalse());
      }
    }
  }

  private void step() {
    any(
        followers,
        follower -> {
          int entries = random.nextInt(5) == 0 ? 30 : 1;
          for (int i = 0; i < entries && step(follower); i++) {
            // As many as there are.
          }
        });
  }

  private boolean step(Following follower) {
    try {
      return follower.step();
    } catch (AssertionError broken) {
      failed(broken);
      return false;
    }
  }

  private void leave(Following follower) {
    follower.close();
    followers.remove(follower);
  }

  private void die() {
    any(
        nodes,
        node -> {
          switch (random.nextInt(3)) {
            case 0 -> node.kill();
            case 1 -> node.killAt(LogNode.Death.BEFORE_KEEPING);
            default -> node.killAt(LogNode.Death.AFTER_KEEPING);
          }
        });
  }

  /** A process is gone; most who followed there come again elsewhere, later. */
  void died(LogNode node) {
    nodes.remove(node);
    say("process %d is gone", node.epoch());
    if (prompt) {
      check(() -> node.assertLostNothingOlder(LogNode.DELAY.plus(TICK), clock.elapsed()));
    }
  }

  private void fault() {
    if (faults) {
      any(
          nodes,
          node ->
              node.fault(
                  switch (random.nextInt(5)) {
                    case 0 -> RunLogException.Kind.LOCKED;
                    case 1 -> RunLogException.Kind.FULL;
                    case 2 -> RunLogException.Kind.UNUSABLE;
                    default -> null;
                  }));
    }
  }

  // Time.

  private void runTask() {
    any(nodes.stream().filter(LogNode::hasTasks).toList(), node -> node.runTask(random));
  }

  private void runTasks() {
    while (nodes.stream().anyMatch(LogNode::hasTasks)) {
      attempt(this::runTask);
    }
  }

  private void pass(Duration time) {
    if (nested > 0) {
      return;
    }
    Duration tick = quiet ? LONG_TICK : TICK;
    for (Duration left = time; left.isPositive(); left = left.minus(tick)) {
      clock.advance(left.compareTo(tick) < 0 ? left : tick);
      if (prompt || quiet) {
        runTasks();
      }
    }
  }

  // The end.

  /** Disks work, writers end, and nobody is killed any more: it all comes to its end. */
  private void settle() {
    quiet = true;
    for (LogNode node : List.copyOf(nodes)) {
      node.fault(null);
      node.killAt(null);
      node.writing().forEach(run -> attempt(() -> end(node, run)));
    }
    nodes.add(new LogNode(this, disk.another(), clock, random));
    LogNode last = nodes.getLast();
    for (Following follower : List.copyOf(followers)) {
      if (!follower.node.isAlive() || follower.node.isClosing()) {
        followers.remove(follower);
        attempt(() -> follow(last, follower.run, follower.at()));
      }
    }
    passWithFollowers(Duration.ofSeconds(7));
    attempt(last.log::settleOrphans);
    passWithFollowers(Duration.ofSeconds(2));
    check(this::assertSettled);
    rethrow();
  }

  private void passWithFollowers(Duration time) {
    for (Duration left = time; left.isPositive(); left = left.minus(LONG_TICK)) {
      attempt(() -> pass(LONG_TICK));
      for (Following follower : List.copyOf(followers)) {
        if (follower.isReady()) {
          while (step(follower)) {
            // As long as there is more.
          }
        }
      }
      rethrow();
    }
  }

  private void assertSettled() {
    assertThat(disk.orphans()).isEmpty();
    for (String run : ledger.kept()) {
      assertThat(ledger.isOver(run)).as("%s has its ending", run).isTrue();
      assertThat(WrittenRun.readAll(disk, run, 0).stream().mapToInt(Block::count).sum())
          .isEqualTo(ledger.committed(run).size());
    }
    followers.forEach(Following::assertWhole);
    for (LogNode node : nodes) {
      for (Map.Entry<String, LogNode.Writing> one : node.writers.entrySet()) {
        assertThat(one.getValue().writer.kept()).as("kept of %s", one.getKey()).isDone();
      }
      assertThat(node.log.runs().pendingBytes()).as("bytes that wait").isZero();
    }
  }

  // Chance, and what goes wrong.

  /** Tells what happens, if a single seed is looked at. */
  @SuppressWarnings("AnnotateFormatMethod") // The annotation is of a library that is not here.
  void say(String what, Object... of) {
    if (TOLD) {
      System.out.println(
          clock.elapsed().toMillis() + " ms " + "  ".repeat(nested) + what.formatted(of));
    }
  }

  private <T> void any(List<T> list, Consumer<T> action) {
    if (!list.isEmpty()) {
      action.accept(list.get(random.nextInt(list.size())));
    }
  }

  /** Does something in a process: that it is killed or refused meanwhile is no failure. */
  private void attempt(Runnable action) {
    try {
      action.run();
    } catch (LogNode.Killed | RunLogException usual) {
      // Its process is gone, or it may not: others say what is kept all the same.
    } catch (IllegalArgumentException taken) {
      failed(taken);
    }
    if (nested == 0) {
      rethrow();
    }
  }

  /** Asserts something where those who call would keep a failure to themselves. */
  void check(Runnable assertion) {
    try {
      assertion.run();
    } catch (AssertionError broken) {
      failed(broken);
      throw broken;
    }
  }

  void failed(Throwable broken) {
    if (failure == null && !(broken instanceof LogNode.Killed)) {
      failure = broken;
    }
  }

  private void rethrow() {
    if (failure != null) {
      throw new AssertionError(failure.getMessage(), failure);
    }
  }
}
