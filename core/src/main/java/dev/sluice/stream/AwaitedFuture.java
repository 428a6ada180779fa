package dev.sluice.stream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A future of what streams bring, and those that follow from it: none can be waited for where that
 * would keep it from coming.
 */
class AwaitedFuture<T> extends CompletableFuture<T> {
  private final BooleanSupplier waitsForItself;

  /**
   * @param waitsForItself whether the calling thread must go on before this can be complete
   */
  AwaitedFuture(BooleanSupplier waitsForItself) {
    this.waitsForItself = waitsForItself;
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new AwaitedFuture<>(waitsForItself);
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    refuseToWait("get()");
    return super.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    refuseToWait("get()");
    return super.get(timeout, unit);
  }

  @Override
  public T join() {
    refuseToWait("join()");
    return super.join();
  }

  private void refuseToWait(String what) {
    if (!isDone()) {
      InPlace.refuseToWait(what);
      if (waitsForItself.getAsBoolean()) {
        throw InPlace.waitsForItself(what);
      }
    }
  }
}
