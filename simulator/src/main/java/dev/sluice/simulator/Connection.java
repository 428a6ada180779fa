package dev.sluice.simulator;

import dev.sluice.simulator.Departure.How;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: reads requests, has them answered one after the other, and notices when
 * the client leaves, for which it never stops reading. Used by the thread of its loop only.
 */
final class Connection extends Timers.Timer {
  /** How long a connection that was closed in good order is kept for the client to close too. */
  private static final long LINGER_NANOS = 5_000_000_000L;

  private static final Octets CONTINUE = Octets.utf8("HTTP/1.1 100 Continue\r\n\r\n");

  private final Loop loop;
  private final SocketChannel channel;
  private final Link link;
  private final SelectionKey key;
  private final SocketAddress client;
  private final long id;
  private final long acceptedAt;
  private final RequestReader reader;
  private final ByteBuilder pending = new ByteBuilder(0);
  private @Nullable Exchange exchange;
  private @Nullable Seen seen;
  private boolean finishing;
  private boolean closed;

  Connection(Loop loop, SocketChannel channel, long id, long acceptedAt) throws IOException {
    this.loop = loop;
    this.channel = channel;
    this.id = id;
    this.acceptedAt = acceptedAt;
    client = channel.getRemoteAddress();
    Options options = loop.stage().options();
    link =
        options
            .tls()
            .<Link>map(context -> new TlsLink(channel, context))
            .orElseGet(() -> new Link.Plain(channel));
    reader = new RequestReader(options.headLimit(), options.bodyLimit());
    key = channel.register(loop.selector(), SelectionKey.OP_READ, this);
  }

  long id() {
    return id;
  }

  SocketAddress client() {
    return client;
  }

  long acceptedAt() {
    return acceptedAt;
  }

  /** A buffer for whoever runs on the loop's thread, for as long as it does not return to it. */
  ByteBuilder scratch() {
    return loop.scratch();
  }

  boolean isClosed() {
    return closed || finishing;
  }

  /** Whether the socket takes no more for now. */
  boolean isBlocked() {
    return !pending.isEmpty() || link.hasUnsent();
  }

  void wakeAt(long nanos) {
    loop.timers().set(this, nanos);
  }

  /** The selector found something to do. */
  void ready() {
    try {
      if (key.isReadable()) {
        readable();
      }
      if (!closed && key.isWritable()) {
        writable();
      }
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  @Override
  void fire(long now) {
    try {
      if (finishing) {
        close();
      } else if (exchange != null) {
        exchange.advance(now);
      } else {
        readRequest();
      }
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /** A listener threw, or there is an error here: this connection ends, the others go on. */
  private void failed(RuntimeException e) {
    reset();
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
  }

  private void readable() {
    ByteBuffer input = loop.input();
    try {
      int count;
      do {
        count = link.read(input.clear());
        if (count > 0 && !finishing) {
          reader.add(input.flip());
        }
      } while (count == input.capacity());
      if (count < 0) {
        left(How.FIN);
        return;
      }
    } catch (SSLException e) {
      loop.stage().log().accept("connection %d failed: %s".formatted(id, e.getMessage()));
      left(How.RST);
      return;
    } catch (IOException e) {
      left(How.RST);
      return;
    }
    if (link.hasUnsent()) {
      key.interestOpsOr(SelectionKey.OP_WRITE); // of the handshake
    }
    if (exchange == null && !finishing) {
      readRequest();
    } else if (reader.buffered() > loop.stage().options().headLimit()) {
      // Nobody reads ahead without bound: this client sends requests without reading responses.
      reset();
    }
  }

  private void readRequest() {
    switch (reader.read()) {
      case RequestReader.Partial partial -> {}
      case RequestReader.ContinueAwaited awaited -> {
        write(scratch().clear().put(CONTINUE));
        readRequest();
      }
      case RequestReader.Complete complete -> begin(complete.request(), null);
      case RequestReader.Bad bad -> {
        var unread = new Request("?", "?", Headers.of(List.of()), "", false, false);
        begin(unread, Response.error(bad.status(), bad.message()));
      }
    }
  }

  /** Begins to answer; with the given response, or the one that the script has. */
  private void begin(Request request, @Nullable Response given) {
    long now = System.nanoTime();
    Recorder recorder = loop.stage().recorder();
    Seen record =
        recorder.record(number -> new Seen(number, request, this, now, recorder::changed));
    Call call = loop.stage().read(request, record.number());
    loop.stage()
        .log()
        .accept(
            "#%d %s %s on connection %d"
                .formatted(record.number(), request.method(), request.target(), id));
    seen = record;
    Response response = given == null ? loop.stage().answer(call) : given;
    Wire chosen = response.wire();
    exchange =
        new Exchange(
            this,
            chosen == null ? call : chosen.read(request, record.number()),
            response,
            record,
            now);
    exchange.advance(now);
  }

  /** A script has come to its ending. */
  void ended(Seen record, String ending) {
    record.ended(ending);
    loop.stage().log().accept("#%d ended by %s".formatted(record.number(), ending));
  }

  /** The response is over and the connection is ready for the next one. */
  void nextRequest(long now) {
    exchange = null;
    if (reader.buffered() > 0) {
      wakeAt(now);
    }
  }

  /** Hands bytes to the socket; what it does not take is written when it can take more. */
  void write(ByteBuilder bytes) {
    if (closed) {
      return;
    }
    if (pending.isEmpty()) {
      writeNow(bytes);
    }
    if (!bytes.isEmpty() && !closed) {
      bytes.moveTo(pending, bytes.length());
    }
    if (!closed && isBlocked()) {
      key.interestOpsOr(SelectionKey.OP_WRITE);
    }
  }

  private void writable() {
    writeNow(pending);
    if (closed || isBlocked()) {
      return;
    }
    key.interestOpsAnd(~SelectionKey.OP_WRITE);
    long now = System.nanoTime();
    if (finishing) {
      finish(now);
    } else if (exchange != null) {
      exchange.advance(now);
    }
  }

  private void writeNow(ByteBuilder bytes) {
    try {
      int written = bytes.writeTo(link);
      if (seen != null) {
        seen.wrote(written);
      }
    } catch (IOException e) {
      left(How.RST);
    }
  }

  /** Closes in good order: everything that is pending, then FIN. */
  void finish(long now) {
    finishing = true;
    if (isBlocked()) {
      return;
    }
    try {
      link.shutdownOutput();
      wakeAt(now + LINGER_NANOS);
    } catch (IOException e) {
      close();
    }
  }

  /** Resets: what the client has not taken is lost. */
  void reset() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // It is closed already, which is all that could be asked for.
    }
    close();
  }

  private void left(How how) {
    long now = System.nanoTime();
    if (closed) {
      return;
    }
    Seen last = seen;
    if (last != null) {
      last.left(new Departure(now, how, last.phase(), pending.length()));
      loop.stage()
          .log()
          .accept("#%d client left by %s in phase %s".formatted(last.number(), how, last.phase()));
    }
    close();
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    loop.timers().cancel(this);
    loop.closed(this);
    try {
      channel.close();
    } catch (IOException e) {
      // There is nobody left to whom it matters.
    }
  }
}
