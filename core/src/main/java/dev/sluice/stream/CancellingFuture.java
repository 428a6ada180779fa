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
    stream.cancel();
    return super.cancel(mayInterruptIfRunning);
  }
}
