package dev.sluice.stream;

import java.util.concurrent.CompletableFuture;

/** A future whose cancellation reaches the provider. */
final class CancellingFuture<T> extends CompletableFuture<T> {
  private final Cancellable stream;

  /** What there is to cancel. */
  @FunctionalInterface
  interface Cancellable {
    void cancel();
  }

  CancellingFuture(Cancellable stream) {
    this.stream = stream;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    // First the future: the stream's end would complete it, and it would not be cancelled.
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    stream.cancel();
    return cancelled;
  }
}
