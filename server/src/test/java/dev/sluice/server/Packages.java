package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Packages as others publish them, for Node and for Python, installed once and kept below {@code
 * target}. A test skips where no registry is to be had, and fails where one is but a package is
 * not; what could not be installed is not tried again by this process.
 */
final class Packages {
  static final Path HOME = Path.of("target", "clients").toAbsolutePath();

  /** On a slow connection, and a machine that has other things to do. */
  private static final long INSTALLING_SECONDS = 900;

  private static final long ASKING_SECONDS = 60;

  /** What asks a registry for something that every registry has. */
  private static final List<String> NPM_ANSWERS = List.of("npm", "view", "npm", "version");

  /** Why each folder has nothing in it. */
  private static final Map<Path, String> MISSING = new ConcurrentHashMap<>();

  /** The same, where there is a registry. */
  private static final Map<Path, String> BROKEN = new ConcurrentHashMap<>();

  private Packages() {}

  /**
   * Where a package for Node is.
   *
   * @param setup the script of the package that npm would run after its installation; empty for
   *     none. Of all others none is run
   */
  static Path node(String name, String version, String setup)
      throws IOException, InterruptedException {
    Path folder = HOME.resolve("node-" + name.replace('/', '-') + "-" + version);
    Path home = folder.resolve("node_modules").resolve(name);
    install(
        folder,
        List.of(List.of("node", "--version"), List.of("npm", "--version")),
        List.of(
            "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--no-save",
            "--ignore-scripts",
            "--prefix",
            folder.toString(),
            name + "@" + version),
        NPM_ANSWERS);
    Path done = folder.resolve("set-up");
    if (!setup.isEmpty() && !Files.exists(done)) {
      run(folder, home, List.of("node", setup), NPM_ANSWERS);
      Files.createFile(done);
    }
    return home;
  }

  /**
   * Where packages for Python are.
   *
   * @param packages each with its version, separated by blanks
   */
  static Path python(String packages) throws IOException, InterruptedException {
    Path folder = HOME.resolve("python-" + packages.replaceAll("[^a-z0-9.]+", "-"));
    List<String> pip = List.of("python3", "-m", "pip");
    List<String> command = new ArrayList<>(pip);
    // What is imported compiles itself; the rest, which takes longer than all else, need not.
    command.addAll(List.of("install", "--no-compile", "--quiet", "--disable-pip-version-check"));
    command.add("--upgrade");
    command.addAll(List.of("--target", folder.toString()));
    command.addAll(List.of(packages.split(" ")));
    List<String> answers = new ArrayList<>(pip);
    answers.addAll(List.of("download", "--no-deps", "--no-cache-dir", "--quiet", "--dest"));
    answers.addAll(List.of(HOME.resolve("asked").toString(), "pip"));
    install(folder, List.of(List.of("python3", "-m", "pip", "--version")), command, answers);
    return folder;
  }

  /** Installs into a folder, unless all of it is there. */
  private static void install(
      Path folder, List<List<String>> needed, List<String> command, List<String> answers)
      throws IOException, InterruptedException {
    Path done = folder.resolve("installed");
    if (Files.exists(done)) {
      return;
    }
    for (List<String> program : needed) {
      if (!MISSING.containsKey(folder) && !works(program)) {
        MISSING.put(folder, "there is no " + program.getFirst() + " here");
      }
    }
    Files.createDirectories(folder);
    run(folder, folder, command, answers);
    Files.createFile(done);
  }

  private static boolean works(List<String> command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(ASKING_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException absent) {
      return false;
    }
  }

  /**
   * Runs what belongs to this folder. If it fails, now and from now on: skips if no registry
   * answers, and fails if one does.
   */
  private static void run(Path folder, Path at, List<String> command, List<String> answers)
      throws IOException, InterruptedException {
    if (!MISSING.containsKey(folder) && !BROKEN.containsKey(folder)) {
      Path log = Files.createTempFile(HOME, "install", ".log");
      Process process =
          new ProcessBuilder(command)
              .directory(at.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean ended;
      try {
        ended = process.waitFor(INSTALLING_SECONDS, TimeUnit.SECONDS);
      } finally {
        process.destroyForcibly();
      }
      if (!ended || process.exitValue() != 0) {
        Map<Path, String> reasons = works(answers) ? BROKEN : MISSING;
        reasons.put(folder, command.getLast() + " cannot be installed here, see " + log);
      }
    }
    assertThat(BROKEN).as("what a registry that answers does not give").doesNotContainKey(folder);
    assumeTrue(!MISSING.containsKey(folder), () -> "skipped: " + MISSING.get(folder));
  }

  /** A script of the tests' resources, as a file. */
  static String script(String file) throws IOException {
    Path copy = HOME.resolve(file);
    Files.createDirectories(HOME);
    try (var from = Packages.class.getResourceAsStream("/clients/" + file)) {
      Files.copy(Objects.requireNonNull(from, file), copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy.toString();
  }
}
