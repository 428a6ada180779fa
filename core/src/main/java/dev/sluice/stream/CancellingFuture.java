package dev.sluice.stream;

import java.util.function.BooleanSupplier;

/**
 * A future whose cancellation reaches the provider, and so does another failure that its user gives
 * it, as {@code orTimeout} does: nobody waits for the stream then.
 */
final class CancellingFuture<T> extends AwaitedFuture<T> {
  private final Cancellable stream;

  /** What there is to cancel. */
  @FunctionalInterface
  interface Cancellable {
    void cancel();
  }

  CancellingFuture(Cancellable stream) {
    this(stream, () -> false);
  }

  CancellingFuture(Cancellable stream, BooleanSupplier waitsForItself) {
    super(waitsForItself);
    this.stream = stream;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    // First the future: the stream's end would complete it, and it would not be cancelled.
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    stream.cancel();
    return cancelled;
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    // No effect if it is the stream's own end that this tells of.
    boolean failed = super.completeExceptionally(failure);
    if (failed) {
      stream.cancel();
    }
    return failed;
  }
}
