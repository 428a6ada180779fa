package dev.sluice.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs what users run most, against a server of its own that knows one answer, so that the JVM sees
 * which classes a start needs: the launcher makes the AOT cache from this run. It reaches no
 * network, and what it keeps of the answers is in a folder of its own, which it takes away again.
 */
public final class Rehearsal {
  private static final String ANSWER =
      """
      HTTP/1.1 200 OK\r
      content-type: text/event-stream\r
      connection: close\r
      \r
      data: {"id":"r","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

      data: {"id":"r","model":"m","choices":[{"index":0,"delta":{"content":"Hello."}}]}

      data: {"id":"r","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

      data: {"id":"r","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}

      data: [DONE]

      """;

  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException {
    ProcessInterrupts interrupts = ProcessInterrupts.install();
    Surroundings process = Main.surroundings(interrupts);
    Path data = Files.createTempDirectory("sluice-rehearsal");
    try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> answer(server));
      String baseUrl = "http://127.0.0.1:" + server.getLocalPort() + "/v1";
      play(process, data, baseUrl, "", "--version");
      play(process, data, baseUrl, "", "ask", "--help");
      play(process, data, baseUrl, "", "models", "--offline");
      play(process, data, baseUrl, "", "ask", "-m", "openai/m", "--temperature", "0", "Hello");
      play(process, data, baseUrl, "Hello", "ask", "-m", "openai/m", "--format", "events");
      play(process, data, baseUrl, "Hello\nquit\n", "chat", "-m", "openai/m");
      play(process, data, baseUrl, "", "ask", "-m", "openai/m", "-c", "Hello");
      play(process, data, baseUrl, "", "log");
      play(process, data, baseUrl, "", "log", "show");
      play(process, data, baseUrl, "", "log", "follow");
      play(process, data, baseUrl, "", "log", "search", "Hello");
      play(process, data, baseUrl, "", "ask", "-m", "nobody/m", "Hello");
      play(process, data, baseUrl, "", "ask", "--modell", "m", "Hello");
      SignalDeath.rehearse();
    } finally {
      delete(data);
    }
    interrupts.finished();
    System.exit(ExitCode.COMPLETED);
  }

  private static void play(
      Surroundings process, Path data, String baseUrl, String in, String... arguments) {
    Map<String, String> environment = new HashMap<>(process.environment());
    environment.put("OPENAI_BASE_URL", baseUrl);
    environment.remove("OPENAI_API_KEY");
    environment.put(LogSettings.FOLDER_SETTING, data.toString());
    environment.put(LogSettings.SETTING, "on");
    Surroundings around =
        new Surroundings(
            environment,
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            process.terminals(),
            process.interrupts(),
            process.clock());
    if (new Cli(around).run(arguments) == ExitCode.FAILED) {
      throw new IllegalStateException("failed: " + List.of(arguments));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void answer(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        readRequest(client.getInputStream());
        client.getOutputStream().write(ANSWER.getBytes(StandardCharsets.UTF_8));
      } catch (IOException gone) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(gone);
        }
      }
    }
  }

  /** The head alone: what is sent after it fits into the socket's buffer. */
  private static void readRequest(InputStream in) throws IOException {
    int lineEnds = 0;
    while (lineEnds < 4) {
      int next = in.read();
      if (next < 0) {
        return;
      }
      boolean expected = next == (lineEnds % 2 == 0 ? '\r' : '\n');
      lineEnds = expected ? lineEnds + 1 : 0;
    }
  }
}
