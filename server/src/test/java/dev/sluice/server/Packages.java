package dev.sluice.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A package as others publish it, installed once and kept below {@code target}. */
final class NpmPackage {
  static final Path HOME = Path.of("target", "clients").toAbsolutePath();
  private static final long INSTALLING_SECONDS = 180;

  private NpmPackage() {}

  /**
   * Where the package is; skips if it is not to be had.
   *
   * @param setup the script of the package that npm would run after its installation; empty for
   *     none. Of all others none is run
   */
  static Path installed(String name, String version, String setup)
      throws IOException, InterruptedException {
    assumeTrue(works("node") && works("npm"), "skipped: no node here");
    Path packages = HOME.resolve(name.replace('/', '-') + "-" + version);
    Path home = packages.resolve("node_modules").resolve(name);
    Path done = packages.resolve("set-up");
    if (!Files.isDirectory(home)) {
      Files.createDirectories(packages);
      run(
          packages,
          List.of(
              "npm",
              "install",
              "--silent",
              "--no-audit",
              "--no-fund",
              "--no-save",
              "--ignore-scripts",
              "--prefix",
              packages.toString(),
              name + "@" + version));
    }
    if (!setup.isEmpty() && !Files.exists(done)) {
      run(home, List.of("node", setup));
      Files.createFile(done);
    }
    return home;
  }

  private static boolean works(String program) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(program, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  private static void run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(HOME, "install", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(INSTALLING_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    assumeTrue(
        ended && process.exitValue() == 0,
        () -> "skipped: " + command.getLast() + " cannot be installed here, see " + log);
  }

  /** A script of the tests' resources, as a file. */
  static String script(String file) throws IOException {
    Path copy = HOME.resolve(file);
    Files.createDirectories(HOME);
    try (var from = NpmPackage.class.getResourceAsStream("/clients/" + file)) {
      Files.copy(Objects.requireNonNull(from, file), copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy.toString();
  }
}
