package dev.sluice.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** The paced answers of {@link LoadServer} over TLS: blocking sockets on virtual threads. */
final class TlsServer {
  private static final int BACKLOG = 4_096;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private TlsServer() {}

  /** Serves until the standard input ends; says on the standard output where. */
  static void serve(String keyStore, String password) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(keyStore))) {
      keys.load(in, password.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    try (SSLServerSocket acceptor =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
      System.out.println("https://127.0.0.1:" + acceptor.getLocalPort());
      LoadServer.exitWithParent();
      while (true) {
        Socket socket = acceptor.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      }
    }
  }

  private static void answer(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      byte[] bytes = new byte[8 * 1024];
      RequestHead request = new RequestHead();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        if (request.take(ByteBuffer.wrap(bytes, 0, read))) {
          play(Ask.of(request.target()), out);
        }
      }
    } catch (IOException left) {
      // The client has left.
    }
  }

  private static void play(Ask ask, OutputStream out) throws IOException {
    Chunks chunks = new Chunks(ask.kind());
    out.write(chunks.opening());
    long between = ask.rate() == 0 ? 0 : NANOS_PER_SECOND / ask.rate();
    long due = System.nanoTime() + ThreadLocalRandom.current().nextLong(between + 1);
    for (long sent = 0; ask.count() == 0 || sent < ask.count(); sent++) {
      for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
        LockSupport.parkNanos(due - now);
      }
      due += between;
      ByteBuffer chunk = chunks.stamped(System.nanoTime());
      byte[] copy = new byte[chunk.remaining()];
      chunk.get(copy);
      out.write(copy);
    }
    out.write(chunks.ending());
  }
}
