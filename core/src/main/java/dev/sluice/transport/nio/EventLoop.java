package dev.sluice.transport.nio;

import dev.sluice.transport.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One thread that waits for its sockets and reads those that are ready.
 *
 * <p>A round of waiting and reading costs more than a chunk does to decode. So that a thousand
 * streams do not make ten thousand rounds of one chunk each, a busy loop rests between rounds, and
 * each then finds all that has come meanwhile: {@value #REST_NANOS_PER_READ} ns for each socket
 * that the round before has read, {@value #MOST_REST_NANOS} ns at most. Up to some thousand chunks
 * a second the rests are shorter than the gaps between chunks, so that nothing waits; with more
 * they grow to the most. A burst after quiet is not made to wait either: the loop has a credit of
 * {@value #MOST_CREDIT_NANOS} ns of rest.
 */
final class EventLoop implements Runnable {
  private static final long REST_NANOS_PER_READ = 200_000;
  private static final long MOST_REST_NANOS = 2_000_000;
  private static final long MOST_CREDIT_NANOS = 16_000_000;

  /** Something with a socket in this loop: called when it can do what its key asks for. */
  interface Ready {
    void onReady();
  }

  final Reads reads = new Reads();

  /** Where records of TLS are decrypted to: the listeners' until they return. */
  final Area decrypted = new Area(Tls.MOST_RECORD_BYTES);

  final ConnectionPool pool;

  private final Timer timer;
  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final Set<NioExchange> exchanges = new HashSet<>();
  private final AfterRound afterRound;
  private final Consumer<SelectionKey> onReady = this::onReady;
  private volatile boolean closed;
  private volatile boolean ended;

  private long creditedNanos;
  private boolean more;

  private EventLoop(Timer timer, Selector selector, String name) {
    this.timer = timer;
    this.selector = selector;
    this.creditedNanos = timer.nanos() - MOST_CREDIT_NANOS;
    this.pool = new ConnectionPool(this, timer);
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this);
    this.afterRound = new AfterRound(thread);
  }

  static EventLoop start(Timer timer, String name) {
    try {
      EventLoop loop = new EventLoop(timer, Selector.open(), name);
      loop.thread.start();
      return loop;
    } catch (IOException noSelector) {
      throw new UncheckedIOException("no socket can be waited for", noSelector);
    }
  }

  /** Runs a task on this loop's thread, later; after the loop's end at once. Thread-safe. */
  void execute(Runnable task) {
    tasks.add(task);
    if (ended) {
      runTasks();
    } else if (waiting.compareAndSet(true, false)) {
      selector.wakeup();
      LockSupport.unpark(thread);
    }
  }

  Selector selector() {
    return selector;
  }

  /** Runs tasks of readers, who may block, when this round of reading is over. */
  Executor afterRound() {
    return afterRound;
  }

  /** There was more to read than one read takes: the next round is not to wait. */
  void hasMore() {
    more = true;
  }

  void close() {
    closed = true;
    execute(() -> {});
  }

  boolean isClosed() {
    return closed;
  }

  /** To be told when the loop ends. */
  void opened(NioExchange exchange) {
    exchanges.add(exchange);
  }

  void over(NioExchange exchange) {
    exchanges.remove(exchange);
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        if (!more) {
          rest();
        }
        boolean wait = !more;
        more = false;
        round(wait);
        afterRound.end(timer.nanos());
        runTasks();
        afterRound.end(timer.nanos());
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("the sockets cannot be waited for any more", broken);
    } finally {
      closed = true;
      end();
    }
  }

  private void end() {
    for (NioExchange exchange : List.copyOf(exchanges)) {
      tasks.add(exchange::onLoopClosed);
    }
    runTasks();
    try {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    ended = true;
    runTasks();
    afterRound.end(timer.nanos());
    afterRound.dealOutAll();
  }

  /** Takes the last round's rest from the credit, which grows with time; rests if there is none. */
  private void rest() {
    long now = timer.nanos();
    long owed = Math.min(reads.takeCount() * REST_NANOS_PER_READ, MOST_REST_NANOS);
    creditedNanos = Math.clamp(creditedNanos, now - MOST_CREDIT_NANOS, now) + owed;
    waiting.set(true);
    while (creditedNanos - now > 0 && tasks.isEmpty() && waiting.get()) {
      timer.rest(creditedNanos - now);
      now = timer.nanos();
    }
    waiting.set(false);
  }

  private void round(boolean wait) throws IOException {
    boolean readersWait = afterRound.dealOut(timer.nanos());
    waiting.set(true);
    if (wait && tasks.isEmpty()) {
      selector.select(onReady, readersWait ? 1 : 0);
    } else {
      selector.selectNow(onReady);
    }
    waiting.set(false);
    reads.handOn();
  }

  private void onReady(SelectionKey key) {
    if (waiting.getPlain()) {
      waiting.set(false);
    }
    if (key.isValid()) {
      try {
        ((Ready) key.attachment()).onReady();
      } catch (RuntimeException | Error defect) {
        report(defect);
      }
    }
  }

  private void runTasks() {
    for (Runnable task; (task = tasks.poll()) != null; ) {
      try {
        task.run();
      } catch (RuntimeException | Error defect) {
        report(defect);
      }
    }
  }

  /**
   * A defect in one stream, or in a reader who wanted to run on this thread, is told to the
   * thread's handler and does not end the loop, in which the other streams live.
   */
  static void report(Throwable defect) {
    Thread here = Thread.currentThread();
    here.getUncaughtExceptionHandler().uncaughtException(here, defect);
  }
}
