package dev.sluice.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import dev.sluice.log.RunLog;
import dev.sluice.log.RunReader;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunWriter;
import dev.sluice.time.Clock;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.atomic.LongAdder;

/**
 * What it costs to follow a run: the CPU of the whole process for each event of a run that nobody
 * follows, for each event and follower of one that many follow, and the heap for each of them. They
 * are called when there is more, or wait on a virtual thread each.
 *
 * <p>Arguments: how many followers, 1,000 if there are none; how many events, 2,000; how many of
 * them a second, 200.
 */
public final class LogFollowers {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Clock clock = Clock.system();
  private final int events;
  private final long apartNanos;

  private LogFollowers(int events, int perSecond) {
    this.events = events;
    this.apartNanos = 1_000_000_000L / perSecond;
  }

  /** How followers wait for more. */
  private enum Way {
    CALLED,
    THREADS
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    int followers = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
    int events = args.length > 1 ? Integer.parseInt(args[1]) : 2000;
    int perSecond = args.length > 2 ? Integer.parseInt(args[2]) : 200;
    LogFollowers measured = new LogFollowers(events, perSecond);
    for (int round = 0; round < 3; round++) {
      System.out.printf(
          "writer, %d events/s: %.0f ns of CPU in onEvent, %.0f ns of the process per event%n",
          perSecond, measured.inOnEvent(), measured.alone());
      for (Way way : Way.values()) {
        measured.follow(followers, way);
      }
    }
  }

  /** CPU of the process for an event that nobody follows. */
  private double alone() {
    try (RunLog log = RunLog.inMemory();
        RunWriter writer = begin(log)) {
      write(writer, events / 4);
      long cpu = PROCESS.getProcessCpuTime();
      write(writer, events);
      return (PROCESS.getProcessCpuTime() - cpu) / (double) events;
    }
  }

  /** CPU of the thread that writes, for an event. */
  private double inOnEvent() {
    try (RunLog log = RunLog.inMemory();
        RunWriter writer = begin(log)) {
      long nanos = write(writer, events);
      return nanos / (double) events;
    }
  }

  private void follow(int followers, Way way) throws Exception {
    double alone = alone();
    try (RunLog log = RunLog.inMemory();
        RunWriter writer = begin(log)) {
      LongAdder seen = new LongAdder();
      long before = Resources.now().heapBytes();
      follow(log, writer.run(), followers, way, seen);
      write(writer, events / 4);
      settle(seen, (long) events / 4 * followers);
      long bytes = (Resources.now().heapBytes() - before) / followers;
      long cpu = PROCESS.getProcessCpuTime();
      long inOnEvent = write(writer, events);
      settle(seen, (long) (events + events / 4) * followers);
      cpu = PROCESS.getProcessCpuTime() - cpu;
      System.out.printf(
          "%d followers, %s: %.0f ns of CPU per event and follower, %.0f ns of CPU in onEvent,"
              + " %d bytes of heap per follower%n",
          followers,
          way == Way.CALLED ? "called" : "a virtual thread each",
          (cpu / (double) events - alone) / followers,
          inOnEvent / (double) events,
          bytes);
      writer.onEnded(
          new Ending.Completed(Reply.builder().askedModel("any/model").build(), FinishReason.STOP));
      settle(seen, (long) (events + events / 4 + 1) * followers); // all have seen the ending
    }
  }

  private void settle(LongAdder seen, long all) {
    long due = clock.nanos() + 30_000_000_000L;
    while (seen.sum() < all) {
      if (clock.nanos() > due) {
        throw new IllegalStateException("seen " + seen.sum() + " of " + all);
      }
      clock.rest(1_000_000);
    }
  }

  private RunWriter begin(RunLog log) {
    return log.begin(new RunStart("followed", "any/model", ChatRequest.of("Count."), clock.now()));
  }

  /** Writes so many events at the rate; the CPU that this thread took in {@code onEvent}. */
  private long write(RunWriter writer, int count) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long due = clock.nanos();
    long taken = 0;
    for (int i = 0; i < count; i++) {
      long before = threads.getCurrentThreadCpuTime();
      writer.onEvent(new StreamEvent.TextDelta(0, "a word of an answer "));
      taken += threads.getCurrentThreadCpuTime() - before;
      due += apartNanos;
      clock.rest(Math.max(0, due - clock.nanos()));
    }
    return taken;
  }

  private static void follow(RunLog log, String run, int followers, Way way, LongAdder seen) {
    for (int i = 0; i < followers; i++) {
      Follower follower = new Follower(log.read(run, Offset.START), seen);
      if (way == Way.CALLED) {
        follower.run();
      } else {
        Thread.ofVirtual().start(follower::await);
      }
    }
  }

  /** Reads the bytes of each entry, as who relays them does. */
  private static final class Follower implements Runnable {
    private final RunReader reader;
    private final LongAdder seen;

    Follower(RunReader reader, LongAdder seen) {
      this.reader = reader;
      this.seen = seen;
    }

    /** Called when there is more, and on one thread at a time. */
    @Override
    public void run() {
      while (reader.poll()) {
        see();
      }
      if (!reader.isOver()) {
        reader.whenMore(this);
      }
    }

    void await() {
      while (reader.next()) {
        see();
      }
    }

    private void see() {
      if (reader.length() > 0) {
        seen.increment();
      }
    }
  }
}
