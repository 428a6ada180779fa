package dev.sluice.bench.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A floor: the JDK's HTTP client with an executor that runs tasks where they are submitted, and a
 * subscriber that counts lines. What is above it is the cost of understanding the answer.
 */
final class JdkClient implements Client {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(Runnable::run).build();
  private final HttpRequest request;

  JdkClient(String baseUrl) {
    request =
        HttpRequest.newBuilder(URI.create(baseUrl + "/chat/completions"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Requests.BODY))
            .build();
  }

  @Override
  public Asked ask(Listener listener) {
    Counting body = new Counting(listener);
    Thread.ofVirtual()
        .start(
            () -> {
              var _ =
                  http.sendAsync(request, head -> body)
                      .whenComplete(
                          (response, failure) -> {
                            if (failure != null) {
                              listener.onFailure(failure);
                            }
                          });
            });
    return body;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private static final class Counting implements HttpResponse.BodySubscriber<Boolean>, Asked {
    private final Listener listener;
    private final DataLines lines;
    private final AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();

    Counting(Listener listener) {
      this.listener = listener;
      this.lines = new DataLines(() -> listener.onChunk(""));
    }

    @Override
    public CompletionStage<Boolean> getBody() {
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public void onSubscribe(Flow.Subscription open) {
      subscription.set(open);
      open.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      buffers.forEach(lines::take);
    }

    @Override
    public void onError(Throwable failure) {
      listener.onFailure(failure);
    }

    @Override
    public void onComplete() {
      listener.onEnd();
    }

    @Override
    public void cancel() {
      Flow.Subscription open = subscription.get();
      if (open != null) {
        open.cancel();
      }
    }
  }
}
