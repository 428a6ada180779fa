package dev.sluice.transport.nio;

import dev.sluice.transport.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One thread that waits for its sockets and reads those that are ready.
 *
 * <p>A round of waiting and reading costs more than a chunk does to decode. So that a thousand
 * streams do not make ten thousand rounds of one chunk each, rounds are rationed: {@value
 * #MOST_CREDIT} may follow one another at once, after that one begins each {@value #ROUND_NANOS} ns
 * at most, and each then finds all that has come meanwhile. A few streams never notice.
 */
final class EventLoop implements Runnable {
  private static final long ROUND_NANOS = 1_000_000;
  private static final int MOST_CREDIT = 16;

  /** What one read takes at most; also what a stream may hold beyond its buffer's mark. */
  static final int READ_BYTES = 64 * 1024;

  /** Something with a socket in this loop: called when it can do what its key asks for. */
  interface Ready {
    void onReady();
  }

  /** Where every socket of this loop is read to. */
  final ByteBuffer read = ByteBuffer.allocateDirect(READ_BYTES);

  /** What has been read, decrypted if need be: the listeners' until they return. */
  final byte[] bytes = new byte[READ_BYTES];

  final ByteBuffer view = ByteBuffer.wrap(bytes);
  final ConnectionPool pool;

  private final Timer timer;
  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final Set<NioExchange> exchanges = new HashSet<>();
  private final List<NioExchange> burst = new ArrayList<>();
  private final Consumer<SelectionKey> onReady = this::onReady;
  private volatile boolean closed;
  private volatile boolean ended;

  private long creditedNanos;
  private boolean more;

  private EventLoop(Timer timer, Selector selector, String name) {
    this.timer = timer;
    this.selector = selector;
    this.creditedNanos = timer.nanos() - MOST_CREDIT * ROUND_NANOS;
    this.pool = new ConnectionPool(this, timer);
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this);
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

  /** To be told when this round's reading is over. */
  void inBurst(NioExchange exchange) {
    burst.add(exchange);
  }

  void over(NioExchange exchange) {
    exchanges.remove(exchange);
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        if (!more) {
          ration();
        }
        boolean wait = !more;
        more = false;
        round(wait);
        endBurst();
        runTasks();
        endBurst();
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
  }

  /** Takes one round from the credit, which grows with time; waits where there is none. */
  private void ration() {
    long now = timer.nanos();
    long most = now - MOST_CREDIT * ROUND_NANOS;
    creditedNanos = Math.clamp(creditedNanos, most, now) + ROUND_NANOS;
    waiting.set(true);
    while (creditedNanos - now > 0 && tasks.isEmpty() && waiting.get()) {
      timer.rest(creditedNanos - now);
      now = timer.nanos();
    }
    waiting.set(false);
  }

  private void round(boolean wait) throws IOException {
    waiting.set(true);
    if (wait && tasks.isEmpty()) {
      selector.select(onReady);
    } else {
      selector.selectNow(onReady);
    }
    waiting.set(false);
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

  /**
   * Now that all has been read, the readers are woken. Where there are several, by a virtual
   * thread: it hands them to the processors' own queues, while each that this thread wakes wakes a
   * processor anew, which finds one reader there and goes back to sleep.
   */
  private void endBurst() {
    if (burst.isEmpty()) {
      return;
    }
    NioExchange[] read = burst.toArray(NioExchange[]::new);
    burst.clear();
    for (NioExchange exchange : read) {
      exchange.endBurst();
    }
    if (read.length == 1) {
      tellEnd(read);
    } else {
      Thread.ofVirtual().name("sluice-wake").start(() -> tellEnd(read));
    }
  }

  private static void tellEnd(NioExchange[] read) {
    for (NioExchange exchange : read) {
      try {
        exchange.tellEndOfBurst();
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
  private static void report(Throwable defect) {
    Thread here = Thread.currentThread();
    here.getUncaughtExceptionHandler().uncaughtException(here, defect);
  }
}
