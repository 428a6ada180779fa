package dev.sluice.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Measures what the simulator costs: so many streams, each of so many chunks a second, read by one
 * thread that throws away what it reads. Not a test; run it by hand:
 *
 * <pre>
 * java -cp simulator/target/classes:simulator/target/test-classes dev.sluice.simulator.Load 2000 10 10
 * </pre>
 *
 * with the number of streams, the chunks a second of each (0: as fast as they are read), and the
 * seconds to measure after as many to warm up.
 */
final class Load {
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final ByteBuffer input = ByteBuffer.allocateDirect(256 << 10);
  private final Selector selector;
  private long bytesRead;

  private Load(Selector selector) {
    this.selector = selector;
  }

  public static void main(String[] args) throws Exception {
    int streams = Integer.parseInt(args[0]);
    int rate = Integer.parseInt(args[1]);
    int seconds = Integer.parseInt(args[2]);
    String pace = rate == 0 ? "join 16KB\n" : "pace " + rate + "/s jitter 50%\n";
    try (var simulator = Simulator.start(pace + "repeat forever text \" word\"");
        var selector = Selector.open()) {
      new Load(selector).run(simulator.port(), streams, seconds);
    }
  }

  private void run(int port, int streams, int seconds) throws Exception {
    for (int i = 0; i < streams; i++) {
      open(port);
    }
    readFor(seconds);
    long loop = threadId("simulator-");
    long cpu = threads.getThreadCpuTime(loop);
    long user = threads.getThreadUserTime(loop);
    long own = threads.getCurrentThreadCpuTime();
    long before = System.nanoTime();
    bytesRead = 0;
    readFor(seconds);
    long nanos = System.nanoTime() - before;
    cpu = threads.getThreadCpuTime(loop) - cpu;
    user = threads.getThreadUserTime(loop) - user;
    own = threads.getCurrentThreadCpuTime() - own;
    double chunks = bytesRead / chunkSize();
    System.out.printf(
        "%d streams, %.0f chunks/s: simulator %.3f of a core, %.2f us a chunk (%.2f of them not in the kernel); reader %.2f us%n",
        streams,
        chunks / nanos * 1e9,
        (double) cpu / nanos,
        cpu / chunks / 1e3,
        user / chunks / 1e3,
        own / chunks / 1e3);
  }

  private void open(int port) throws Exception {
    var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String request =
        """
        POST /v1/chat/completions HTTP/1.1\r
        Content-Length: 30\r
        \r
        {"model":"gpt","stream":true}
        """;
    int ignored = channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ);
  }

  private void readFor(int seconds) throws Exception {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() - end < 0) {
      selector.select(this::read, 100);
    }
  }

  private void read(SelectionKey key) {
    try {
      bytesRead += ((SocketChannel) key.channel()).read(input.clear());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of one chunk on the wire, framing included. */
  private static double chunkSize() {
    var request = new Request("POST", "/", Headers.of(List.of()), "", true, false);
    var out = new ByteBuilder(512);
    new OpenAiChatStream(new Call(new OpenAiChat(), request, 1, "gpt", true, false))
        .encode(new Step.Text(Octets.utf8(" word")), out);
    out.frameAsChunk();
    return out.length();
  }

  private long threadId(String prefix) {
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().startsWith(prefix))
        .findFirst()
        .orElseThrow()
        .getThreadId();
  }
}
