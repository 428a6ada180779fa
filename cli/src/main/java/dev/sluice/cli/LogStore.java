package dev.sluice.cli;

import dev.sluice.log.RunLogException;
import dev.sluice.store.Store;
import java.io.IOException;

/** Opens what is kept, for a command that reads or changes it and has nothing else to do. */
final class LogStore {
  private final Surroundings around;
  private final Notes notes;

  LogStore(Surroundings around) {
    this.around = around;
    this.notes = Notes.of(around);
  }

  /** What is done with it. */
  interface Task {
    /**
     * Does it.
     *
     * @return the exit code
     * @throws IOException if standard output takes no more
     */
    int run(Store store) throws IOException;
  }

  Notes notes() {
    return notes;
  }

  LogSettings settings() {
    return Configuration.of(around.environment()).log(false);
  }

  /**
   * Does it with runs settled whose process is gone; only says so if nothing was ever kept.
   *
   * @throws UsageException as the task does
   */
  int read(Task task) {
    LogSettings settings = settings();
    if (!StoreKeeper.isThere(settings)) {
      notes.say("nothing is kept in " + settings.folder());
      return ExitCode.COMPLETED;
    }
    return with(settings, true, task);
  }

  /**
   * Does it with something that must be there.
   *
   * @param settling whether runs whose process is gone are ended first
   * @throws UsageException if nothing was ever kept, or as the task does
   */
  int find(boolean settling, Task task) {
    LogSettings settings = settings();
    if (!StoreKeeper.isThere(settings)) {
      throw new UsageException("nothing is kept in " + settings.folder());
    }
    return with(settings, settling, task);
  }

  /** Does it, in a store that is made if it is not there. */
  int write(Task task) {
    return with(settings(), true, task);
  }

  private int with(LogSettings settings, boolean settling, Task task) {
    try (Store store = StoreKeeper.open(around, settings, this::tell)) {
      if (settling) {
        store.runs().settleOrphans();
      }
      return task.run(store);
    } catch (RunLogException trouble) {
      tell(trouble);
      return switch (trouble.kind()) {
        case GONE, BUSY, OVER -> ExitCode.USAGE;
        case FULL, LOCKED, CORRUPT, NEWER, UNUSABLE, CLOSED -> ExitCode.FAILED;
      };
    } catch (IOException full) {
      return Unwritable.tell(full, Destination.STANDARD_OUTPUT, notes);
    }
  }

  private void tell(RunLogException trouble) {
    notes.say(Visible.inOneLine(String.valueOf(trouble.getMessage())));
  }
}
