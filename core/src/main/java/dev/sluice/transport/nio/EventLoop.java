package dev.sluice.transport.nio;

import dev.sluice.spi.transport.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread that waits for its sockets and reads those that are ready.
 *
 * <p>A round of waiting and reading costs more than a chunk does to decode. So that a thousand
 * streams do not make ten thousand rounds of one chunk each, a busy loop rests between rounds, and
 * each then finds all that has come meanwhile: {@value #REST_NANOS_PER_READ} ns for each socket
 * that the round before has read, {@value #MAX_REST_NANOS} ns at most. Up to some thousand chunks a
 * second the rests are shorter than the gaps between chunks, so that nothing waits; with more they
 * grow to the most. A burst after quiet is not made to wait either: the loop has a credit of
 * {@value #MAX_CREDIT_NANOS} ns of rest.
 *
 * <p>Every task says whose it is, and what it throws ends that one alone. Should the loop end all
 * the same, its exchanges end with it, as failed.
 */
final class EventLoop implements Runnable, Owner, LoopWatch.Watched {
  private static final long REST_NANOS_PER_READ = 200_000;
  private static final long MAX_REST_NANOS = 2_000_000;
  private static final long MAX_CREDIT_NANOS = 16_000_000;

  /** Something with a socket in this loop: called when it can do what its key asks for. */
  interface Ready extends Owner {
    void onReady();
  }

  /** Something to do, and whose it is. */
  private record Task(Owner owner, Runnable work) {
    void run(Reports reports) {
      try {
        work.run();
      } catch (Throwable defect) {
        tell(owner, defect, reports);
      }
    }
  }

  /** An owner throws nothing itself, unless there is no memory left, or no file to load from. */
  private static void tell(Owner owner, Throwable defect, Reports reports) {
    try {
      owner.onDefect(defect);
    } catch (Throwable deaf) {
      defect.addSuppressed(deaf);
      reports.defect(defect);
    }
  }

  final Timer timer;
  final Threads threads;
  final Reports reports;
  final Reads reads = new Reads();

  /** Where records of TLS are decrypted to: the listeners' until they return. */
  final Area decrypted = new Area(Tls.MAX_RECORD_BYTES);

  final ConnectionPool pool;

  /** Runs tasks of readers, who may block, when this round of reading is over. */
  final AfterRound afterRound;

  /** How many exchanges have this loop, so that the next one can have another. */
  final AtomicInteger load = new AtomicInteger();

  private final Selector selector;
  private final Thread thread;
  private final LoopWatch watch;
  private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final AtomicLong steps = new AtomicLong();
  private final AtomicInteger late = new AtomicInteger();
  private final Set<NioExchange> exchanges = new HashSet<>();
  private final ReadWaits readWaits = new ReadWaits();
  private final Consumer<SelectionKey> onReady = this::onReady;
  private @Nullable Area decryptedTwice;
  private volatile boolean closed;
  private volatile boolean ended;

  private long creditedNanos;
  private boolean more;

  private EventLoop(
      NioTransport.Setting setting, Selector selector, String name, IdleConnections.Part index) {
    this.timer = setting.timer();
    this.threads = setting.threads();
    this.reports = new Reports(setting.log());
    this.selector = selector;
    this.creditedNanos = timer.nanos() - MAX_CREDIT_NANOS;
    this.pool = new ConnectionPool(this, timer, index);
    this.thread = Threads.platform(name, this);
    this.afterRound = new AfterRound(thread, threads);
    this.watch = new LoopWatch(this, timer, threads, reports, thread);
  }

  static EventLoop start(NioTransport.Setting setting, String name, IdleConnections.Part index) {
    Selector selector;
    try {
      selector = Selector.open();
    } catch (IOException noSelector) {
      throw new UncheckedIOException("no socket can be waited for", noSelector);
    }
    EventLoop loop = new EventLoop(setting, selector, name, index);
    try {
      loop.thread.start();
    } catch (Throwable noThread) {
      loop.closeSockets();
      throw noThread;
    }
    return loop;
  }

  /**
   * Runs a task on this loop's thread, later; after the loop's end at once, still one at a time.
   * Thread-safe.
   *
   * @param owner told what the task throws
   */
  void execute(Owner owner, Runnable work) {
    tasks.add(new Task(owner, work));
    if (ended) {
      runLate();
    } else if (waiting.compareAndSet(true, false)) {
      selector.wakeup();
      LockSupport.unpark(thread);
    }
  }

  /** Runs a task once all that has come by now is read and handed on. Thread-safe. */
  void whenRead(Owner owner, Runnable work) {
    execute(
        owner,
        () -> {
          if (closed) {
            work.run();
          } else {
            readWaits.add(() -> new Task(owner, work).run(reports));
          }
        });
  }

  boolean isThisThread() {
    return Thread.currentThread().equals(thread);
  }

  Selector selector() {
    return selector;
  }

  /** Where TLS inside TLS is decrypted to. */
  Area decryptedTwice() {
    if (decryptedTwice == null) {
      decryptedTwice = new Area(Tls.MAX_RECORD_BYTES);
    }
    return decryptedTwice;
  }

  /** There was more to read than one read takes: the next round is not to wait. */
  void hasMore() {
    more = true;
  }

  void close() {
    closed = true;
    execute(this, () -> {});
  }

  boolean isClosed() {
    return closed;
  }

  /** Waits for the thread to end, as tests do. */
  void join(long millis) throws InterruptedException {
    thread.join(millis);
  }

  @Override
  public boolean isUsed() {
    return load.get() > 0;
  }

  @Override
  public boolean isBusy() {
    return !waiting.get() && !ended;
  }

  @Override
  public long steps() {
    return steps.get();
  }

  /** To be told when the loop ends. */
  void opened(NioExchange exchange) {
    exchanges.add(exchange);
    watch.begin();
  }

  void over(NioExchange exchange) {
    exchanges.remove(exchange);
  }

  @Override
  public void run() {
    Throwable death = null;
    try {
      while (!closed) {
        turn();
      }
    } catch (Throwable unexpected) {
      death = unexpected;
    }
    end(death);
  }

  private void turn() throws IOException {
    // A flag that a callback has left would keep the selector from ever waiting again.
    Thread.interrupted();
    if (!more && !readWaits.any()) {
      rest();
    }
    boolean wait = !more && !readWaits.any();
    more = false;
    int reported = round(wait);
    readWaits.onRound(reported, selector.keys().size());
    afterRound.end(timer.nanos());
    runTasks();
    afterRound.end(timer.nanos());
    step();
  }

  private void step() {
    steps.setRelease(steps.getPlain() + 1);
  }

  private void end(@Nullable Throwable death) {
    closed = true;
    watch.end();
    try {
      for (NioExchange exchange : List.copyOf(exchanges)) {
        tasks.add(new Task(exchange, () -> exchange.onLoopEnded(death)));
      }
      runTasks();
      readWaits.runAll();
      pool.closeAll();
      closeSockets();
    } finally {
      ended = true;
      runLate();
    }
    if (death != null) {
      reports.died(thread.getName(), death);
    }
  }

  private void closeSockets() {
    try {
      if (selector.isOpen()) {
        for (SelectionKey key : selector.keys()) {
          key.channel().close();
        }
        selector.close();
      }
    } catch (Throwable impossible) {
      onDefect(impossible);
    }
  }

  /** The loop has no thread any more: whoever comes does what there is, and never two at once. */
  private void runLate() {
    int comers = late.incrementAndGet();
    if (comers > 1) {
      return;
    }
    do {
      runTasks();
      afterRound.end(timer.nanos());
      afterRound.dealOutAll();
      comers = late.addAndGet(-comers);
    } while (comers > 0);
  }

  /** Takes the last round's rest from the credit, which grows with time; rests if there is none. */
  private void rest() {
    long now = timer.nanos();
    long owed = Math.min(reads.takeCount() * REST_NANOS_PER_READ, MAX_REST_NANOS);
    creditedNanos = Math.clamp(creditedNanos, now - MAX_CREDIT_NANOS, now) + owed;
    step();
    waiting.set(true);
    while (creditedNanos - now > 0 && tasks.isEmpty() && waiting.get()) {
      timer.rest(creditedNanos - now);
      now = timer.nanos();
    }
    waiting.set(false);
  }

  /**
   * @return how many sockets the selector reported
   */
  private int round(boolean wait) throws IOException {
    boolean readersWait = afterRound.dealOut(timer.nanos());
    step();
    waiting.set(true);
    int reported;
    if (wait && tasks.isEmpty()) {
      reported = selector.select(onReady, readersWait ? 1 : 0);
    } else {
      reported = selector.selectNow(onReady);
    }
    waiting.set(false);
    reads.handOn();
    return reported;
  }

  private void onReady(SelectionKey key) {
    if (waiting.getPlain()) {
      waiting.set(false);
    }
    Ready ready = (Ready) key.attachment();
    try {
      ready.onReady();
    } catch (Throwable defect) {
      tell(ready, defect, reports);
    }
  }

  private void runTasks() {
    for (Task task; (task = tasks.poll()) != null; ) {
      task.run(reports);
      Thread.interrupted();
    }
  }

  /**
   * What the loop does for itself, and not for an exchange, threw: there is nobody else to tell.
   */
  @Override
  public void onDefect(Throwable thrown) {
    reports.defect(thrown);
  }
}
