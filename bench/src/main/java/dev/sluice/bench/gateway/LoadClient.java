package dev.sluice.bench.gateway;

import dev.sluice.bench.load.LoadServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Opens the streams of a load, reads them on one thread that does as little as it can, and says
 * what some windows of time brought: chunks, how late they were, and what the gateway's processes
 * used.
 */
public final class LoadClient {
  private static final long SECOND = 1_000_000_000;
  private static final int OPENED_AT_ONCE = 50;

  /** A chunk that is so late was stalled. */
  private static final long STALL_NANOS = 100_000_000;

  private static final long SETTLED_WITHIN = 20 * SECOND;
  private static final double BEHIND_SHARE = 0.5;
  private static final double BEHIND_MILLIS = 200;

  /**
   * More or fewer chunks than this share of what was due, and a figure would say something else.
   */
  private static final double OFF = 0.1;

  private final Selector selector = Selector.open();
  private final ByteBuffer input = ByteBuffer.allocateDirect(256 * 1024);
  private final List<Stream> streams = new ArrayList<>();
  private final Late late = new Late();
  private final Arguments arguments;
  private final InetSocketAddress gateway;
  private int begun;
  private int broken;
  private long stalled;
  private long bytes;
  private String lastWords = "";

  /** What the runner says. */
  record Arguments(
      URI gateway,
      URI upstream,
      long pid,
      List<Load> loads,
      String key,
      double warm,
      double seconds,
      int windows,
      Spoken spoken,
      String model) {
    /** Chunks a second of each stream, by the path that the upstream is asked at. */
    int upstreamRate() {
      return loads.stream().mapToInt(Load::rate).min().orElseThrow();
    }

    /** What decides how it is warmed, and how many streams there are. */
    Load load() {
      return loads.getFirst();
    }

    static Arguments of(String[] args) {
      return new Arguments(
          URI.create(args[0]),
          URI.create(args[1]),
          Long.parseLong(args[2]),
          Arrays.stream(args[3].split(",")).map(Load::valueOf).toList(),
          args[4],
          Double.parseDouble(args[5]),
          Double.parseDouble(args[6]),
          Integer.parseInt(args[7]),
          Spoken.valueOf(args[8]),
          args[9]);
    }
  }

  private LoadClient(Arguments arguments) throws IOException {
    this.arguments = arguments;
    this.gateway = address(arguments.gateway());
  }

  private static InetSocketAddress address(URI uri) {
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }

  /** Runs it; a failure is the last line of the standard error. */
  public static void main(String[] args) {
    int exit = 0;
    try {
      Arguments arguments = Arguments.of(args);
      if (arguments.load() == Load.FIRST) {
        new FirstByte(arguments).run();
      } else {
        new LoadClient(arguments).run();
      }
    } catch (Exception failed) {
      failed.printStackTrace();
      System.err.println("bench: " + String.valueOf(failed.getMessage()).replaceAll("\\s+", " "));
      exit = 1;
    }
    Runtime.getRuntime().halt(exit);
  }

  static void say(String figure, double value) {
    System.out.printf(Locale.ROOT, "bench: %s %.6f%n", figure, value);
  }

  /**
   * @param number of the stream
   */
  static byte[] request(Arguments arguments, int number) {
    String prompt = "say it. ".repeat(arguments.load().promptChars() / 8);
    String base = arguments.gateway().getPath().replaceFirst("/v1$", "");
    Spoken spoken = arguments.spoken();
    String model = arguments.model();
    return request(
        arguments, "POST", base + spoken.path(model), spoken.body(model, prompt, number));
  }

  static byte[] request(Arguments arguments, String method, String path, String body) {
    return (method
            + " "
            + path
            + " HTTP/1.1\r\nhost: "
            + arguments.gateway().getAuthority()
            + "\r\nauthorization: Bearer "
            + arguments.key()
            // The one that Portkey wants; nobody else looks at it.
            + "\r\nx-portkey-provider: openai\r\nx-portkey-custom-host: "
            + arguments.upstream()
            + "\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void run() throws IOException {
    pace(arguments.load(), arguments.load().warmFactor());
    int wanted = arguments.load().streams();
    byte[] follow = arguments.load() == Load.FOLLOWERS ? Runs.follow(arguments) : new byte[0];
    long patience = System.nanoTime() + 60 * SECOND;
    while (begun < wanted) {
      for (int i = 0; i < OPENED_AT_ONCE && streams.size() < wanted; i++) {
        int number = streams.size();
        streams.add(new Stream(follow.length > 0 ? follow : request(arguments, number)));
      }
      // Not all of thousands at once: what is measured is not how they are opened.
      readUntil(System.nanoTime() + SECOND / 100);
      check(patience, wanted);
    }
    readUntil(System.nanoTime() + (long) (arguments.warm() * SECOND));
    IllegalStateException first = null;
    for (Load load : arguments.loads()) {
      pace(load, 1);
      settle();
      try {
        window(load);
      } catch (IllegalStateException failed) {
        // What could not be carried at one rate may be at another.
        first = first == null ? failed : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private void check(long patience, int wanted) {
    if (broken > 0 || System.nanoTime() > patience) {
      throw new IllegalStateException(
          "%d of %d streams began, %d broke off: %s".formatted(begun, wanted, broken, lastWords));
    }
  }

  /** Lets whoever was behind while it was cold catch up: that is not what is measured. */
  private void settle() throws IOException {
    long patience = System.nanoTime() + SETTLED_WITHIN;
    long part = (long) (Math.max(1, arguments.warm() / 4) * SECOND);
    do {
      late.clear();
      readUntil(System.nanoTime() + part);
    } while (late.millis(BEHIND_SHARE) > BEHIND_MILLIS && System.nanoTime() < patience);
  }

  private void window(Load load) throws IOException {
    Tree tree = new Tree(arguments.pid());
    ThreadTimes threads = ThreadTimes.of(arguments.pid());
    stalled = 0;
    bytes = 0;
    double cpu = tree.cpuMicros();
    long from = System.nanoTime();
    LateWindows windows = new LateWindows();
    for (int i = 0; i < arguments.windows(); i++) {
      late.clear();
      readUntil(System.nanoTime() + (long) (arguments.seconds() * load.longer() * SECOND));
      windows.add(late);
    }
    double serving = ThreadTimes.of(arguments.pid()).servingMicrosSince(threads);
    double used = tree.cpuMicros() - cpu;
    double took = (System.nanoTime() - from) / 1e9;
    double due = (double) load.streams() * load.rate() * took;
    if (broken > 0) {
      throw new IllegalStateException(broken + " streams broke off: " + lastWords);
    }
    if (windows.count() == 0) {
      throw new IllegalStateException("no chunk came within the window");
    }
    if (Math.abs(windows.count() / due - 1) > OFF) {
      throw new IllegalStateException(
          "overloaded: %.0f %% of the chunks that were due came within the window"
              .formatted(100 * windows.count() / due));
    }
    // Of which load, where there are several.
    String of = arguments.loads().size() > 1 ? load.id() + "/" : "";
    say(of + "cpu_us", used / windows.count());
    say(of + "serving_us", serving / windows.count());
    say(of + "cpu_share", used / 1e6 / took);
    say(of + "chunks_per_s", windows.count() / took);
    say(of + "kept_up", windows.count() / due);
    say(of + "bytes_per_chunk", (double) bytes / windows.count());
    say(of + "late_p50_ms", windows.p50Millis());
    say(of + "late_p99_ms", windows.p99Millis());
    say(of + "late_p999_ms", windows.p999Millis());
    say(of + "late_max_ms", windows.maxMillis());
    say(of + "stalled", (double) stalled);
    say(of + "rss_mib", tree.residentMib());
  }

  /** Tells the upstream how fast it is to be, unless it has but one pace. */
  private void pace(Load load, int warming) throws IOException {
    int factor = warming * load.rate() / Math.max(1, arguments.upstreamRate());
    if (arguments.load().isHttp2()) {
      return;
    }
    try (SocketChannel socket = SocketChannel.open(address(arguments.upstream()))) {
      String request = "GET " + LoadServer.PACE + factor + " HTTP/1.1\r\nhost: upstream\r\n\r\n";
      socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      if (socket.read(ByteBuffer.allocate(256)) < 0) {
        throw new IOException("the upstream does not answer");
      }
    }
  }

  private void readUntil(long end) throws IOException {
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      selector.select(
          key -> ((Stream) key.attachment()).read(), Math.max(1, (left + 999_999) / 1_000_000));
    }
  }

  private final class Stream implements Stamps.Listener {
    private final Stamps stamps = new Stamps();
    private final SocketChannel socket;
    private boolean hasBegun;
    private long now;

    Stream(byte[] request) throws IOException {
      socket = SocketChannel.open(gateway);
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket.write(ByteBuffer.wrap(request));
      socket.configureBlocking(false);
      socket.register(selector, SelectionKey.OP_READ, this);
    }

    void read() {
      try {
        input.clear();
        int read = socket.read(input);
        now = System.nanoTime();
        input.flip();
        if (read < 0) {
          throw new IOException("closed");
        }
        bytes += read;
        if (!hasBegun) {
          lastWords = StandardCharsets.US_ASCII.decode(input.duplicate()).toString();
        }
        stamps.take(input, this);
      } catch (IOException closed) {
        broken++;
        lastWords = closed.getMessage() + ", after " + lastWords;
        try {
          socket.close();
        } catch (IOException gone) {
          // It is gone, as it should be.
        }
      }
    }

    @Override
    public void onStamp(long nanos) {
      if (!hasBegun) {
        hasBegun = true;
        begun++;
      }
      late.add(now - nanos);
      if (now - nanos > STALL_NANOS) {
        stalled++;
      }
    }
  }
}
