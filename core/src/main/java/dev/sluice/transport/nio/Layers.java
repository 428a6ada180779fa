package dev.sluice.transport.nio;

import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.transport.http.Greeting;
import dev.sluice.transport.http.Origin;
import dev.sluice.transport.http.SocketFailures;
import dev.sluice.transport.http.Socks;
import dev.sluice.transport.http.Tunnel;
import dev.sluice.transport.http.Via;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What lies between a connection's socket and HTTP, from the outside to the inside: the TLS of a
 * proxy, the greeting that asks it for a way through, the TLS of the server; each only where the
 * route wants it. Belongs to the loop's thread.
 */
final class Layers {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final EventLoop loop;
  private final Way way;
  private final Connection connection;

  private @Nullable Layer outer;
  private @Nullable Greeting greeting;
  private @Nullable Layer inner;

  Layers(EventLoop loop, Way way, Connection connection) {
    this.loop = loop;
    this.way = way;
    this.connection = connection;
  }

  /** Begins with the first layer; when all are there, the connection is told. */
  void begin() throws IOException {
    Via via = way.route().via().orElse(null);
    if (via != null && via.kind() == Via.Kind.HTTPS) {
      outer = new Layer(via.host(), via.port(), loop.decrypted, true);
      outer.start();
    } else {
      greet();
    }
  }

  private void greet() throws IOException {
    Via via = way.route().via().orElse(null);
    if (via == null || way.route().proxied()) {
      secure();
    } else {
      greeting =
          via.isHttp()
              ? new Tunnel(way.route(), via)
              : new Socks(way.route().origin(), way.target(), via);
      sendOutside(greeting.hello());
    }
  }

  private void secure() throws IOException {
    connection.onThrough();
    Origin origin = way.route().origin();
    if (origin.tls()) {
      Area area = outer == null ? loop.decrypted : loop.decryptedTwice();
      inner = new Layer(origin.host(), origin.port(), area, false);
      inner.start();
    } else {
      connection.onUsable();
    }
  }

  /** Whether nothing lies between once the connection is usable. */
  boolean areNone() {
    return outer == null && inner == null && greeting == null;
  }

  /** Bytes of the socket. */
  void onBytes(Area area, int from, int to) throws IOException {
    if (outer != null) {
      outer.decrypt(area.of(from, to));
    } else {
      insideProxy(area, from, to);
    }
  }

  private void insideProxy(Area area, int from, int to) throws IOException {
    if (greeting != null) {
      int at = greeting.take(area.bytes, from, to);
      for (ByteBuffer next; (next = greeting.answer()) != null; ) {
        sendOutside(next);
      }
      if (greeting.isDone()) {
        greeting = null;
        if (at < to) {
          throw new IOException("the proxy said more than it was asked");
        }
        secure();
      }
    } else if (inner != null) {
      inner.decrypt(area.of(from, to));
    } else {
      connection.onHttp(area, from, to);
    }
  }

  /** Whether a computation of TLS is under way elsewhere. */
  boolean isComputing() {
    return (outer != null && outer.tls.isComputing()) || (inner != null && inner.tls.isComputing());
  }

  /** A request, as it goes to the socket. */
  ByteBuffer encrypt(ByteBuffer plain) throws SSLException {
    ByteBuffer once = inner == null ? plain : inner.tls.encrypt(plain);
    return outer == null ? once : outer.tls.encrypt(once);
  }

  private void sendOutside(ByteBuffer bytes) throws SSLException {
    connection.send(outer == null ? bytes : outer.tls.encrypt(bytes));
  }

  /** What tells the peers that nothing follows. */
  List<ByteBuffer> goodbye() throws SSLException {
    List<ByteBuffer> all = new ArrayList<>(2);
    if (inner != null && inner.tls.secured()) {
      ByteBuffer bye = inner.tls.closing();
      all.add(outer == null ? bye : outer.tls.encrypt(bye));
    }
    if (outer != null && outer.tls.secured()) {
      all.add(outer.tls.closing());
    }
    return all;
  }

  /** What it means that the connection broke before it could be used. */
  TransportFailure failure(IOException why) {
    Via via = way.route().via().orElse(null);
    boolean byProxy = via != null && !way.route().proxied() && inner == null;
    if (via != null && (byProxy || (outer != null && !outer.tls.secured()))) {
      return SocketFailures.ofProxy(via, why);
    }
    return SocketFailures.ofConnecting(why, way.route());
  }

  /** One TLS on the way. */
  private final class Layer implements Tls.Wire {
    private final Tls tls;
    private final Area area;
    private final boolean ofProxy;

    Layer(String host, int port, Area area, boolean ofProxy) throws IOException {
      SSLContext context = way.context();
      if (context == null) {
        throw new IOException("no certificates were loaded for TLS");
      }
      this.tls = Tls.client(context, host, port, this);
      this.area = area;
      this.ofProxy = ofProxy;
    }

    void start() throws IOException {
      tls.start(area.view);
    }

    void decrypt(ByteBuffer in) throws IOException {
      tls.read(in, area.view);
      if (tls.isOver()) {
        connection.onEndOfInput();
      }
    }

    @Override
    public void send(ByteBuffer encrypted) throws SSLException {
      if (ofProxy) {
        connection.send(encrypted);
      } else {
        sendOutside(encrypted);
      }
    }

    @Override
    public void onSecured() throws IOException {
      if (ofProxy) {
        greet();
      } else {
        connection.onUsable();
      }
    }

    @Override
    public boolean onDecrypted(ByteBuffer view) throws IOException {
      if (ofProxy) {
        insideProxy(area, view.position(), view.limit());
      } else {
        connection.onHttp(area, view.position(), view.limit());
      }
      return !connection.isClosed();
    }

    /** Some computations take long; what they throw must not be lost with their thread. */
    @Override
    public void compute(Runnable task) {
      loop.threads.start(
          "sluice-tls",
          () -> {
            try {
              task.run();
              loop.execute(connection, this::computed);
            } catch (Throwable defect) {
              connection.onDefect(defect);
            }
          });
    }

    private void computed() {
      if (!connection.isClosed()) {
        tls.computed();
        try {
          decrypt(NOTHING.duplicate());
          connection.onComputed();
        } catch (IOException broken) {
          connection.onBroken(broken);
        }
      }
    }
  }
}
