package dev.sluice.store;

import com.sun.management.OperatingSystemMXBean;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.RunLog;
import dev.sluice.log.RunMemory;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunWriter;
import dev.sluice.time.Clock;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Measures what it costs to keep many streams at once, as a gateway does: the CPU of the process
 * for a chunk, kept in memory and kept in SQLite.
 */
final class StreamsCost {
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long WARMING_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final StreamEvent CHUNK = new StreamEvent.TextDelta(0, " and so on");

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Clock clock = Clock.system();
  private final int seconds;
  private final int chunksOfStream;
  private int begun;

  private StreamsCost(int seconds, int chunksOfStream) {
    this.seconds = seconds;
    this.chunksOfStream = chunksOfStream;
  }

  /**
   * Measures.
   *
   * @param args how many seconds each load takes (10), and how many chunks a stream has (1000)
   */
  public static void main(String[] args) throws Exception {
    StreamsCost cost =
        new StreamsCost(
            args.length > 0 ? Integer.parseInt(args[0]) : 10,
            args.length > 1 ? Integer.parseInt(args[1]) : 1000);
    Path folder = Files.createTempDirectory("streams-cost");
    for (int round = 0; round < 2; round++) { // until it runs as it will
      cost.warm(RunLog.builder(new RunMemory()));
      try (Store store = Store.builder(folder.resolve("warm-" + round)).open()) {
        cost.warm(RunLog.builder(store.runStore()));
      }
    }
    for (int round = 0; round < 2; round++) {
      for (int[] load : new int[][] {{50, 20}, {200, 20}, {200, 200}}) {
        double memory;
        try (RunLog log = RunLog.inMemory()) {
          memory = cost.of(log, load[0], load[1]);
        }
        double sqlite;
        try (Store store = Store.builder(folder.resolve(round + "-" + load[1])).open()) {
          sqlite = cost.of(store.runs(), load[0], load[1]);
        }
        System.out.printf(
            "%d streams of %d chunks a second: %.2f us of CPU for a chunk in memory,"
                + " %.2f us in SQLite%n",
            load[0], load[1], memory, sqlite);
      }
    }
  }

  /** A gateway has kept a group thousands of times after a minute; here that takes seconds. */
  private void warm(RunLog.Builder log) {
    try (RunLog hurried = log.groupDelay(Duration.ZERO).build()) {
      RunWriter[] writers = new RunWriter[20];
      Arrays.setAll(writers, i -> begin(hurried));
      for (int group = 0; group < 10_000; group++) {
        for (RunWriter writer : writers) {
          writer.onEvent(CHUNK);
        }
        clock.rest(WARMING_NANOS);
      }
      for (RunWriter writer : writers) {
        end(writer);
        writer.kept().join();
      }
    }
  }

  private double of(RunLog log, int streams, int chunksASecond) {
    RunWriter[] writers = new RunWriter[streams];
    int[] chunks = new int[streams];
    for (int i = 0; i < streams; i++) {
      writers[i] = begin(log);
      chunks[i] = i * chunksOfStream / streams; // so that they end one by one
    }
    long aSecond = (long) streams * chunksASecond;
    long cpu = 0;
    long until = aSecond * (seconds + 3);
    long start = clock.nanos();
    for (long sent = 0; sent < until; ) {
      long due = Math.min(until, (clock.nanos() - start) * aSecond / 1_000_000_000L);
      for (; sent < due; sent++) {
        if (sent == aSecond * 3) { // until then it was not as it will be
          cpu = PROCESS.getProcessCpuTime();
        }
        int i = (int) (sent % streams);
        writers[i].onEvent(CHUNK);
        if (++chunks[i] == chunksOfStream) {
          end(writers[i]);
          writers[i] = begin(log);
          chunks[i] = 0;
        }
      }
      clock.rest(STEP_NANOS);
    }
    cpu = PROCESS.getProcessCpuTime() - cpu;
    for (RunWriter writer : writers) {
      end(writer);
      writer.kept().join();
    }
    return cpu / 1e3 / aSecond / seconds;
  }

  private RunWriter begin(RunLog log) {
    return log.begin(
        new RunStart("run-" + begun++, "test/model", ChatRequest.of("say something"), clock.now()));
  }

  private static void end(RunWriter writer) {
    writer.onEnded(new Ending.Completed(Reply.builder().build(), FinishReason.STOP));
  }
}
