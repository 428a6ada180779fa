package dev.sluice.bench.gateway;

import dev.sluice.bench.Certificate;
import dev.sluice.bench.load.LoadServer;
import dev.sluice.bench.measure.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Starts the processes on both sides of a gateway, and reads what the client measured. */
final class LoadRun {
  /** What a client may need besides what it was told to take. */
  private static final long PATIENCE_SECONDS = 120;

  private final Path work;
  private final Certificate certificate;

  /**
   * A client's process.
   *
   * @param id what its files are called
   * @param loads one after the other, on the same streams
   */
  record Client(
      String id,
      List<Load> loads,
      Spoken spoken,
      String model,
      double warm,
      double seconds,
      int windows) {
    /** How long it takes all of them to be measured, once it is warm. */
    double measuring() {
      return seconds * windows * loads.stream().mapToInt(Load::longer).sum();
    }
  }

  LoadRun(Path work, Certificate certificate) {
    this.work = work;
    this.certificate = certificate;
  }

  Process upstream(boolean isHttp2) throws IOException {
    List<String> command = java("-Xmx1g", LoadServer.class);
    if (isHttp2) {
      String store = certificate.store().toString();
      command.addAll(List.of(store, Certificate.PASSWORD, LoadServer.HTTP_2));
    }
    return new ProcessBuilder(command).redirectError(work.resolve("upstream.log").toFile()).start();
  }

  private static List<String> java(String heap, Class<?> main) {
    String classPath = System.getProperty("java.class.path");
    return new ArrayList<>(
        List.of(GatewayBench.JAVA, heap, "-XX:+UseSerialGC", "-cp", classPath, main.getName()));
  }

  /** What went wrong; empty if nothing did. */
  String load(Client client, Started gateway, String upstream, Map<String, Double> figures)
      throws IOException, InterruptedException {
    Path out = work.resolve(client.id() + ".out");
    Path err = work.resolve(client.id() + ".err");
    List<String> command = java("-Xmx512m", LoadClient.class);
    command.addAll(
        List.of(
            gateway.url(),
            upstream,
            String.valueOf(gateway.process().pid()),
            client.loads().stream().map(Load::name).collect(Collectors.joining(",")),
            gateway.key(),
            String.valueOf(client.warm()),
            String.valueOf(client.seconds()),
            String.valueOf(client.windows()),
            client.spoken().name(),
            client.model()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    long patience = PATIENCE_SECONDS + (long) (client.warm() + client.measuring());
    if (!process.waitFor(patience, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      return "had not finished after " + patience + " s";
    }
    // What was measured before something went wrong counts.
    for (String line : Files.readAllLines(out)) {
      Figures.read(line, figures);
    }
    if (process.exitValue() == 0) {
      return "";
    }
    List<String> lines = Files.readAllLines(err);
    String last = lines.isEmpty() ? "ended without a word" : lines.getLast();
    return last.substring(0, Math.min(300, last.length()));
  }
}
