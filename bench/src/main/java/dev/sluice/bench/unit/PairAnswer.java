package dev.sluice.bench.unit;

import dev.sluice.bench.load.Format;
import dev.sluice.log.RunLog;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Mark;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.run.Home;
import dev.sluice.server.run.Order;
import dev.sluice.server.run.Outlet;
import dev.sluice.server.run.RunObserver;
import dev.sluice.server.run.RunSettings;
import dev.sluice.server.run.Runs;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import dev.sluice.time.Clock;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Answers in a provider's format through the inside of the gateway, without a network: decoder,
 * policies, run log in memory, encoder of the client's dialect, and the flush of each chunk. Each
 * read brings one chunk. Everything happens on the thread that plays them, but what the log does on
 * its own.
 */
public final class PairAnswer implements AutoCloseable {
  /** How many chunks an answer has. */
  public static final int CHUNKS = FormatAnswer.DELTAS;

  private static final long LOG_BYTES = 4 * 1024 * 1024;

  private final RunLog log = RunLog.inMemory(LOG_BYTES);
  private final Here home = new Here();
  private final Counting outlet = new Counting(home);
  private final MemoryTransport transport;
  private final Runs runs;
  private final Order order;

  /**
   * Makes the answers.
   *
   * @param head what the client's request says beside its body
   * @param body what it asks
   */
  public PairAnswer(Format format, Dialect dialect, Head head, String body) {
    byte[] bytes = format.body(FormatAnswer.words());
    int[] ends = new int[bytes.length];
    for (int from = 0; from < bytes.length; from = ends[from]) {
      ends[from] = format.frameEnd(bytes, from);
    }
    transport =
        new MemoryTransport(
            format.contentType(),
            bytes,
            from -> {
              home.runAll(); // What the chunk before it left to be done at home.
              return ends[from];
            });
    Clock clock = Clock.system();
    ProviderContext context = new ProviderContext(Map.of(), () -> transport, clock, progress -> {});
    ChatModel model =
        new ChatModel(
                format.model(),
                format.provider().source("bench", context),
                StreamTimer.of(clock::nanos))
            .with(Timeouts.defaults())
            .with(Retry.upTo(2));
    runs =
        Runs.of(
            log,
            start -> kept -> Optional.empty(),
            clock,
            RunSettings.USUAL,
            Limits.USUAL,
            RunObserver.NONE);
    Asked asked = dialect.decode(head, body.getBytes(StandardCharsets.UTF_8), Limits.USUAL);
    order =
        new Order(
            dialect, asked, model, "bench", "bench", "me", false, Optional.empty(), Mark.START);
  }

  /** Asks for the next answer, of which nothing has come yet. */
  public void open() {
    transport.forget();
    outlet.clear();
    runs.start(order, outlet);
    while (!transport.isAsked()) {
      home.runAll();
      Thread.onSpinWait();
    }
    home.runAll();
  }

  /** Plays all of it; returns how many bytes the client was sent. */
  public long play() {
    transport.play();
    while (!outlet.over) {
      home.runAll();
      Thread.onSpinWait();
    }
    if (!outlet.whole || outlet.flushes < CHUNKS) {
      throw new IllegalStateException(
          "%s: %d chunks, whole %s"
              .formatted(order.dialect().name(), outlet.flushes, outlet.whole));
    }
    return outlet.bytes;
  }

  @Override
  public void close() {
    log.close();
  }

  /** The thread that made it; what others hand it waits. */
  private static final class Here implements Home {
    private final Thread thread = Thread.currentThread();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public boolean isHere() {
      return Thread.currentThread().equals(thread);
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    void runAll() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }
  }

  private static final class Counting implements Outlet {
    private final Here home;
    private long bytes;
    private int flushes;
    private boolean over;
    private boolean whole;

    Counting(Here home) {
      this.home = home;
    }

    void clear() {
      bytes = 0;
      flushes = 0;
      over = false;
      whole = false;
    }

    @Override
    public Home home() {
      return home;
    }

    @Override
    public void open(String run, String type, Map<String, String> headers) {}

    @Override
    public void write(Bytes more) {
      bytes += more.size();
    }

    @Override
    public void flush() {
      flushes++;
    }

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public void whenWritable(Runnable task) {}

    @Override
    public void finish() {
      over = true;
      whole = true;
    }

    @Override
    public void cut() {
      over = true;
    }

    @Override
    public void document(String run, byte[] json) {
      over = true;
    }

    @Override
    public void refuse(Problem problem) {
      over = true;
    }

    @Override
    public void nothing() {
      over = true;
    }
  }
}
