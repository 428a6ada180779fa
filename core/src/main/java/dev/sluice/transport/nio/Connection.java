package dev.sluice.transport.nio;

import dev.sluice.transport.ResponseHead;
import dev.sluice.transport.TransportFailure;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One socket: connects, perhaps through a proxy's tunnel and with TLS, then carries exchanges one
 * after the other. Belongs to its loop's thread.
 */
final class Connection implements EventLoop.Ready, Tls.Wire {
  private final EventLoop loop;
  private final Route route;
  private final @Nullable SSLContext context;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final Deque<ByteBuffer> unsent = new ArrayDeque<>(1);

  private @Nullable NioExchange exchange;
  private @Nullable Tunnel tunnel;
  private @Nullable Tls tls;
  private boolean connected;
  private boolean paused;
  private boolean closed;

  private Connection(
      EventLoop loop,
      Route route,
      @Nullable SSLContext context,
      SocketChannel channel,
      SelectionKey key,
      NioExchange exchange) {
    this.loop = loop;
    this.route = route;
    this.context = context;
    this.channel = channel;
    this.key = key;
    this.exchange = exchange;
  }

  /** Begins to connect for an exchange, which is told how it goes. */
  static Connection open(
      EventLoop loop,
      Route route,
      @Nullable SSLContext context,
      InetSocketAddress address,
      NioExchange exchange)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      boolean atOnce = channel.connect(address);
      SelectionKey key = channel.register(loop.selector(), atOnce ? 0 : SelectionKey.OP_CONNECT);
      Connection connection = new Connection(loop, route, context, channel, key, exchange);
      key.attach(connection);
      if (atOnce) {
        loop.execute(connection::onReady);
      }
      return connection;
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  Route route() {
    return route;
  }

  @Override
  public void onReady() {
    if (closed) {
      return;
    }
    try {
      if (!connected) {
        connected = channel.finishConnect();
        if (connected) {
          onConnected();
        }
      } else {
        if (key.isWritable()) {
          flush();
        }
        if (key.isReadable() && loop.reads.read(this, channel)) {
          loop.hasMore();
        }
      }
    } catch (IOException broken) {
      broke(broken);
    } catch (RuntimeException | Error defect) {
      broke(new IOException("a defect: " + defect, defect));
      throw defect;
    }
  }

  // On the way to the first exchange.

  private void onConnected() throws IOException {
    if (route.tunnelled()) {
      tunnel = new Tunnel();
      send(RequestBytes.connect(route));
      interest();
    } else {
      secure();
    }
  }

  private void secure() throws IOException {
    if (context == null) {
      onSecured();
    } else {
      tls = Tls.client(context, route, this);
      interest();
      tls.start(loop.decrypted.view);
    }
  }

  @Override
  public void onSecured() {
    interest();
    if (exchange != null) {
      exchange.onConnected(this);
    }
  }

  @Override
  public void compute(Runnable task) {
    Thread.ofVirtual()
        .name("sluice-tls")
        .start(
            () -> {
              task.run();
              loop.execute(this::computed);
            });
  }

  private void computed() {
    if (!closed && tls != null) {
      tls.computed();
      decrypt(ByteBuffer.allocate(0));
    }
  }

  // Exchanges.

  /** Carries an exchange that waited for this connection, or found it waiting. */
  void carry(NioExchange next, ByteBuffer request) {
    exchange = next;
    paused = false;
    try {
      sendPlain(request);
      interest();
    } catch (IOException broken) {
      broke(broken);
    }
  }

  /** Reads no more until {@link #readOn}. */
  void pause() {
    paused = true;
    interest();
  }

  void readOn() {
    if (paused && !closed) {
      paused = false;
      interest();
      // The bytes of a record that was decrypted only in part wait here, not in the socket.
      decrypt(ByteBuffer.allocate(0));
    }
  }

  /** The exchange is over and leaves the connection as it should be. */
  void done() {
    exchange = null;
    if (paused) {
      readOn();
    }
    loop.pool.put(this);
  }

  // Bytes.

  /** What was read from the socket stands here until this returns. */
  void onRead(Area area, int from, int to) {
    if (closed) {
      return;
    }
    try {
      if (tls != null) {
        decrypt(area.of(from, to));
      } else {
        plain(area, from, to);
      }
    } catch (RuntimeException | Error defect) {
      broke(new IOException("a defect: " + defect, defect));
      throw defect;
    }
  }

  /** The socket could not be read. */
  void onBroken(IOException why) {
    broke(why);
  }

  private void decrypt(ByteBuffer in) {
    if (tls == null) {
      return;
    }
    try {
      tls.read(in, loop.decrypted.view);
      if (tls.isOver() && !closed) {
        onEndOfInput();
      }
    } catch (IOException broken) {
      broke(broken);
    }
  }

  @Override
  public boolean onDecrypted(ByteBuffer view) {
    plain(loop.decrypted, view.position(), view.limit());
    return !closed;
  }

  private void plain(Area area, int from, int to) {
    try {
      if (tunnel != null) {
        if (tunnel.isReady(area.bytes, from, to)) {
          tunnel = null;
          secure();
        }
      } else if (exchange != null) {
        exchange.onBytes(this, area, from, to);
      } else {
        close(); // Nobody was asked anything: what comes now answers nothing.
      }
    } catch (IOException broken) {
      broke(broken);
    }
  }

  private void sendPlain(ByteBuffer plain) throws IOException {
    send(tls == null ? plain : tls.encrypt(plain));
  }

  @Override
  public void send(ByteBuffer bytes) {
    unsent.add(bytes);
    try {
      flush();
    } catch (IOException broken) {
      broke(broken);
    }
  }

  private void flush() throws IOException {
    flushUnlessFull();
    interest();
  }

  private void flushUnlessFull() throws IOException {
    for (ByteBuffer first; (first = unsent.peekFirst()) != null; unsent.removeFirst()) {
      if (channel.write(first) < 0 || first.hasRemaining()) {
        break;
      }
    }
  }

  /** Tells the selector what to wait for; asks the system only if that has changed. */
  private void interest() {
    if (!closed && connected) {
      int wanted =
          (paused ? 0 : SelectionKey.OP_READ) | (unsent.isEmpty() ? 0 : SelectionKey.OP_WRITE);
      if (key.interestOps() != wanted) {
        key.interestOps(wanted);
      }
    }
  }

  // The end.

  /** The peer sends no more. */
  void onEndOfInput() {
    if (closed) {
      return;
    }
    NioExchange carried = exchange;
    if (carried == null) {
      loop.pool.remove(this);
      close();
    } else if (!connected || tunnel != null || (tls != null && !tls.secured())) {
      broke(new EOFException("the connection was closed before it could be used"));
    } else {
      close();
      carried.onEndOfInput();
    }
  }

  private void broke(IOException why) {
    if (closed) {
      return;
    }
    NioExchange carried = exchange;
    boolean ready = connected && tunnel == null && (tls == null || tls.secured());
    if (carried == null) {
      loop.pool.remove(this);
    }
    close();
    if (carried == null) {
      return;
    }
    TransportFailure failure =
        ready || why instanceof ProtocolException ? Failures.of(why) : Failures.ofConnecting(why);
    if (connected) {
      carried.onFailure(failure);
    } else {
      carried.onNoAnswer(route, failure);
    }
  }

  /** Closes the socket; the exchange is not told. */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    exchange = null;
    key.cancel();
    try {
      if (tls != null && tls.secured()) {
        unsent.add(tls.closing());
        flushUnlessFull();
      }
    } catch (IOException unsayable) {
      // The peer learns of the end from the socket.
    }
    try {
      channel.close();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Waits for a proxy's answer to CONNECT. */
  private static final class Tunnel implements ResponseParser.Handler {
    private final ResponseParser parser = new ResponseParser(this);
    private int status;

    @Override
    public boolean onHead(ResponseHead head) {
      status = head.status();
      return false;
    }

    @Override
    public boolean onBody(byte[] bytes, int from, int to) {
      return false;
    }

    /** Whether the tunnel stands. */
    boolean isReady(byte[] bytes, int from, int to) throws IOException {
      if (parser.feed(bytes, from, to) < to || status == 0) {
        return false;
      }
      if (status < 200 || status > 299) {
        throw new IOException("the proxy refused the way with status " + status);
      }
      return true;
    }
  }
}
