package dev.sluice.store;

import dev.sluice.log.Replay;
import dev.sluice.log.RunIds;
import dev.sluice.log.RunLog;
import dev.sluice.log.RunLogException;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunStore;
import dev.sluice.provider.UserFolders;
import dev.sluice.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Kept answers in a folder: the log of runs, and the conversations that they belong to. Any number
 * of processes may have it open at once. Thread-safe.
 *
 * <pre>{@code
 * try (Store store = Store.open(folder)) {
 *   RunWriter writer = store.runs().begin(start);
 *   Ending ending = model.stream(start.request(), writer).await();
 *   Kept kept = writer.kept().join();
 * }
 * }</pre>
 *
 * <p>What is kept is in {@code sluice.db}, a SQLite database, and in the files that SQLite has
 * beside it; only their user may read them. Requests are kept without their headers, so no key is
 * in it, but what was asked and answered is.
 */
public final class Store implements AutoCloseable {
  /** What is older goes, unless it is told otherwise. */
  public static final Duration DEFAULT_AGE = Duration.ofDays(90);

  /** What is more than this goes, the oldest first, unless it is told otherwise. */
  public static final long DEFAULT_BYTES = 1L << 30;

  private static final String FILE = "sluice.db";
  private static final String WRITERS = "writers";

  private final Function<? super RunStart, ? extends Replay.Formats> formats;
  private final Database database;
  private final SqliteRunStore runStore;
  private final Conversations conversations;
  private final KeptRuns kept;
  private final RunLog runs;
  private final Upkeep upkeep;

  private Store(Builder settings, Database database) {
    Clock clock = settings.clock;
    this.formats = settings.formats;
    this.database = database;
    Writers writers = new Writers(database, settings.folder.resolve(WRITERS));
    Answers answers = new Answers(settings.formats);
    this.runStore = new SqliteRunStore(database, writers, writers.enlist(clock), answers);
    this.conversations = new Conversations(database, runStore, clock, RunIds.of(clock)::next);
    answers.to(conversations);
    this.kept = new KeptRuns(database, runStore);
    this.runs =
        RunLog.builder(runStore)
            .clock(clock)
            .groupDelay(settings.groupDelay)
            .onTrouble(settings.onTrouble)
            .formats(settings.formats)
            .build();
    this.upkeep = new Upkeep(clock, settings.onTrouble);
    Retention retention =
        new Retention(database, clock, settings.age, settings.bytes, upkeep::isClosed);
    Runnable settle = settings.settles ? runs::settleOrphans : () -> {};
    upkeep.start(
        List.of(settle, conversations::deleteUnfinishedImports, retention::clean),
        database::moveLog);
    database.onLog(upkeep::call);
  }

  /**
   * Opens what is kept in a folder, which is made if it isn't there.
   *
   * @throws RunLogException if it can't be used: of a later version, damaged, locked, without room,
   *     or not to be read or written; the message says what to do
   */
  public static Store open(Path folder) {
    return builder(folder).open();
  }

  /** For a store with settings. */
  public static Builder builder(Path folder) {
    return new Builder(folder);
  }

  /** The log of runs: begins them, and lets them be followed. It is closed with this. */
  public RunLog runs() {
    return runs;
  }

  /** What makes events of a run's entries again, its {@linkplain Builder#formats frames} too. */
  public Replay replay(RunStart start) {
    return Replay.of(start, formats.apply(start));
  }

  /** Lists runs, those that others write included, and deletes them. */
  public KeptRuns kept() {
    return kept;
  }

  /** The conversations that answers belong to. */
  public Conversations conversations() {
    return conversations;
  }

  /** Where the database is. */
  public Path file() {
    return database.file();
  }

  /** Where runs are kept. */
  RunStore runStore() {
    return runStore;
  }

  /** The database itself. */
  Database database() {
    return database;
  }

  /**
   * Lets go of everything, once what was told until now is kept; waits for that, as {@link
   * RunLog#close} does, and an interrupt does not end the waiting. Runs without an ending stay
   * without one, for another process to end.
   */
  @Override
  public void close() {
    upkeep.close();
    // With it the store of runs, once the disk answers. Also for whoever is interrupted: to wait
    // less would take the database from what is being kept, and it waits for 5 s at the most.
    runs.closing().join();
    database.close();
  }

  /** Settings of a store. Not thread-safe. */
  public static final class Builder {
    private final Path folder;
    private Clock clock = Clock.system();
    private Duration age = DEFAULT_AGE;
    private long bytes = DEFAULT_BYTES;
    private Duration patience = Database.PATIENCE;
    private Consumer<RunLogException> onTrouble = trouble -> {};
    private @Nullable Path nativeFolder;
    private boolean settles = true;
    private Duration groupDelay = Duration.ofMillis(20);
    private Function<? super RunStart, ? extends Replay.Formats> formats =
        start -> format -> Optional.empty();

    private Builder(Path folder) {
      this.folder = folder.toAbsolutePath();
    }

    /** The time of day that runs are kept with, and that retention goes by. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * How much is kept; what is pinned or goes on is, in any case.
     *
     * @param age what has not changed for longer goes
     * @param bytes once the database holds more than this, the oldest goes
     * @throws IllegalArgumentException if one of them is not above zero
     */
    public Builder retention(Duration age, long bytes) {
      if (age.isNegative() || age.isZero() || bytes <= 0) {
        throw new IllegalArgumentException("nothing would be kept: " + age + ", " + bytes);
      }
      this.age = age;
      this.bytes = bytes;
      return this;
    }

    /**
     * Told what goes wrong in the background, on the thread where it did: once for each run that is
     * not kept whole, and when old ones can't be removed.
     */
    public Builder onTrouble(Consumer<RunLogException> onTrouble) {
      this.onTrouble = Objects.requireNonNull(onTrouble, "onTrouble");
      return this;
    }

    /**
     * Where SQLite's native library is unpacked once; the user's cache folder if this is not told.
     * The first store of a process decides.
     */
    public Builder nativeFolder(Path folder) {
      this.nativeFolder = Objects.requireNonNull(folder, "folder");
      return this;
    }

    /**
     * Whether runs whose writers are gone are ended in the background, as interrupted; if not, they
     * wait for {@link RunLog#takeOver} or {@link RunLog#settleOrphans}, or for another process.
     */
    public Builder settlesOrphans(boolean settles) {
      this.settles = settles;
      return this;
    }

    /**
     * What reads the frames of a run that was kept as its provider's own frames, so that a
     * conversation gets its text, and one that is ended as interrupted says what it had used;
     * nothing unless this is told. With {@code models} that are {@code dev.sluice.models.Models}:
     *
     * <pre>{@code
     * start -> format ->
     *     models.frames(format, start.model(), start.request()).map(kept -> kept::frame)
     * }</pre>
     */
    public Builder formats(Function<? super RunStart, ? extends Replay.Formats> formats) {
      this.formats = Objects.requireNonNull(formats, "formats");
      return this;
    }

    /**
     * How long entries of runs may wait for others to be kept with, see {@link
     * RunLog.Builder#groupDelay}; 20 ms if this is not told. What waits is lost when the process is
     * killed; each group costs about the same, however many runs have something in it. {@link
     * #open} refuses what that does.
     */
    public Builder groupDelay(Duration delay) {
      this.groupDelay = Objects.requireNonNull(delay, "delay");
      return this;
    }

    /** How long one transaction waits for those of other processes. */
    Builder patience(Duration patience) {
      this.patience = patience;
      return this;
    }

    /**
     * Opens it.
     *
     * @throws RunLogException as {@link Store#open} does
     */
    public Store open() {
      Path file = folder.resolve(FILE);
      prepare(file);
      Database database = Database.open(file, patience);
      try {
        return new Store(this, database);
      } catch (RuntimeException | Error e) {
        database.close();
        throw e;
      }
    }

    private void prepare(Path file) {
      try {
        OwnFiles.folder(folder, FILE);
        if (Files.isDirectory(file)) {
          throw new IOException("there is a folder in the place of the file " + FILE);
        }
        OwnFiles.file(file);
      } catch (IOException e) {
        throw Trouble.of(folder, e);
      }
      try {
        NativeLibrary.unpack(
            nativeFolder != null ? nativeFolder : UserFolders.cache(System.getenv()));
      } catch (IOException e) {
        // SQLite's driver unpacks it into the folder for temporary files, at each start anew.
      }
    }
  }
}
