package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.fake.FakeClock;
import dev.sluice.testing.Eventually;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A log that many threads use at once: nobody misses anything, and nobody sleeps on. */
@Timeout(240)
class RunLogThreadsTest {
  private static final int RUNS = 8;
  private static final int FOLLOWERS = 12;
  private static final int ENTRIES = 400;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static RunStart start(String id) {
    return new RunStart(id, "fake/model", ChatRequest.of("Hello"), Clock.system().now());
  }

  private static List<String> expected(String id) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      all.add(id + "." + i);
    }
    all.add("<completed>");
    return all;
  }

  private static void write(RunWriter writer) {
    for (int i = 0; i < ENTRIES; i++) {
      LogCase.say(writer, writer.run() + "." + i);
      if (i % 16 == 0) {
        Thread.onSpinWait();
      }
    }
    writer.onEnded(LogCase.completed());
  }

  private static List<String> readWaiting(RunReader reader) {
    List<String> seen = new ArrayList<>();
    while (reader.next()) {
      seen.add(LogCase.shown(reader));
    }
    return seen;
  }

  /** Without a thread: called whenever there is more. */
  private static final class Called implements Runnable {
    final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch over = new CountDownLatch(1);
    private final RunReader reader;

    Called(RunReader reader) {
      this.reader = reader;
    }

    @Override
    public void run() {
      while (reader.poll()) {
        seen.add(LogCase.shown(reader));
      }
      if (reader.isOver()) {
        over.countDown();
      } else {
        reader.whenMore(this);
      }
    }
  }

  @Test
  void everyFollowerOfManyRunsSeesEverythingInOrder() throws Exception {
    RunMemory memory = new RunMemory();
    RunMemory elsewhere = memory.another();
    try (RunLog log = RunLog.builder(memory).tailBytes(8 * 1024).tailsBytes(20 * 1024).build();
        RunLog other = RunLog.builder(elsewhere).build()) {
      List<Callable<List<String>>> readers = new ArrayList<>();
      List<List<String>> expected = new ArrayList<>();
      List<Called> called = new ArrayList<>();
      List<RunWriter> writers = new ArrayList<>();
      for (int r = 0; r < RUNS; r++) {
        RunWriter writer = log.begin(start("run-" + r));
        writers.add(writer);
        for (int f = 0; f < FOLLOWERS; f++) {
          RunReader reader = log.read(writer.run(), Offset.START);
          readers.add(() -> readWaiting(reader));
          expected.add(expected(writer.run()));
          called.add(new Called(log.read(writer.run(), Offset.START)));
        }
        Eventually.await("kept", () -> elsewhere.state(writer.run()).isPresent());
        RunReader far = other.read(writer.run(), Offset.START);
        readers.add(() -> readWaiting(far));
        expected.add(expected(writer.run()));
      }
      List<Future<List<String>>> reading = readers.stream().map(threads::submit).toList();
      called.forEach(threads::execute);
      List<Future<?>> writing = new ArrayList<>();
      for (RunWriter writer : writers) {
        writing.add(threads.submit(() -> write(writer)));
      }
      for (Future<?> one : writing) {
        one.get();
      }
      for (int i = 0; i < reading.size(); i++) {
        assertThat(reading.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(expected.get(i));
      }
      for (Called one : called) {
        assertThat(one.over.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(one.seen).isEqualTo(expected(one.reader.run()));
      }
      for (RunWriter writer : writers) {
        assertThat(writer.kept().get(60, TimeUnit.SECONDS))
            .isEqualTo(new Kept.Whole(writer.offset()));
      }
    }
  }

  @Test
  void readersThatWaitAreWokenWhenTheLogIsClosed() throws Exception {
    RunLog log = RunLog.inMemory();
    RunWriter writer = log.begin(start("one"));
    RunReader reader = log.read("one", Offset.START);
    Future<RunLogException.Kind> ended =
        threads.submit(
            () -> {
              try {
                reader.next();
                return null;
              } catch (RunLogException thrown) {
                return thrown.kind();
              }
            });
    log.close();
    assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo(RunLogException.Kind.CLOSED);
    assertThat(writer.kept().get(60, TimeUnit.SECONDS)).isInstanceOf(Kept.Lacking.class);
  }

  @Test
  void aReaderThatWaitsIsWokenByWhoeverClosesIt() throws Exception {
    try (RunLog log = RunLog.inMemory()) {
      log.begin(start("one"));
      for (int i = 0; i < 200; i++) {
        RunReader reader = log.read("one", Offset.START);
        Future<RunLogException.Kind> ended =
            threads.submit(
                () -> {
                  try {
                    reader.next();
                    return null;
                  } catch (RunLogException thrown) {
                    return thrown.kind();
                  }
                });
        for (int spins = 10 * i; spins > 0; spins--) {
          Thread.onSpinWait();
        }
        reader.close();
        assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo(RunLogException.Kind.CLOSED);
      }
    }
  }

  @Test
  void anExecutorThatRunsTasksTwiceOrRefusesWhatItRunsDoesNoHarm() throws Exception {
    for (boolean refuses : List.of(false, true)) {
      Executor odd =
          task -> {
            threads.execute(task);
            threads.execute(task);
            if (refuses) {
              throw new RejectedExecutionException();
            }
          };
      try (RunLog log = RunLog.builder(new RunMemory()).writing(odd).build()) {
        List<RunWriter> writers = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
          writers.add(log.begin(start("run" + i)));
          write(writers.getLast());
        }
        for (RunWriter writer : writers) {
          assertThat(writer.kept().get(60, TimeUnit.SECONDS)).isInstanceOf(Kept.Whole.class);
        }
      }
    }
  }

  @Test
  void aStoreThatHangsHoldsUpNeitherWritersNorTheClosing() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    TroubledStore store = new TroubledStore(new RunMemory());
    store.failing(
        group -> {
          asked.countDown();
          try {
            hangs.await();
          } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
          }
          return null;
        });
    FakeClock clock = new FakeClock();
    RunLog log = RunLog.builder(store).clock(clock).pendingBytes(10_000).build();
    RunWriter writer = log.begin(start("one"));
    RunReader reader = log.read("one", Offset.START);
    asked.await();
    for (int i = 0; i < 1_000; i++) {
      LogCase.say(writer, "text " + i);
      assertThat(reader.poll()).isTrue();
    }
    writer.onEnded(LogCase.completed());
    assertThat(reader.poll()).isTrue();
    Future<?> closing = threads.submit(log::close);
    Eventually.await("closing", () -> log.runs().isClosed());
    while (!closing.isDone()) {
      clock.advance(Duration.ofSeconds(1));
      Thread.onSpinWait();
    }
    closing.get();
    assertThat(writer.kept().get(60, TimeUnit.SECONDS)).isInstanceOf(Kept.Lacking.class);
    assertThat(store.closed).isFalse();
    hangs.countDown();
    Eventually.await("the store is closed once it answers", () -> store.closed);
  }

  @Test
  void ofManyWhoTakeARunOverOneGetsIt() throws Exception {
    for (int round = 0; round < 20; round++) {
      try (RunLog log = RunLog.inMemory()) {
        log.begin(start("one")).close();
        Eventually.await(
            "left", () -> log.runs().live("one") == null && log.state("one").isPresent());
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          all.add(
              threads.submit(
                  () -> {
                    go.await();
                    try {
                      log.takeOver("one");
                      return true;
                    } catch (RunLogException busy) {
                      return false;
                    }
                  }));
        }
        go.countDown();
        int had = 0;
        for (Future<Boolean> one : all) {
          had += one.get(60, TimeUnit.SECONDS) ? 1 : 0;
        }
        assertThat(had).isEqualTo(1);
      }
    }
  }
}
