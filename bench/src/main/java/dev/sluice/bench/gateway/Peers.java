package dev.sluice.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Gets the programs that others wrote: from their package managers, by name, into one folder. What
 * cannot be had is a {@link MissingException}, and that peer is left out.
 */
final class Peers {
  static final String PORTKEY = "@portkey-ai/gateway@1.15.2";
  static final String LITELLM = "litellm[proxy]==1.110.2";
  static final String TENSORZERO = "tensorzero==2026.6.0";

  /** Where that version's other half cannot be had. */
  private static final String EARLIER_LITELLM = "litellm[proxy]==1.106.0";

  private static final long PATIENCE_MINUTES = 10;
  private static final String VERSION = "version.txt";

  private final Path folder;

  /** A peer that cannot be measured here. */
  static final class MissingException extends Exception {
    private static final long serialVersionUID = 1;

    MissingException(String why) {
      super(why);
    }
  }

  Peers(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder.toAbsolutePath());
  }

  /** The program that is called so, if there is one. */
  static String program(String name) throws MissingException {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/go/bin";
    return Arrays.stream(path.split(":"))
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(() -> new MissingException("there is no program `" + name + "` here"));
  }

  Path go() throws IOException, MissingException {
    Path binary = folder.resolve("go-proxy");
    Path source = folder.resolve("proxy.go");
    try (var code = Peers.class.getResourceAsStream("proxy.go")) {
      if (code == null) {
        throw new IOException("proxy.go is not on the class path");
      }
      Files.copy(code, source, StandardCopyOption.REPLACE_EXISTING);
    }
    run(program("go"), "build", "-o", binary.toString(), source.toString());
    return binary;
  }

  Path portkey() throws IOException, MissingException {
    Path place = Files.createDirectories(folder.resolve("portkey"));
    Path script = place.resolve("node_modules/@portkey-ai/gateway/build/start-server.js");
    if (!Files.exists(script)) {
      program("node");
      run(
          program("npm"),
          "install",
          "--prefix",
          place.toString(),
          "--no-audit",
          "--no-fund",
          PORTKEY);
    }
    if (!Files.exists(script)) {
      throw new MissingException(PORTKEY + " has no " + script.getFileName());
    }
    return script;
  }

  Path litellm() throws IOException, MissingException {
    Path place = folder.resolve("litellm");
    Path program = place.resolve("bin/litellm");
    if (!Files.exists(program)) {
      try {
        python(place, LITELLM);
      } catch (MissingException half) {
        python(place, EARLIER_LITELLM);
      }
    }
    return program;
  }

  /** The gateway itself; the package for Python has had none. */
  Path tensorzero() throws IOException, MissingException {
    Path place = folder.resolve("tensorzero");
    if (!Files.exists(place.resolve(VERSION))) {
      python(place, TENSORZERO);
    }
    for (String name : List.of("tensorzero-gateway", "gateway", "tensorzero")) {
      Path program = place.resolve("bin").resolve(name);
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    throw new MissingException(
        TENSORZERO + " of PyPI ships no gateway program, and its other forms are container images");
  }

  private void python(Path place, String what) throws IOException, MissingException {
    run(program("python3"), "-m", "venv", place.toString());
    run(place.resolve("bin/pip").toString(), "install", "-q", what);
    Files.writeString(place.resolve(VERSION), what);
  }

  /** Which versions were measured. */
  List<String> versions() throws IOException {
    List<String> versions = new ArrayList<>();
    for (String name : List.of("litellm", "tensorzero")) {
      Path version = folder.resolve(name).resolve(VERSION);
      if (Files.exists(version)) {
        versions.add(Files.readString(version));
      }
    }
    return versions;
  }

  /** What a program says when it is asked for its version, in one line. */
  static String said(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      return text.strip().lines().findFirst().orElse("unknown");
    } catch (IOException none) {
      return "unknown";
    }
  }

  private void run(String... command) throws IOException, MissingException {
    Path log = folder.resolve("install.log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new MissingException("not installed within %d minutes".formatted(PATIENCE_MINUTES));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
    if (process.exitValue() != 0) {
      List<String> lines = Files.readAllLines(log);
      throw new MissingException(
          "cannot be installed: " + (lines.isEmpty() ? "no reason given" : lines.getLast()));
    }
  }
}
