package dev.sluice.transport.jdk;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * What the JDK's client gives into our hands of one call. The methods may be called from any
 * thread.
 */
final class ClientCall {
  private volatile @Nullable CompletableFuture<?> response;
  private volatile Flow.@Nullable Subscription body;

  void sent(CompletableFuture<?> toCome) {
    response = toCome;
  }

  void answers(Flow.Subscription subscription) {
    body = subscription;
  }

  /** Lets the client hand on what it reads next. */
  void readOn() {
    Flow.Subscription open = body;
    if (open != null) {
      open.request(1);
    }
  }

  /**
   * Closes the connection, or ends the stream of HTTP/2. After the headers cancelling the future
   * would leave it open, and before them there is no subscription.
   */
  void hangUp() {
    Flow.Subscription open = body;
    CompletableFuture<?> toCome = response;
    try {
      if (open != null) {
        open.cancel();
      } else if (toCome != null) {
        toCome.cancel(true);
      }
    } catch (RuntimeException defect) {
      JdkTransport.report(defect);
    }
  }
}
