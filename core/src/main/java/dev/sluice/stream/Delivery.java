package dev.sluice.stream;

import dev.sluice.chat.StreamEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The push views: hands a stream's events to one subscriber, as many as it has asked for, one at a
 * time, on its executor. Follows the Reactive Streams specification 1.0.4; the numbers are its
 * rules.
 *
 * <p>A subscriber that has chosen the thread that reads ({@link ChatStream#INLINE}) and takes its
 * time there, for two events that follow each other, is moved to virtual threads: other streams are
 * read by the same thread. One slow event may be the collector's doing, or that of whoever else had
 * the processor meanwhile.
 */
final class Delivery implements Flow.Subscription, Bell.Reader, Runnable {
  private static final VarHandle WORK;

  static {
    try {
      WORK = MethodHandles.lookup().findVarHandle(Delivery.class, "work", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** A subscriber that keeps the thread that reads for longer is moved. */
  private static final long SLOW_NANOS = 10_000_000;

  // What it is doing.
  private static final int IDLE = 0;
  private static final int DELIVERING = 1;

  /** There may be more to do than whoever delivers has seen. */
  private static final int MORE = 2;

  private final Arrival stream;
  private final Executor executor;
  private final AtomicLong demand = new AtomicLong();

  /** Begins with work, so that nothing overtakes onSubscribe (1.3). */
  @SuppressWarnings("unused") // through WORK
  private volatile int work = MORE;

  private volatile Flow.@Nullable Subscriber<? super StreamEvent> subscriber;
  private volatile @Nullable Throwable mistake;

  /** Whether everything has been asked for, after which nothing is counted (3.17). */
  private volatile boolean boundless;

  /** Whether the subscriber runs on whatever thread brings the events. */
  private volatile boolean inline;

  /** Whether it kept that thread with the last event; of whoever delivers. */
  private boolean slow;

  private Delivery(
      Arrival stream, Flow.Subscriber<? super StreamEvent> subscriber, Executor executor) {
    this.stream = stream;
    this.subscriber = subscriber;
    this.executor = ChatStream.INLINE.equals(executor) ? Threads.VIRTUAL : executor;
    this.inline = ChatStream.INLINE.equals(executor);
  }

  /** Delivers to a subscriber, or tells it that the stream is taken (1.9, 1.10). */
  static void subscribe(
      Arrival stream, Flow.Subscriber<? super StreamEvent> subscriber, Executor executor) {
    if (subscriber == null) {
      throw new NullPointerException("subscriber");
    }
    if (!stream.claim(Arrival.View.PUSH)) {
      subscriber.onSubscribe(new Nothing());
      subscriber.onError(ChatStream.alreadyRead());
      return;
    }
    begin(stream, subscriber, executor);
  }

  /** Delivers everything to a listener of a stream that is claimed already. */
  static void listen(Arrival stream, Flow.Subscriber<StreamEvent> listener, Executor executor) {
    begin(stream, listener, executor);
  }

  private static void begin(
      Arrival stream, Flow.Subscriber<? super StreamEvent> subscriber, Executor executor) {
    Delivery delivery = new Delivery(stream, subscriber, executor);
    try {
      subscriber.onSubscribe(delivery);
    } catch (Throwable violation) {
      // Its caller sees it; the stream has no reader then, and never will.
      delivery.cancel();
      throw violation;
    }
    delivery.start();
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      mistake = new IllegalArgumentException("request(" + n + "): rule 3.9 wants more than zero");
    } else if (demand.accumulateAndGet(n, Delivery::addCapped) == Long.MAX_VALUE) {
      boundless = true;
    }
    if ((int) WORK.getAndSet(this, MORE) == IDLE) {
      start();
    }
  }

  @Override
  public void cancel() {
    subscriber = null;
    stream.cancel();
  }

  @Override
  public boolean isPatient() {
    return !inline;
  }

  @Override
  public void wake(Bell.Caller caller) {
    if ((int) WORK.getAndSet(this, MORE) != IDLE) {
      return;
    }
    boolean here =
        switch (caller) {
          case SOURCE -> inline;
          case VIEW -> Threads.VIRTUAL.equals(executor);
          case BYSTANDER -> false;
        };
    if (here) {
      run();
    } else if (caller == Bell.Caller.VIEW) {
      execute();
    } else {
      // The executor is a user's, who may do anything in it: not on this thread.
      Threads.VIRTUAL.execute(Threads.VIRTUAL.equals(executor) ? this : this::execute);
    }
  }

  /** On a thread of the user's. */
  private void start() {
    if (inline) {
      run();
    } else {
      execute();
    }
  }

  private void execute() {
    try {
      executor.execute(this);
    } catch (Throwable rejected) {
      fail(rejected);
    }
  }

  @Override
  public void run() {
    boolean inPlace = inline;
    if (inPlace) {
      InPlace.enter();
    }
    try {
      deliverAll();
    } finally {
      if (inPlace) {
        InPlace.leave();
      }
    }
  }

  private void deliverAll() {
    do {
      work = DELIVERING;
      if (!deliver()) {
        return;
      }
    } while (!WORK.compareAndSet(this, DELIVERING, IDLE));
  }

  /** Delivers what there is; false if somebody else goes on. */
  private boolean deliver() {
    long beganNanos = inline ? stream.timer().nanos() : 0;
    while (subscriber != null) {
      Throwable wrong = mistake;
      if (wrong != null) {
        fail(wrong);
        return true;
      }
      if (!boundless && demand.get() == 0) {
        return true;
      }
      StreamEvent event = stream.next(this);
      if (event == null) {
        return true;
      }
      if (!boundless) {
        demand.decrementAndGet();
      }
      hand(event);
      if (inline) {
        long nowNanos = stream.timer().nanos();
        boolean slowBefore = slow;
        slow = nowNanos - beganNanos > SLOW_NANOS;
        if (slow && slowBefore) {
          inline = false;
          Threads.VIRTUAL.execute(this);
          return false;
        }
        beganNanos = nowNanos;
      }
    }
    return true;
  }

  private void hand(StreamEvent event) {
    Flow.Subscriber<? super StreamEvent> receiver = subscriber;
    if (receiver == null) {
      return;
    }
    stream.beginCall();
    try {
      receiver.onNext(event);
      if (event instanceof StreamEvent.Ended && subscriber != null) {
        subscriber = null;
        receiver.onComplete();
      }
    } catch (Throwable violation) {
      // Rule 2.13 forbids it: the stream is over for this subscriber, and for nobody else.
      subscriber = null;
      stream.cancel();
      Threads.report(violation);
    } finally {
      stream.endCall();
    }
  }

  private void fail(Throwable why) {
    Flow.Subscriber<? super StreamEvent> receiver = subscriber;
    subscriber = null;
    stream.cancel();
    if (receiver != null) {
      Threads.VIRTUAL.execute(() -> receiver.onError(why));
    }
  }

  private static long addCapped(long have, long more) {
    long sum = have + more;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** The subscription of somebody who came too late. */
  private record Nothing() implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}
