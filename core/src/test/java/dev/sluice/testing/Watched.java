package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a test that takes milliseconds, and says where it hangs if it does: all threads, virtual
 * ones too, go to a file below {@code target}. It counts seconds that it has seen pass itself, so
 * that a machine that stood still is told from a test that hangs.
 */
public final class Watched {
  private static final int DUMPED_AFTER = 10;
  private static final int GIVEN_UP_AFTER = 45;
  private static final Duration STOOD_STILL = Duration.ofSeconds(3);

  private Watched() {}

  /** A test's body. */
  public interface Body {
    void run() throws Exception;
  }

  /** Runs it on another thread; what it throws is thrown. */
  public static void run(String name, Body body) throws Exception {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform().daemon().name("test: " + name).start(() -> complete(done, body));
    for (int seconds = 0; !isDone(done, name); seconds++) {
      if (seconds == DUMPED_AFTER) {
        System.out.println(name + " hangs; all threads: " + dump());
      }
      if (seconds == GIVEN_UP_AFTER) {
        thread.interrupt();
        throw new AssertionError("hangs for " + seconds + " s; all threads are in the dump");
      }
    }
  }

  private static void complete(CompletableFuture<Boolean> done, Body body) {
    try {
      body.run();
      done.complete(true);
    } catch (Throwable failed) {
      done.completeExceptionally(failed);
    }
  }

  /** Waits a second for it. */
  private static boolean isDone(CompletableFuture<Boolean> done, String name) throws Exception {
    long begin = System.nanoTime();
    try {
      return done.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case Error error -> throw error;
        case Exception exception -> throw exception;
        case null, default -> throw failed;
      }
    } finally {
      Duration passed = Duration.ofNanos(System.nanoTime() - begin);
      if (passed.compareTo(STOOD_STILL) > 0) {
        System.out.println(name + ": the machine stood still for " + passed);
      }
    }
  }

  /** By the JDK's own tool: nothing in the language shows virtual threads. */
  private static Path dump() throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "hangs").toAbsolutePath());
    Path file = folder.resolve("threads-" + System.nanoTime() + ".txt");
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(ProcessHandle.current().pid()),
            "Thread.dump_to_file",
            file.toString())
        .inheritIO()
        .start();
    return file;
  }
}
