package dev.sluice.bench.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Asks one request after the other, on one connection as long as the gateway keeps it, for an
 * answer of one token, and measures until the token is there.
 */
final class FirstByte {
  private static final byte[] LAST = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final long PAUSE_MILLIS = 3;

  private final LoadClient.Arguments arguments;
  private final ByteBuffer input = ByteBuffer.allocate(64 * 1024);
  private final StringBuilder seen = new StringBuilder();
  private SocketChannel socket;

  FirstByte(LoadClient.Arguments arguments) throws IOException {
    this.arguments = arguments;
    this.socket = open();
  }

  private SocketChannel open() throws IOException {
    SocketChannel opened =
        SocketChannel.open(
            new InetSocketAddress(arguments.gateway().getHost(), arguments.gateway().getPort()));
    opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return opened;
  }

  void run() throws IOException, InterruptedException {
    byte[] request = LoadClient.request(arguments, 0);
    long until = System.nanoTime() + (long) (arguments.warm() * 1e9);
    while (System.nanoTime() < until) {
      ask(request);
    }
    until = System.nanoTime() + (long) (arguments.seconds() * 1e9);
    double[] millis = new double[100_000];
    int count = 0;
    while (System.nanoTime() < until) {
      Thread.sleep(PAUSE_MILLIS);
      millis[count++] = ask(request) / 1e6;
    }
    double[] sorted = Arrays.copyOf(millis, count);
    Arrays.sort(sorted);
    LoadClient.say("first_p50_ms", sorted[count / 2]);
    LoadClient.say("first_p99_ms", sorted[(int) (count * 0.99)]);
    LoadClient.say("requests", count);
    LoadClient.say("rss_mib", new Tree(arguments.pid()).residentMib());
  }

  /** How long the first token took; returns once the answer is whole. */
  private long ask(byte[] request) throws IOException {
    long took = askOnce(request);
    if (took < 0) {
      // Closed between two answers, as some do after so many: that is no answer that broke off.
      took = askOnce(request);
    }
    if (took <= 0) {
      throw new IOException("no token in: " + seen);
    }
    return took;
  }

  /** Below zero if the connection was closed before anything came, 0 if no token did. */
  private long askOnce(byte[] request) throws IOException {
    Stamps stamps = new Stamps();
    long[] first = new long[1];
    seen.setLength(0);
    long asked = System.nanoTime();
    socket.write(ByteBuffer.wrap(request));
    while (true) {
      input.clear();
      int read = socket.read(input);
      long now = System.nanoTime();
      if (read < 0) {
        socket.close();
        socket = open();
        return seen.isEmpty() ? -1 : first[0];
      }
      input.flip();
      seen.append(StandardCharsets.US_ASCII.decode(input.duplicate()));
      stamps.take(
          input,
          stamp -> {
            if (first[0] == 0) {
              first[0] = now - asked;
            }
          });
      byte[] tail =
          seen.substring(Math.max(0, seen.length() - LAST.length))
              .getBytes(StandardCharsets.US_ASCII);
      if (Arrays.equals(tail, LAST)) {
        return first[0];
      }
    }
  }
}
