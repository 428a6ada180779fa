package dev.sluice.server.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;

/**
 * All that comes of an answer, also where the connection is cut behind it. The JDK's streams and
 * texts lose then what nobody has read yet, and its {@code send} throws instead of giving the head
 * where the cut is heard soon after it.
 */
public final class SoFar {
  private final ResponseInfo head;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<String> all = new CompletableFuture<>();

  private SoFar(ResponseInfo head) {
    this.head = head;
  }

  /**
   * Sends a request, and returns once the head of its answer has come.
   *
   * @throws ExecutionException if no head came, with the reason as its cause
   */
  public static SoFar ask(HttpClient http, HttpRequest request)
      throws ExecutionException, InterruptedException {
    CompletableFuture<SoFar> begun = new CompletableFuture<>();
    var _ =
        http.sendAsync(
                request,
                head -> {
                  SoFar answer = new SoFar(head);
                  begun.complete(answer);
                  return answer.new Body();
                })
            .whenComplete(
                (answer, error) -> {
                  if (error != null) {
                    begun.completeExceptionally(error);
                  }
                });
    return begun.get();
  }

  public int status() {
    return head.statusCode();
  }

  public Optional<String> header(String name) {
    return head.headers().firstValue(name);
  }

  /** All of the text, once nothing more comes. */
  public CompletableFuture<String> body() {
    return all;
  }

  private final class Body implements BodySubscriber<SoFar> {
    @Override
    public CompletionStage<SoFar> getBody() {
      return CompletableFuture.completedStage(SoFar.this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> some) {
      for (ByteBuffer one : some) {
        byte[] more = new byte[one.remaining()];
        one.get(more);
        bytes.writeBytes(more);
      }
    }

    @Override
    public void onError(Throwable cut) {
      onComplete();
    }

    @Override
    public void onComplete() {
      all.complete(bytes.toString(UTF_8));
    }
  }
}
