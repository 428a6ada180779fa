package dev.sluice.stream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The push views: hands a stream's events to one subscriber, as many as it has asked for, one at a
 * time, on its executor. Follows the Reactive Streams specification 1.0.4; the numbers are its
 * rules.
 */
final class Delivery implements Flow.Subscription, Bell.Reader, Runnable {
  private final Arrival stream;
  private final Executor executor;
  private final AtomicLong demand = new AtomicLong();

  /**
   * Above zero while somebody delivers; begins at one so that nothing overtakes onSubscribe (1.3).
   */
  private final AtomicInteger work = new AtomicInteger(1);

  private volatile Flow.@Nullable Subscriber<? super StreamEvent> subscriber;
  private volatile @Nullable Throwable mistake;

  /** Whether everything has been asked for, after which nothing is counted (3.17). */
  private volatile boolean boundless;

  private Delivery(
      Arrival stream, Flow.Subscriber<? super StreamEvent> subscriber, Executor executor) {
    this.stream = stream;
    this.subscriber = subscriber;
    this.executor = executor;
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
    subscriber.onSubscribe(delivery);
    delivery.start();
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      mistake = new IllegalArgumentException("request(" + n + "): rule 3.9 wants more than zero");
    } else if (demand.accumulateAndGet(n, Delivery::addCapped) == Long.MAX_VALUE) {
      boundless = true;
    }
    schedule();
  }

  @Override
  public void cancel() {
    subscriber = null;
    stream.cancel();
  }

  @Override
  public boolean isPatient() {
    return executor.equals(ChatStream.VIRTUAL_THREADS);
  }

  @Override
  public void wake(boolean mayBlock) {
    if (mayBlock && isPatient()) {
      if (work.getAndIncrement() == 0) {
        run();
      }
    } else {
      schedule();
    }
  }

  private void schedule() {
    if (work.getAndIncrement() == 0) {
      start();
    }
  }

  private void start() {
    try {
      executor.execute(this);
    } catch (RejectedExecutionException rejected) {
      fail(rejected);
    }
  }

  @Override
  public void run() {
    int seen = work.get();
    do {
      deliver();
      seen = work.addAndGet(-seen);
    } while (seen != 0);
  }

  private void deliver() {
    while (subscriber != null) {
      Throwable wrong = mistake;
      if (wrong != null) {
        fail(wrong);
        return;
      }
      if (!boundless && demand.get() == 0) {
        return;
      }
      StreamEvent event = stream.next(this);
      if (event == null) {
        return;
      }
      if (!boundless) {
        demand.decrementAndGet();
      }
      hand(event);
    }
  }

  private void hand(StreamEvent event) {
    Flow.Subscriber<? super StreamEvent> receiver = subscriber;
    if (receiver == null) {
      return;
    }
    try {
      receiver.onNext(event);
    } catch (RuntimeException | Error violation) {
      // Rule 2.13 forbids it; the stream is stopped, and the executor's owner sees the exception.
      subscriber = null;
      stream.cancel();
      throw violation;
    }
    if (event instanceof StreamEvent.Ended && subscriber != null) {
      subscriber = null;
      receiver.onComplete();
    }
  }

  private void fail(Throwable why) {
    Flow.Subscriber<? super StreamEvent> receiver = subscriber;
    subscriber = null;
    stream.cancel();
    if (receiver != null) {
      receiver.onError(why);
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

  /** A listener as a subscriber. */
  record Listener(
      Consumer<? super StreamEvent> listener, CompletableFuture<Ending> heard, Arrival stream)
      implements Flow.Subscriber<StreamEvent> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(StreamEvent event) {
      if (heard.isCompletedExceptionally()) {
        return;
      }
      try {
        listener.accept(event);
      } catch (Throwable thrown) {
        // A listener's exception is its caller's: it comes out of the future that the caller holds.
        heard.completeExceptionally(thrown);
        stream.cancel();
        return;
      }
      if (event instanceof StreamEvent.Ended ended) {
        heard.complete(ended.ending());
      }
    }

    @Override
    public void onError(Throwable failure) {
      heard.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {}
  }
}
