package dev.sluice.stream;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** A listener as a subscriber that wants everything. */
final class Listener implements Flow.Subscriber<StreamEvent> {
  private final Consumer<? super StreamEvent> listener;
  private final CompletableFuture<Ending> heard;
  private final Arrival stream;
  private final Executor news;
  private boolean over;

  /**
   * @param heard the ending once the listener has had it, or what the listener threw
   * @param news completes it
   */
  Listener(
      Consumer<? super StreamEvent> listener,
      CompletableFuture<Ending> heard,
      Arrival stream,
      Executor news) {
    this.listener = listener;
    this.heard = heard;
    this.stream = stream;
    this.news = news;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(StreamEvent event) {
    if (over || heard.isCompletedExceptionally()) {
      return;
    }
    try {
      listener.accept(event);
    } catch (Throwable thrown) {
      // A listener's exception is its caller's: it comes out of the future that the caller holds.
      over = true;
      stream.cancel();
      news.execute(() -> heard.completeExceptionally(thrown));
      return;
    }
    if (event instanceof StreamEvent.Ended ended) {
      news.execute(() -> heard.complete(ended.ending()));
    }
  }

  @Override
  public void onError(Throwable failure) {
    news.execute(() -> heard.completeExceptionally(failure));
  }

  @Override
  public void onComplete() {}
}
