package dev.sluice.bench.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The lowest floor: one thread, one selector, one buffer, and a reader that takes HTTP's chunks
 * apart and counts lines. No client in Java can do less and still know where its answer ends.
 *
 * <p>With readers, the listener runs on a virtual thread for each stream, which parks until there
 * is something: no client can do less whose user reads in a loop.
 */
final class EpollClient implements Client {
  private final boolean withReaders;
  private final Selector selector;
  private final InetSocketAddress address;
  private final byte[] request;
  private final Queue<Connection> opened = new ConcurrentLinkedQueue<>();
  private final ByteBuffer input = ByteBuffer.allocateDirect(64 * 1024);
  private final Thread loop;

  EpollClient(String baseUrl, boolean withReaders) {
    this.withReaders = withReaders;
    URI uri = URI.create(baseUrl + "/chat/completions");
    address = new InetSocketAddress(uri.getHost(), uri.getPort());
    request =
        ("POST "
                + uri.getPath()
                + " HTTP/1.1\r\nhost: "
                + uri.getAuthority()
                + "\r\ncontent-type: application/json\r\ncontent-length: "
                + Requests.BODY.length()
                + "\r\n\r\n"
                + Requests.BODY)
            .getBytes(StandardCharsets.US_ASCII);
    try {
      selector = Selector.open();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    loop = Thread.ofPlatform().daemon().name("epoll").start(this::run);
  }

  @Override
  public Asked ask(Listener listener) {
    Connection connection = new Connection(withReaders ? new Reader(listener) : listener);
    opened.add(connection);
    selector.wakeup();
    return connection;
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        selector.select(key -> ((Connection) key.attachment()).read());
        for (Connection next = opened.poll(); next != null; next = opened.poll()) {
          next.open();
        }
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }

  @Override
  public void close() {
    loop.interrupt();
  }

  private final class Connection implements Asked {
    private final Listener listener;
    private final ChunkedBody body;
    private volatile boolean cancelled;
    private volatile boolean connected;
    private final SocketChannel socket;

    Connection(Listener listener) {
      this.listener = listener;
      this.body = new ChunkedBody(new DataLines(() -> listener.onChunk("")));
      try {
        socket = SocketChannel.open();
      } catch (IOException none) {
        throw new UncheckedIOException(none);
      }
    }

    /** On loopback connecting and writing a small request do not wait. */
    void open() {
      try {
        socket.connect(address);
        socket.configureBlocking(false);
        socket.write(ByteBuffer.wrap(request));
        socket.register(selector, SelectionKey.OP_READ, this);
        connected = true;
      } catch (IOException failed) {
        listener.onFailure(failed);
      }
    }

    void read() {
      try {
        input.clear();
        int read = socket.read(input);
        if (read < 0) {
          throw new IOException("closed in mid-answer");
        }
        input.flip();
        if (body.take(input)) {
          socket.close();
          listener.onEnd();
        }
      } catch (IOException failed) {
        close();
        if (!cancelled) {
          listener.onFailure(failed);
        }
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      if (connected) {
        close();
      }
      // A key of a closed channel is let go of, and its socket closed, by the next selection.
      selector.wakeup();
    }

    private void close() {
      try {
        socket.close();
      } catch (IOException gone) {
        // It is gone, as it should be.
      }
    }
  }

  /** Hands on to a listener what the loop tells it, on a thread that waits for it. */
  private static final class Reader implements Listener {
    private final Listener listener;
    private final AtomicInteger chunks = new AtomicInteger();
    private final Thread thread = Thread.ofVirtual().unstarted(this::read);
    private volatile boolean over;

    Reader(Listener listener) {
      this.listener = listener;
      thread.start();
    }

    private void read() {
      while (!over || chunks.get() > 0) {
        int here = chunks.getAndSet(0);
        for (int i = 0; i < here; i++) {
          listener.onChunk("");
        }
        if (here == 0 && !over) {
          LockSupport.park();
        }
      }
      listener.onEnd();
    }

    @Override
    public void onChunk(String text) {
      chunks.incrementAndGet();
      LockSupport.unpark(thread);
    }

    @Override
    public void onEnd() {
      over = true;
      LockSupport.unpark(thread);
    }

    @Override
    public void onFailure(Throwable failure) {
      listener.onFailure(failure);
    }
  }
}
