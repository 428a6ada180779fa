package dev.sluice.server.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * All that comes of an answer, also where the connection is cut behind it: the JDK's streams and
 * texts lose then what nobody has read yet.
 */
public final class SoFar implements BodySubscriber<CompletableFuture<String>> {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<String> all = new CompletableFuture<>();

  private SoFar() {}

  /** The answer is there with its head; its text once nothing more comes. */
  public static BodyHandler<CompletableFuture<String>> handler() {
    return head -> new SoFar();
  }

  @Override
  public CompletionStage<CompletableFuture<String>> getBody() {
    return CompletableFuture.completedStage(all);
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
