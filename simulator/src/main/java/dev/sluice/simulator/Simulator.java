package dev.sluice.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A provider of language models that says what a script tells it to and commits every fault: on
 * real sockets, byte for byte, at the scripted times. It records each request, and when and how its
 * client left. Safe for use by many threads.
 *
 * <pre>{@code
 * try (var simulator = Simulator.start("words \"Hello, world\"\nrst")) {
 *   // point a client at simulator.baseUrl(), then:
 *   simulator.awaitClientLeft(1, Duration.ofSeconds(5));
 * }
 * }</pre>
 */
public final class Simulator implements AutoCloseable {
  private final Stage stage;
  private final ServerSocketChannel server;
  private final InetSocketAddress address;
  private final List<Loop> loops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private Simulator(Script script, Options options) throws IOException {
    stage = new Stage(script, options);
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(options.address(), options.port()), options.backlog());
    address = (InetSocketAddress) server.getLocalAddress();
    for (int i = 0; i < Math.max(1, options.threads()); i++) {
      loops.add(new Loop(stage));
    }
    loops.getFirst().listen(server, loops);
    for (Loop loop : loops) {
      var thread = new Thread(loop, "simulator-" + address.getPort() + "-" + threads.size());
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /**
   * Starts on loopback, at a free port.
   *
   * @throws ScriptException if the text is no script, naming the line
   */
  public static Simulator start(String script) {
    return start(Script.parse(script));
  }

  /** Starts on loopback, at a free port. */
  public static Simulator start(Script script) {
    return start(script, Options.defaults());
  }

  /**
   * Starts where the options say.
   *
   * @throws UncheckedIOException if the port cannot be bound
   */
  public static Simulator start(Script script, Options options) {
    try {
      return new Simulator(script, options);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the simulator cannot listen on %s:%d: %s"
              .formatted(options.address().getHostAddress(), options.port(), e.getMessage()),
          e);
    }
  }

  /**
   * Where clients of OpenAI's formats find it, in the form they take as their base: {@code
   * http://127.0.0.1:PORT/v1}.
   */
  public URI baseUrl() {
    return URI.create(origin() + "/v1");
  }

  /** Where it is, without a path: what clients of most other formats take as their base. */
  public URI origin() {
    InetAddress bound = address.getAddress();
    String host = bound.isAnyLocalAddress() ? "127.0.0.1" : bound.getHostAddress();
    return URI.create(
        (stage.options().tls().isPresent() ? "https://" : "http://")
            + (bound instanceof Inet6Address ? "[" + host + "]" : host)
            + ":"
            + port());
  }

  /** The port it listens on. */
  public int port() {
    return address.getPort();
  }

  /** Replaces the script. Requests that are being answered keep their response. */
  public void script(Script script) {
    stage.script(script);
  }

  /** Replaces the script. Requests that are being answered keep their response. */
  public void script(String script) {
    script(Script.parse(script));
  }

  /** Answers requests to exactly this path, with any method, from a script of their own. */
  public void script(String path, Script script) {
    stage.script(path, script);
  }

  /** The requests that came, the oldest first, up to the number that {@link Options} keeps. */
  public List<Seen> requests() {
    return stage.recorder().all();
  }

  /** How many connections are open. */
  public int openConnections() {
    return stage.recorder().openConnections();
  }

  /** How many connections were ever accepted, without the refused ones. */
  public long acceptedConnections() {
    return stage.recorder().acceptedConnections();
  }

  /**
   * Waits for a request to be there in full.
   *
   * @param number which one, from 1
   * @throws AwaitTimeoutException if it does not come in time
   * @throws IllegalArgumentException if it came so long ago that it is not kept
   */
  public Seen awaitRequest(int number, Duration timeout) throws InterruptedException {
    return stage.recorder().awaitRequest(number, timeout);
  }

  /**
   * Waits for the client of a request to close its connection, for which it must not have sent
   * another one on it.
   *
   * @param number which request, from 1
   * @throws AwaitTimeoutException if it does not leave in time
   */
  public Departure awaitClientLeft(int number, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    Seen seen = awaitRequest(number, timeout);
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    return stage
        .recorder()
        .await(
            "the client of request " + number + " to leave",
            left,
            () -> seen.departure().orElse(null));
  }

  /**
   * Waits for the script to come to the ending of a response.
   *
   * @param number which request, from 1
   * @return the ending's name in the script
   * @throws AwaitTimeoutException if it does not come in time
   */
  public String awaitEnding(int number, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    Seen seen = awaitRequest(number, timeout);
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    return stage
        .recorder()
        .await("the ending of request " + number, left, () -> seen.ending().orElse(null));
  }

  /**
   * Waits until so many connections are open: with 0, until every client has left.
   *
   * @throws AwaitTimeoutException if it does not come to that in time
   */
  public void awaitOpenConnections(int count, Duration timeout) throws InterruptedException {
    Recorder recorder = stage.recorder();
    boolean ignored =
        recorder.await(
            count + " open connections",
            timeout,
            () -> recorder.openConnections() == count ? true : null);
  }

  /** Closes the port and all connections, and ends the threads. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      loops.forEach(Loop::stop);
      joinThreads();
    }
  }

  private void joinThreads() {
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
