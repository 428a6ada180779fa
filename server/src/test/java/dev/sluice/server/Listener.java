package dev.sluice.server;

import dev.sluice.server.clients.Block;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A client of a stream of events that keeps what it has seen, however its connection ends. It can
 * be one that hangs up now and then, and goes on behind what it has.
 */
final class Listener {
  private final HttpClient http;
  private final String dialect;
  private final CompletableFuture<String> run = new CompletableFuture<>();
  private final List<Block> seen = new ArrayList<>(); // Guarded by itself.
  private Thread thread = Thread.currentThread();

  private Listener(HttpClient http, String dialect) {
    this.http = http;
    this.dialect = dialect;
  }

  /** One that listens to the answer to a request until that ends. */
  static Listener to(HttpClient http, String dialect, HttpRequest request) {
    Listener made = new Listener(http, dialect);
    made.thread = Thread.ofVirtual().start(() -> made.listen(request, Integer.MAX_VALUE));
    return made;
  }

  /**
   * One that hangs up at random.
   *
   * @param behind the request for what comes behind an id, which is empty at first
   */
  static Listener restless(
      HttpClient http, String dialect, Function<String, HttpRequest> behind, Random random) {
    Listener made = new Listener(http, dialect);
    made.thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (made.listen(behind.apply(made.last()), 1 + random.nextInt(30))) {
                    // And once more.
                  }
                });
    return made;
  }

  /** Whether it hung up itself. */
  private boolean listen(HttpRequest request, int most) {
    try {
      HttpResponse<InputStream> answer =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      run.complete(answer.headers().firstValue("sluice-run").orElse(""));
      if (answer.statusCode() != 200) {
        return false;
      }
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        return read(lines, most);
      }
    } catch (IOException broken) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      run.complete("");
    }
  }

  private boolean read(BufferedReader lines, int most) throws IOException {
    int count = 0;
    StringBuilder block = new StringBuilder();
    String id = last();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      block.append(line).append('\n');
      if (line.isEmpty()) {
        for (Block whole : Block.all("id: " + id + "\n" + block)) {
          id = whole.id();
          synchronized (seen) {
            seen.add(whole);
          }
          if (++count == most) {
            return true;
          }
        }
        block.setLength(0);
      }
    }
    return false;
  }

  String dialect() {
    return dialect;
  }

  /** The run that it hears of; empty if it heard of none. */
  String run() {
    return run.join();
  }

  List<Block> seen() {
    synchronized (seen) {
      return List.copyOf(seen);
    }
  }

  private String last() {
    List<Block> all = seen();
    return all.isEmpty() ? "" : all.getLast().id();
  }

  /** Waits until it hears no more. */
  void join() throws InterruptedException {
    if (!thread.join(World.PATIENCE)) {
      throw new AssertionError("it hears no end behind " + last());
    }
  }
}
