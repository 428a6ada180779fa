package dev.sluice.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Streams canned answers to whoever asks, on one thread that does as little as it can: it shares
 * the machine with the client that is measured. See {@link Ask} for what can be asked; in which
 * {@link Format} it answers is told by the path that follows.
 *
 * <p>It wakes at most once a millisecond. Nothing goes out early; chunks that are due in the same
 * millisecond go out together, each to its own stream in a write of its own. The phases of streams
 * are spread evenly over the time between two chunks.
 */
public final class LoadServer implements AutoCloseable {
  /** Before a number: from now on all that is paced goes so many times as fast. */
  public static final String PACE = "/pace/";

  /** Has it speak that. */
  public static final String HTTP_2 = "http2";

  private static final byte[] PACED =
      "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int BACKLOG = 4_096;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Selector selector = Selector.open();
  private final ServerSocketChannel acceptor = ServerSocketChannel.open();
  private final PriorityQueue<Answer> due = new PriorityQueue<>();
  private final Map<Shape, Chunks> chunks = new HashMap<>();
  private final ByteBuffer input = ByteBuffer.allocateDirect(16 * 1024);
  private final Phases phases = new Phases();
  private int pace = 1;
  private volatile boolean closed;

  /** A server on a free port of the loopback interface; it serves once it is {@link #run}. */
  public LoadServer() throws IOException {
    for (Ask.Kind kind : Ask.Kind.values()) {
      chunks(new Shape(Format.CHAT_COMPLETIONS, kind));
    }
    acceptor.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    acceptor.configureBlocking(false);
    acceptor.register(selector, SelectionKey.OP_ACCEPT);
  }

  private record Shape(Format format, Ask.Kind kind) {}

  private Chunks chunks(Shape shape) {
    return chunks.computeIfAbsent(shape, each -> Chunks.of(each.format(), each.kind()));
  }

  /** Where it listens. */
  public int port() {
    return acceptor.socket().getLocalPort();
  }

  /** Serves on this thread until {@link #close}. */
  public void run() throws IOException {
    while (!closed) {
      playWhatIsDue();
      Answer next = due.peek();
      if (next == null) {
        selector.select(this::handle);
      } else {
        long millis = (next.dueNanos - System.nanoTime() + 999_999) / 1_000_000;
        selector.select(this::handle, Math.max(1, millis));
      }
    }
  }

  private void playWhatIsDue() throws IOException {
    long now = System.nanoTime();
    while (true) {
      Answer next = due.peek();
      if (next == null || next.dueNanos > now) {
        return;
      }
      due.remove();
      if (next.playOne(pace)) {
        due.add(next);
      }
    }
  }

  private void handle(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept();
        return;
      }
      Answer answer = (Answer) key.attachment();
      try {
        if (key.isReadable()) {
          read(answer);
        }
        if (key.isValid() && key.isWritable() && answer.isWritable()) {
          due.add(answer);
        }
      } catch (IOException left) {
        answer.leave();
      }
    } catch (IOException broken) {
      throw new IllegalStateException("the load server cannot go on", broken);
    }
  }

  private void accept() throws IOException {
    for (SocketChannel socket = acceptor.accept(); socket != null; socket = acceptor.accept()) {
      socket.configureBlocking(false);
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SelectionKey key = socket.register(selector, SelectionKey.OP_READ);
      key.attach(new Answer(key, socket));
    }
  }

  private void read(Answer answer) throws IOException {
    input.clear();
    if (answer.socket.read(input) < 0) {
      answer.leave();
      return;
    }
    input.flip();
    if (answer.request.take(input)) {
      if (answer.request.target().startsWith(PACE)) {
        pace = Integer.parseInt(answer.request.target().substring(PACE.length()));
        answer.socket.write(ByteBuffer.wrap(PACED));
        return;
      }
      Ask ask = Ask.of(answer.request.target());
      Shape shape = new Shape(Format.of(answer.request.target()), ask.kind());
      if (answer.begin(ask, chunks(shape), firstDue(ask))) {
        due.add(answer);
      }
    }
  }

  private long firstDue(Ask ask) {
    if (ask.rate() <= 0) {
      return System.nanoTime();
    }
    return System.nanoTime() + (long) (phases.next() * NANOS_PER_SECOND / ask.rate());
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    acceptor.close();
  }

  /**
   * Serves until its standard input ends; says on the standard output where. Over TLS with a key
   * store and its password, and with {@link #HTTP_2} behind them over HTTP/2.
   */
  public static void main(String[] args) throws Exception {
    if (args.length > 2 && args[2].equals(HTTP_2)) {
      Http2Server.serve(args[0], args[1]);
      return;
    }
    if (args.length > 0) {
      TlsServer.serve(args[0], args[1]);
      return;
    }
    try (LoadServer server = new LoadServer()) {
      System.out.println("http://127.0.0.1:" + server.port());
      exitWithParent();
      server.run();
    }
  }

  /** The runner holds the other end of the standard input: when it is gone, so is this. */
  public static void exitWithParent() {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nothing is said here.
                }
              } catch (IOException gone) {
                // As good as its end.
              }
              Runtime.getRuntime().halt(0);
            });
  }
}
