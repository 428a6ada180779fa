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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A client in another language: a script and a package, in a process of its own. */
final class ProcessClient implements StockClient {
  private static final Path HOME = Path.of("target", "clients").toAbsolutePath();
  private static final long INSTALLING_SECONDS = 180;

  private final List<String> command;
  private final Map<String, String> environment;

  private ProcessClient(List<String> command, Map<String, String> environment) {
    this.command = command;
    this.environment = environment;
  }

  /** The one for Python, installed by its name; skips if there is no Python. */
  static ProcessClient python(String version) throws IOException, InterruptedException {
    return python(version, "chat.py");
  }

  /** The same with another script. */
  static ProcessClient python(String version, String script)
      throws IOException, InterruptedException {
    return python("openai", "openai", version, script);
  }

  /** One of this name and this module. */
  static ProcessClient python(String name, String module, String version, String script)
      throws IOException, InterruptedException {
    assumeTrue(works("python3", "-m", "pip", "--version"), "skipped: no python3 with pip here");
    Path packages = HOME.resolve((name.equals("openai") ? "" : name + "-") + "python-" + version);
    if (!Files.isDirectory(packages.resolve(module))) {
      install(
          List.of(
              "python3",
              "-m",
              "pip",
              "install",
              "--quiet",
              "--disable-pip-version-check",
              "--target",
              packages.toString(),
              name + "==" + version));
    }
    return new ProcessClient(
        List.of("python3", script(script)), Map.of("PYTHONPATH", packages.toString()));
  }

  /** The one for Node, installed by its name; skips if there is no Node. */
  static ProcessClient node(String version) throws IOException, InterruptedException {
    return node(version, "chat.mjs");
  }

  /** The same with another script. */
  static ProcessClient node(String version, String script)
      throws IOException, InterruptedException {
    return node("openai", version, "index.mjs", script);
  }

  /**
   * One of this name.
   *
   * @param index where its module is in the package
   */
  static ProcessClient node(String name, String version, String index, String script)
      throws IOException, InterruptedException {
    assumeTrue(works("node", "--version") && works("npm", "--version"), "skipped: no node here");
    String own = name.equals("openai") ? "" : name.replaceAll("[^a-z]+", "") + "-";
    Path packages = HOME.resolve(own + "node-" + version);
    Path home = packages.resolve("node_modules").resolve(name).resolve(index);
    if (!Files.exists(home)) {
      Files.createDirectories(packages);
      install(
          List.of(
              "npm",
              "install",
              "--silent",
              "--no-audit",
              "--no-fund",
              "--no-save",
              "--prefix",
              packages.toString(),
              name + "@" + version));
    }
    return new ProcessClient(List.of("node", script(script), home.toUri().toString()), Map.of());
  }

  private static boolean works(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  private static void install(List<String> command) throws IOException, InterruptedException {
    Files.createDirectories(HOME);
    Path log = Files.createTempFile(HOME, "install", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(INSTALLING_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    assumeTrue(
        ended && process.exitValue() == 0,
        () -> "skipped: " + command + " does not work here, see " + log);
  }

  private static String script(String name) throws IOException {
    Path copy = HOME.resolve(name);
    Files.createDirectories(HOME);
    try (var from = ProcessClient.class.getResourceAsStream("/clients/" + name)) {
      Files.copy(Objects.requireNonNull(from, name), copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy.toString();
  }

  @Override
  public List<String> tell(URI base, String model, String what, Runnable left)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(base + "/v1", model, what));
    Path errors = Files.createTempFile(HOME, "errors", ".log");
    ProcessBuilder builder = new ProcessBuilder(all).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> told = new ArrayList<>();
      for (String line; (line = lines.readLine()) != null; ) {
        told.add(line);
        if (line.startsWith("left=")) {
          left.run();
          process.outputWriter(StandardCharsets.UTF_8).close();
        }
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
      Files.delete(errors);
      return told;
    } finally {
      process.destroyForcibly();
    }
  }
}
