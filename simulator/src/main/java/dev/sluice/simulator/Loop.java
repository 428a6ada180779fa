package dev.sluice.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * One thread that serves many connections: it waits for sockets and for times, and blocks on
 * nothing else.
 */
final class Loop implements Runnable {
  private static final long MILLISECOND = 1_000_000L;

  private final Stage stage;
  private final Selector selector = Selector.open();
  private final Timers timers = new Timers();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Set<Connection> connections = new HashSet<>();
  private final ByteBuffer input = ByteBuffer.allocateDirect(64 << 10);
  private final ByteBuilder scratch = new ByteBuilder(4096);
  private final Consumer<SelectionKey> ready = this::ready;
  private volatile boolean stopped;

  Loop(Stage stage) throws IOException {
    this.stage = stage;
  }

  Stage stage() {
    return stage;
  }

  Selector selector() {
    return selector;
  }

  Timers timers() {
    return timers;
  }

  ByteBuffer input() {
    return input;
  }

  ByteBuilder scratch() {
    return scratch;
  }

  /** Accepts connections here and deals them out to {@code loops}. Called before the loop runs. */
  void listen(ServerSocketChannel server, List<Loop> loops) throws IOException {
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT, new Acceptor(server, loops));
  }

  @Override
  public void run() {
    try (selector) {
      while (!stopped) {
        select();
        runTasks();
        timers.fireDue(System.nanoTime());
      }
      // Connections that were dealt to this loop but not opened yet are opened to be closed.
      runTasks();
      List.copyOf(connections).forEach(Connection::close);
      // Closed channels let go of their sockets in the next selection.
      selector.selectNow();
    } catch (IOException e) {
      throw new UncheckedIOException("the selector failed", e);
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void select() throws IOException {
    long left = timers.untilNext(System.nanoTime());
    if (left <= 0) {
      selector.selectNow(ready);
    } else if (left == Long.MAX_VALUE) {
      selector.select(ready);
    } else {
      // Rounded up: steps that are due within the same millisecond share one wake-up.
      selector.select(ready, (left + MILLISECOND - 1) / MILLISECOND);
    }
  }

  private void ready(SelectionKey key) {
    switch (key.attachment()) {
      case Connection connection -> connection.ready();
      case Acceptor acceptor -> acceptor.accept();
      case null, default -> throw new AssertionError("a key of nobody");
    }
  }

  private void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  private void open(SocketChannel channel, long acceptedAt) {
    long id = stage.recorder().connectionOpened();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (stage.options().sendBuffer() > 0) {
        channel.setOption(StandardSocketOptions.SO_SNDBUF, stage.options().sendBuffer());
      }
      connections.add(new Connection(this, channel, id, acceptedAt));
    } catch (IOException e) {
      // The client left between connecting and being accepted.
      stage.recorder().connectionClosed();
    }
  }

  void closed(Connection connection) {
    connections.remove(connection);
    stage.recorder().connectionClosed();
  }

  /** Ends the loop and closes its connections. Safe to call from any thread. */
  void stop() {
    stopped = true;
    try {
      selector.wakeup();
    } catch (ClosedSelectorException e) {
      // It has ended already.
    }
  }

  /** Takes connections from the listening socket. */
  private final class Acceptor {
    private final ServerSocketChannel server;
    private final List<Loop> loops;
    private int next;

    Acceptor(ServerSocketChannel server, List<Loop> loops) {
      this.server = server;
      this.loops = loops;
    }

    void accept() {
      try {
        SocketChannel channel = server.accept();
        while (channel != null) {
          accepted(channel);
          channel = server.accept();
        }
      } catch (IOException e) {
        stage.log().accept("a connection could not be accepted: " + e.getMessage());
      }
    }

    private void accepted(SocketChannel channel) throws IOException {
      long now = System.nanoTime();
      if (stage.refusesNext()) {
        stage.log().accept("a connection was refused");
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
        return;
      }
      Loop loop = loops.get(next++ % loops.size());
      if (loop == Loop.this) {
        open(channel, now);
      } else {
        loop.execute(() -> loop.open(channel, now));
      }
    }
  }
}
