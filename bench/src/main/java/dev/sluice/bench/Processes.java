package dev.sluice.bench;

import dev.sluice.bench.client.Contender;
import dev.sluice.bench.load.LoadServer;
import dev.sluice.bench.measure.ClientProcess;
import dev.sluice.bench.measure.Figures;
import dev.sluice.bench.measure.Order;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Starts the processes of the server and of the clients: all with the same JVM and flags. */
final class Processes {
  /**
   * Flags of every client's JVM besides its heap. langchain4j's streams each block a thread of the
   * common pool, which otherwise refuses to have more than 256 of them.
   */
  static final String CLIENT_FLAGS =
      "-XX:+UseG1GC -Djava.util.concurrent.ForkJoinPool.common.maximumSpares=20000";

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final long PATIENCE_SECONDS = 150;

  /** Starts fast and runs slowly: for those who only look whether it works. */
  private static final String SHORT_FLAG = "-XX:TieredStopAtLevel=1";

  private final Path work;
  private final boolean isShort;
  private final Certificate certificate;

  Processes(Path work, boolean isShort) throws IOException {
    this.isShort = isShort;
    this.work = Files.createDirectories(work);
    this.certificate = new Certificate(this.work, JAVA);
  }

  /** A load server, ready. */
  Server server(boolean tls) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx1g", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", classPath(Engine.CLASS_PATH), LoadServer.class.getName()));
    if (tls) {
      command.addAll(List.of(certificate.store().toString(), Certificate.PASSWORD));
    }
    Process process =
        new ProcessBuilder(command).redirectError(work.resolve("server.err").toFile()).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String url = out.readLine();
    if (url == null) {
      throw new IOException("the load server did not start: see " + work.resolve("server.err"));
    }
    return new Server(process, url);
  }

  /** Runs one client's process to its end and reads what it says. */
  Result measure(Scenario scenario, int repetition, Order order, Engine engine) throws Exception {
    Contender contender = order.contender();
    List<String> command =
        new ArrayList<>(List.of(JAVA, "-Xmx" + scenario.heap(), "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(List.of(CLIENT_FLAGS.split(" ")));
    if (isShort) {
      command.add(SHORT_FLAG);
    }
    if (scenario.isTls()) {
      command.addAll(certificate.trust());
    }
    command.addAll(List.of("-cp", classPath(contender.classPath(engine.classPath()))));
    command.add(ClientProcess.class.getName());
    command.addAll(order.arguments());
    String file = contender.name().toLowerCase(Locale.ROOT) + "-" + engine.commit();
    Path err = work.resolve(file + ".err");
    Path out = work.resolve(file + ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(err.toFile()).redirectOutput(out.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    Process process = builder.start();
    long patience = PATIENCE_SECONDS + (long) (order.warmSeconds() + order.seconds());
    boolean ended = process.waitFor(patience, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    Map<String, Double> figures = new TreeMap<>();
    for (String line : Files.readAllLines(out)) {
      Figures.read(line, figures);
    }
    String error = "";
    if (!ended) {
      error = "had not finished after " + patience + " s";
    } else if (process.exitValue() == 3) {
      error = "ran out of its heap of " + scenario.heap();
    } else if (process.exitValue() != 0) {
      error = lastWord(err);
    }
    return new Result(
        scenario.id(),
        contender.id(),
        engine.commit(),
        repetition,
        error.isEmpty() ? figures : Map.of(),
        error);
  }

  private static String lastWord(Path err) throws IOException {
    List<String> lines = Files.readAllLines(err);
    for (String line : lines.reversed()) {
      if (line.startsWith("bench: ")) {
        return line.substring("bench: ".length());
      }
    }
    return lines.isEmpty() ? "ended without a word" : lines.getLast();
  }

  private static String classPath(List<String> entries) {
    return String.join(File.pathSeparator, entries);
  }

  /** A load server's process. */
  record Server(Process process, String url) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      process.destroyForcibly();
    }
  }
}
