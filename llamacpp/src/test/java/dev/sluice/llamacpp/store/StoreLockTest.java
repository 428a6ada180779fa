package dev.sluice.llamacpp.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many at once: one downloads, the others wait. */
@Timeout(240)
class StoreLockTest {
  private static final String WAITING = "waiting for another process that downloads a model";

  @TempDir Path folder;

  private final List<Progress> progress = new CopyOnWriteArrayList<>();

  @Test
  void ofTwoStoresInAProcessOneDownloadsAndTheOtherWaitsAndSaysSo() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    HubServer.Answer whenOtherWaits =
        exchange -> {
          asked.countDown();
          awaitQuietly(waiting);
          HubServer.file(TestModel.CONTENT).to(exchange);
        };
    try (HubServer hub = new HubServer(whenOtherWaits);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Path> first =
          () -> TestModel.store(folder, hub.endpoint()).obtain(TestModel.MODEL, _ -> {});
      Future<Path> downloading = threads.submit(first);
      asked.await();
      Future<Path> other =
          threads.submit(
              () ->
                  TestModel.store(folder, hub.endpoint())
                      .obtain(
                          TestModel.MODEL,
                          report -> {
                            progress.add(report);
                            waiting.countDown();
                          }));

      assertThat(other.get()).isEqualTo(downloading.get()).hasBinaryContent(TestModel.CONTENT);
      assertThat(progress).extracting(Progress::what).containsExactly(WAITING);
      assertThat(hub.paths()).hasSize(1);
    }
  }

  @Test
  void ofTwoProcessesOneDownloadsAndTheOtherWaitsAndSaysSo() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    HubServer.Answer whenOtherWaits =
        exchange -> {
          asked.countDown();
          awaitQuietly(waiting);
          HubServer.file(TestModel.CONTENT).to(exchange);
        };
    try (HubServer hub = new HubServer(whenOtherWaits)) {
      Process other = obtainInAnotherProcess(hub.endpoint());
      asked.await();
      Path file =
          TestModel.store(folder, hub.endpoint())
              .obtain(
                  TestModel.MODEL,
                  report -> {
                    progress.add(report);
                    waiting.countDown();
                  });

      assertThat(file).hasBinaryContent(TestModel.CONTENT);
      assertThat(progress).extracting(Progress::what).containsExactly(WAITING);
      assertThat(hub.paths()).hasSize(1);
      assertThat(output(other)).contains("obtained " + file);
    }
  }

  @Test
  void theLockOfAKilledProcessHoldsNobodyUp() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    HubServer.Answer never =
        exchange -> {
          asked.countDown();
          awaitQuietly(ended);
        };
    try (HubServer hub = new HubServer(never)) {
      Process other = obtainInAnotherProcess(hub.endpoint());
      asked.await();
      other.destroyForcibly().waitFor();
      ended.countDown();
    }
    assertThat(folder.resolve("download.lock")).exists();
    try (HubServer hub = new HubServer(HubServer.file(TestModel.CONTENT))) {
      Path file = TestModel.store(folder, hub.endpoint()).obtain(TestModel.MODEL, progress::add);
      assertThat(file).hasBinaryContent(TestModel.CONTENT);
      assertThat(progress).noneMatch(report -> report.what().equals(WAITING));
    }
  }

  @Test
  void whoWaitsForTheLockCanBeInterrupted() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    Path lock = folder.resolve("lock");
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<String> other;
      try (StoreLock _ = StoreLock.acquire(lock, () -> {})) {
        other =
            threads.submit(
                () -> {
                  try (StoreLock _ = StoreLock.acquire(lock, waits::countDown)) {
                    return "locked";
                  } catch (InterruptedException e) {
                    return "interrupted";
                  }
                });
        waits.await();
        threads.shutdownNow();
        assertThat(other.get()).isEqualTo("interrupted");
      }
    }
    try (StoreLock _ = StoreLock.acquire(lock, waits::countDown)) {
      assertThat(Files.exists(lock)).isTrue();
    }
  }

  /** What the other process runs. */
  static final class Obtain {
    private Obtain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      Path file = TestModel.store(Path.of(args[0]), args[1]).obtain(TestModel.MODEL, _ -> {});
      System.out.println("obtained " + file);
    }
  }

  private Process obtainInAnotherProcess(String endpoint) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Obtain.class.getName(),
            folder.toString(),
            endpoint)
        .redirectErrorStream(true)
        .start();
  }

  private static String output(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
