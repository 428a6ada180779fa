package dev.sluice.server;

import dev.sluice.models.Models;
import dev.sluice.simulator.Simulator;
import dev.sluice.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A gateway in a process of its own, with its runs on a disk, to be killed. */
final class GatewayChild implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final URI base;
  private final Duration took;

  private GatewayChild(Process process, URI base, Duration took) {
    this.process = process;
    this.base = base;
    this.took = took;
  }

  /**
   * What the process does: it serves until it is killed, or nobody holds its standard input.
   *
   * @param arguments the folder, and where the provider is
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    try (Models frames = Models.builder().withoutEnvironment().build();
        Store store =
            Store.builder(folder)
                .nativeFolder(folder.resolve("native"))
                .formats(Wiring.formats(frames))
                .open();
        Wiring wired = new Wiring(URI.create(arguments[1]), store.runs(), GatewaySettings.USUAL)) {
      System.out.println(wired.gateway.baseUrl());
      int _ = System.in.read();
    }
  }

  /** Starts one, and waits until it serves. */
  static GatewayChild start(Path folder, Simulator provider) throws IOException {
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayChild.class.getName(),
                folder.toString(),
                provider.origin().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    if (line == null) {
      process.destroyForcibly();
      throw new AssertionError("the gateway ended before it served");
    }
    return new GatewayChild(process, URI.create(line), Duration.ofNanos(System.nanoTime() - began));
  }

  URI at(String path) {
    return URI.create(base + path);
  }

  int port() {
    return base.getPort();
  }

  /** How long it took from its start until it served. */
  Duration took() {
    return took;
  }

  /** Ends it without a chance to say goodbye. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
