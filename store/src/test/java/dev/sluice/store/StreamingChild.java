package dev.sluice.store;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Kept;
import dev.sluice.log.RunIds;
import dev.sluice.log.RunLog;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunWriter;
import dev.sluice.time.Clock;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A process that keeps runs, several at once, and says so on its output, for as long as it lives:
 *
 * <pre>
 * began RUN
 * event RUN NUMBER NANOS             appended, not before this time of its own clock
 * kept RUN                           with its ending
 * lacking RUN                        the rest of it
 * trouble MESSAGE                    why
 * keeping NANOS RUN:POSITION...      a group begins to be written; so far its runs go
 * done NANOS                         it is committed
 * </pre>
 */
final class StreamingChild {
  private static final int RUNS = 3;
  private static final Clock CLOCK = Clock.system();

  private StreamingChild() {}

  /**
   * Runs until it is killed.
   *
   * @param args the folder of the store, the one of its native library, a seed, and how many runs
   *     each of its threads keeps before it ends; without that, it never does
   */
  public static void main(String[] args) throws InterruptedException {
    long seed = Long.parseLong(args[2]);
    long runs = args.length > 3 ? Long.parseLong(args[3]) : Long.MAX_VALUE;
    PrintStream out = System.out;
    try (Store store =
            Store.builder(Path.of(args[0]))
                .nativeFolder(Path.of(args[1]))
                .onTrouble(trouble -> say(out, "trouble " + trouble.getMessage()))
                .open();
        RunLog log =
            RunLog.builder(new TimedRunStore(store.runStore(), CLOCK, line -> say(out, line)))
                .onTrouble(trouble -> say(out, "trouble " + trouble.getMessage()))
                .build()) {
      // Code that runs for the first time takes its time: that is no matter of the log.
      keepRuns(log, 1, new Random(seed), out);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        Random random = new Random(seed + i);
        threads.add(Thread.ofPlatform().start(() -> keepRuns(log, runs, random, out)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private static void keepRuns(RunLog log, long runs, Random random, PrintStream out) {
    RunIds ids = RunIds.of(CLOCK);
    for (long i = 0; i < runs; i++) {
      String id = ids.next();
      RunWriter writer =
          log.begin(new RunStart(id, "test/model", ChatRequest.of("count"), CLOCK.now()));
      say(out, "began " + id);
      int events = 20 + random.nextInt(400);
      for (int number = 0; number < events; number++) {
        long nanos = CLOCK.nanos();
        writer.onEvent(new StreamEvent.TextDelta(0, text(number)));
        say(out, "event " + id + " " + number + " " + nanos);
        CLOCK.rest(TimeUnit.MICROSECONDS.toNanos(random.nextInt(4000)));
      }
      writer.onEnded(
          new Ending.Completed(
              Reply.builder().askedModel("test/model").part(Part.text("numbers")).build(),
              FinishReason.STOP));
      boolean isWhole = writer.kept().join() instanceof Kept.Whole;
      say(out, (isWhole ? "kept " : "lacking ") + id);
    }
  }

  /** One write of a whole line, so that a kill leaves none in part. */
  private static void say(PrintStream out, String line) {
    byte[] bytes = TestRuns.bytes(line + "\n");
    out.write(bytes, 0, bytes.length);
    out.flush();
  }

  /** What the event of this number says. */
  static String text(int number) {
    return "number " + number + " ";
  }
}
