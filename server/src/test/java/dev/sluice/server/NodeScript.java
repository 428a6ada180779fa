package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A script for Node with a package as others publish it, in a process of its own. */
final class NodeScript {
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
    Path home = Packages.node(name, version, "");
    return new NodeScript(Packages.script(file), home.resolve(entry));
  }

  /** Has it do something, and gives what it tells, {@code name=value} each. */
  List<String> tell(URI base, String model, String what) throws IOException, InterruptedException {
    Path errors = Files.createTempFile(Packages.HOME, "errors", ".log");
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
      if (!ended) {
        process.destroyForcibly(); // It closes what the reader has not read yet.
      }
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
