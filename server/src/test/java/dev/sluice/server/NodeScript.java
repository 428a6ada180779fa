package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A script for Node with a package as others publish it, in a process of its own. */
final class NodeScript {
  private static final Path HOME = Path.of("target", "clients").toAbsolutePath();
  private static final long INSTALLING_SECONDS = 180;
  private static final long RUNNING_SECONDS = 60;

  private final String script;
  private final Path entry;

  private NodeScript(String script, Path entry) {
    this.script = script;
    this.entry = entry;
  }

  /**
   * One that has a package, installed by its name; skips if it is not to be had.
   *
   * @param file the script, a resource
   * @param version of the package
   * @param entry a file of the package
   */
  static NodeScript with(String file, String name, String version, String entry)
      throws IOException, InterruptedException {
    assumeTrue(works("node") && works("npm"), "skipped: no node here");
    Path packages = HOME.resolve(name.replace('/', '-') + "-" + version);
    Path home = packages.resolve("node_modules").resolve(name);
    if (!Files.isDirectory(home)) {
      install(packages, name + "@" + version);
    }
    return new NodeScript(copy(file), home.resolve(entry));
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

  private static void install(Path packages, String what) throws IOException, InterruptedException {
    Files.createDirectories(packages);
    Path log = Files.createTempFile(HOME, "install", ".log");
    List<String> command =
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
            what);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(INSTALLING_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    assumeTrue(
        ended && process.exitValue() == 0,
        () -> "skipped: " + what + " cannot be installed here, see " + log);
  }

  private static String copy(String file) throws IOException {
    Path copy = HOME.resolve(file);
    Files.createDirectories(HOME);
    try (var from = NodeScript.class.getResourceAsStream("/clients/" + file)) {
      Files.copy(Objects.requireNonNull(from, file), copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy.toString();
  }

  /** Has it do something, and gives what it tells, {@code name=value} each. */
  List<String> tell(URI base, String model, String what) throws IOException, InterruptedException {
    Path errors = Files.createTempFile(HOME, "errors", ".log");
    Process process =
        new ProcessBuilder("node", script, entry.toUri().toString(), base.toString(), model, what)
            .redirectError(errors.toFile())
            .start();
    List<String> told = new ArrayList<>();
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                    lines.lines().forEach(told::add);
                  } catch (IOException | java.io.UncheckedIOException broken) {
                    told.add("broken=" + broken);
                  }
                });
    try {
      boolean ended = process.waitFor(RUNNING_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      reader.join();
      assertThat(ended).as("%s %s", told, Files.readString(errors)).isTrue();
      assertThat(process.exitValue()).as("%s %s", told, Files.readString(errors)).isZero();
      Files.delete(errors);
      return told;
    } finally {
      process.destroyForcibly();
    }
  }
}
