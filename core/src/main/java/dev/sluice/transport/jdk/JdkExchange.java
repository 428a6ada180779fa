package dev.sluice.transport.jdk;

import dev.sluice.transport.Exchange;
import dev.sluice.transport.ExchangeListener;
import dev.sluice.transport.HttpCall;
import dev.sluice.transport.ResponseHead;
import dev.sluice.transport.TransportFailure;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One exchange of the JDK's client. */
final class JdkExchange implements Exchange, HttpResponse.BodySubscriber<Boolean> {
  /** What is read and thrown away of an answer that is over, before its connection is given up. */
  private static final int MOST_RELEASED_BYTES = 16 * 1024;

  private final HttpClient client;
  private final HttpCall call;
  private final ExchangeListener listener;
  private final Executor afterGrace;

  private final Object lock = new Object();
  private @Nullable CompletableFuture<HttpResponse<Boolean>> response;
  private Flow.@Nullable Subscription body;
  private volatile boolean cancelled;
  private volatile boolean released;
  private volatile boolean over;

  /** Whether reading has stopped because nobody wants more. */
  private final AtomicBoolean parked = new AtomicBoolean();

  private int releasedBytes;

  JdkExchange(HttpClient client, HttpCall call, ExchangeListener listener, Executor afterGrace) {
    this.client = client;
    this.call = call;
    this.listener = listener;
    this.afterGrace = afterGrace;
  }

  /** Connects and sends; runs on a virtual thread, which the JDK's client makes wait. */
  void start() {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(call.uri()).POST(HttpRequest.BodyPublishers.ofString(call.body()));
      call.headers().forEach((name, value) -> header(request, name, value));
      if (cancelled) {
        return;
      }
      CompletableFuture<HttpResponse<Boolean>> sent = client.sendAsync(request.build(), this::head);
      synchronized (lock) {
        response = sent;
      }
      if (cancelled) {
        sent.cancel(true);
      }
      CompletableFuture<Void> watched =
          sent.handle(
              (answer, failure) -> {
                if (failure != null) {
                  fail(failure);
                }
                return null;
              });
      if (watched.isCompletedExceptionally()) {
        throw new IllegalStateException("a handler threw");
      }
    } catch (RuntimeException refused) {
      fail(refused);
    }
  }

  /** The JDK's message would repeat the value, which may be a key. */
  private static void header(HttpRequest.Builder request, String name, String value) {
    try {
      request.header(name, value);
    } catch (IllegalArgumentException impossible) {
      throw new IllegalArgumentException("the value of the header " + name + " cannot be sent");
    }
  }

  private HttpResponse.BodySubscriber<Boolean> head(HttpResponse.ResponseInfo info) {
    if (!cancelled) {
      listener.onHead(new ResponseHead(info.statusCode(), firstValues(info.headers())));
    }
    return this;
  }

  private static Map<String, String> firstValues(HttpHeaders headers) {
    Map<String, String> first = new HashMap<>();
    headers
        .map()
        .forEach(
            (name, values) -> {
              if (!values.isEmpty()) {
                first.put(name.toLowerCase(Locale.ROOT), values.getFirst());
              }
            });
    return first;
  }

  /** The response is done with its headers: the body comes by itself. */
  @Override
  public CompletionStage<Boolean> getBody() {
    return CompletableFuture.completedFuture(true);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    synchronized (lock) {
      body = subscription;
    }
    if (cancelled) {
      subscription.cancel();
    } else {
      subscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (cancelled) {
        return;
      }
      if (released) {
        releasedBytes += buffer.remaining();
      } else {
        listener.onBytes(buffer);
      }
    }
    if (releasedBytes > MOST_RELEASED_BYTES) {
      cancel();
    } else if (released || listener.isReady()) {
      request();
    } else {
      parked.set(true);
      if (listener.isReady()) {
        resume();
      }
    }
  }

  @Override
  public void onComplete() {
    over = true;
    if (!cancelled && !released) {
      listener.onEnd();
    }
  }

  @Override
  public void onError(Throwable failure) {
    fail(failure);
  }

  @Override
  public void resume() {
    if (parked.compareAndSet(true, false)) {
      request();
    }
  }

  private void request() {
    Flow.Subscription open;
    synchronized (lock) {
      open = body;
    }
    if (open != null) {
      open.request(1);
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    over = true;
    CompletableFuture<?> sent;
    Flow.Subscription open;
    synchronized (lock) {
      sent = response;
      open = body;
    }
    if (open != null) {
      // After the headers this closes the connection, and cancelling the future does not.
      open.cancel();
    } else if (sent != null) {
      sent.cancel(true);
    }
  }

  @Override
  public void release() {
    if (over) {
      return;
    }
    released = true;
    resume();
    afterGrace.execute(
        () -> {
          if (!over) {
            cancel();
          }
        });
  }

  private void fail(Throwable thrown) {
    if (!over) {
      over = true;
      if (!released) {
        TransportFailure failure = Failures.of(thrown);
        listener.onFailure(failure);
      }
    }
  }
}
