package dev.sluice.cli;

import dev.sluice.log.RunLogException;
import dev.sluice.provider.UserFolders;
import dev.sluice.store.Store;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store of kept answers, for a command that has something else to do: it is opened on a thread
 * of its own when it is first needed, and what is to be done with it is done there, in order.
 * Thread-safe.
 */
final class StoreKeeper implements AutoCloseable {
  /** What the store calls its database. */
  static final String FILE = "sluice.db";

  private final Surroundings around;
  private final LogSettings settings;
  private final Consumer<RunLogException> onTrouble;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("sluice-store").factory());

  /** Of that thread alone. */
  private @Nullable Store store;

  /** Why it could not be opened: it is not tried again. Of that thread alone. */
  private @Nullable RunLogException unusable;

  StoreKeeper(Surroundings around, LogSettings settings, Consumer<RunLogException> onTrouble) {
    this.around = around;
    this.settings = settings;
    this.onTrouble = onTrouble;
  }

  /** Whether anything was ever kept there. */
  static boolean isThere(LogSettings settings) {
    return Files.exists(settings.folder().resolve(FILE));
  }

  /**
   * Opens the store of these settings, on this thread. Answers whose process is gone are not ended
   * by themselves: whoever wants that does it when it is wanted.
   */
  static Store open(
      Surroundings around, LogSettings settings, Consumer<RunLogException> onTrouble) {
    return Store.builder(settings.folder())
        .clock(around.clock())
        .retention(settings.maxAge(), settings.maxBytes())
        .nativeFolder(UserFolders.cache(around.environment()))
        .settlesOrphans(false)
        .formats(new KeptFormats())
        .onTrouble(onTrouble)
        .open();
  }

  /**
   * Does something with the store, on its thread, once all that was asked for before is done.
   *
   * @param instead hears why it could not be done
   */
  void later(Consumer<Store> task, Consumer<RunLogException> instead) {
    thread.execute(
        () -> {
          try {
            task.accept(opened());
          } catch (RunLogException why) {
            instead.accept(why);
          } catch (RuntimeException | Error defect) {
            // Whoever waits shall be told, whatever is wrong here: also where a class can't be
            // loaded because no more files can be opened.
            instead.accept(
                new RunLogException(
                    RunLogException.Kind.UNUSABLE,
                    "a defect, please report it: " + defect,
                    defect));
          }
        });
  }

  private Store opened() {
    if (unusable != null) {
      throw unusable;
    }
    Store there = store;
    if (there == null) {
      try {
        there = open(around, settings, onTrouble);
        store = there;
      } catch (RunLogException why) {
        unusable = why;
        throw why;
      }
    }
    return there;
  }

  /** Closes it once all is done, or when this time is over. */
  boolean close(Duration patience) {
    Future<?> closed =
        thread.submit(
            () -> {
              if (store != null) {
                store.close();
              }
            });
    thread.shutdown();
    try {
      closed.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException late) {
      return false;
    }
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(5));
  }
}
