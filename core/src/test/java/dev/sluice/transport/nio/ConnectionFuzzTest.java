package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.testing.Mutations;
import dev.sluice.testing.ResponseCases;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes at all, as what a server says on a connection, in any pieces, before the request has
 * come or after it: one end each, bounded memory, and the next request on the same transport is
 * answered.
 */
@Timeout(240)
class ConnectionFuzzTest {
  private static final int MUTATIONS = 400;
  private static final long PATIENCE_SECONDS = 60;
  private static final byte[] GOOD =
      "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ngood".getBytes(StandardCharsets.US_ASCII);

  private static final AtomicReference<byte[]> PLAYED = new AtomicReference<>(GOOD);
  private static final Fixture FIXTURE = new Fixture();

  /** A server that plays what is to be played, and one transport for all of it. */
  private static final class Fixture {
    final NioTransport transport =
        NioTransport.create(Map.of(), NioTransport.Setting.of(MachineTimer.INSTANCE));
    private volatile URI uri = URI.create("http://localhost");
    private volatile AutoCloseable server = () -> {};

    void start() throws IOException {
      ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      server = socket;
      uri = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v1");
      Thread.ofVirtual().start(() -> accept(socket));
    }

    private static void accept(ServerSocket socket) {
      try {
        while (true) {
          Socket client = socket.accept();
          Thread.ofVirtual().start(() -> play(client));
        }
      } catch (IOException closed) {
        // The end of the tests.
      }
    }

    private static void play(Socket client) {
      byte[] bytes = PLAYED.get();
      try (client) {
        client.setTcpNoDelay(true);
        InputStream in = client.getInputStream();
        // What the bytes themselves decide: most answers wait for the request, some come before.
        if (bytes.length % 7 != 0 && in.read(new byte[64 * 1024]) < 0) {
          return;
        }
        OutputStream out = client.getOutputStream();
        for (byte[] piece : Mutations.cut(bytes).list()) {
          out.write(piece);
          out.flush();
        }
        if (bytes.length % 5 == 0) {
          client.setSoLinger(true, 0);
        }
      } catch (IOException left) {
        // The client had enough.
      }
    }
  }

  @BeforeAll
  static void startServer() throws IOException {
    FIXTURE.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    FIXTURE.transport.close();
    FIXTURE.server.close();
  }

  static List<byte[]> seeds() {
    return ResponseCases.all().stream()
        .map(each -> each.response().getBytes(StandardCharsets.ISO_8859_1))
        .toList();
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyBytes(byte[] bytes) {
    PLAYED.set(bytes);
    Ends ends = ask();
    assertThat(ends.awaitFirst()).doesNotContain("DEFECT");
    PLAYED.set(GOOD);
    Ends after = ask();
    // What is left on a connection may spoil one more request, which then fails and is told.
    String next = after.awaitFirst();
    if (!next.equals("end 4")) {
      assertThat(ask().awaitFirst()).as("after %s", next).isEqualTo("end 4");
    }
    assertThat(ends.count).as("ends of one exchange").hasValue(1);
    assertThat(after.count).hasValue(1);
  }

  @Test
  void mutationsOfTheRfcsCases() {
    Mutations.of(seeds(), MUTATIONS, this::anyBytes);
  }

  private static Ends ask() {
    Ends ends = new Ends();
    FIXTURE.transport.open(
        HttpCall.post(FIXTURE.uri, "{}").connectingWithin(Duration.ofSeconds(PATIENCE_SECONDS)),
        ends);
    return ends;
  }

  /** Counts how often an exchange ends, and gives up what is not over in time. */
  private static final class Ends implements ExchangeListener {
    final AtomicInteger count = new AtomicInteger();
    private final CompletableFuture<String> first = new CompletableFuture<>();
    private long bytes;

    String awaitFirst() {
      try {
        return first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException hangs) {
        throw new AssertionError(
            "no end of " + new String(PLAYED.get(), StandardCharsets.ISO_8859_1), hangs);
      }
    }

    private void end(String how) {
      count.incrementAndGet();
      first.complete(how);
    }

    @Override
    public void onOpen(Exchange exchange) {
      assertThat(count).hasValue(0);
    }

    @Override
    public void onHead(ResponseHead head) {
      assertThat(head.status()).isBetween(200, 999);
    }

    @Override
    public void onBytes(ByteBuffer more) {
      bytes += more.remaining();
    }

    @Override
    public void onEnd() {
      end("end " + bytes);
    }

    @Override
    public void onFailure(TransportFailure failure) {
      end("failure " + failure.kind() + " " + failure.reason());
    }

    @Override
    public boolean isReady() {
      return true;
    }
  }
}
