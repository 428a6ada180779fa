package dev.sluice.stream;

import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The push view of the text alone: stands between {@link Delivery} and a subscriber, and asks for
 * another event in place of each that brings no text, so that the subscriber's demand counts texts.
 */
final class TextDelivery implements Flow.Subscriber<StreamEvent>, Flow.Subscription {
  private final Flow.Subscriber<? super String> subscriber;
  private final TextPieces pieces;
  private Flow.@Nullable Subscription events;

  private TextDelivery(Arrival stream, Flow.Subscriber<? super String> subscriber) {
    this.subscriber = subscriber;
    this.pieces = new TextPieces(stream);
  }

  /** Delivers to a subscriber, or tells it that the stream is taken. */
  static void subscribe(
      Arrival stream, Flow.Subscriber<? super String> subscriber, Executor executor) {
    Objects.requireNonNull(subscriber, "subscriber");
    Delivery.subscribe(stream, new TextDelivery(stream, subscriber), executor);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    events = subscription;
    subscriber.onSubscribe(this);
  }

  @Override
  public void onNext(StreamEvent event) {
    String piece;
    try {
      piece = pieces.of(event);
    } catch (StreamException noText) {
      cancel(); // Nothing follows, not even the completion.
      subscriber.onError(noText);
      return;
    }
    if (piece != null) {
      pieces.handedOut();
      subscriber.onNext(piece);
    } else if (!(event instanceof StreamEvent.Ended)) {
      request(1);
    }
  }

  @Override
  public void onError(Throwable failure) {
    subscriber.onError(failure);
  }

  @Override
  public void onComplete() {
    subscriber.onComplete();
  }

  @Override
  public void request(long n) {
    subscription().request(n);
  }

  @Override
  public void cancel() {
    subscription().cancel();
  }

  private Flow.Subscription subscription() {
    return Objects.requireNonNull(events, "subscription");
  }
}
