package dev.sluice.stream;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What somebody who looks at a stream saw of it.
 *
 * @param texts what came before the end, empty for views that show the end alone
 * @param ending the one ending
 */
record Seen(List<String> texts, Ending ending) {

  /** Every way to look at a stream. */
  enum View {
    EVENTS,
    TEXT,
    PUBLISHER,
    ON_EACH,
    REPLY,
    ENDING,
    AWAIT;

    /** Begins to look. */
    CompletableFuture<Seen> at(ChatStream stream) {
      return look(stream).orTimeout(60, TimeUnit.SECONDS);
    }

    private CompletableFuture<Seen> look(ChatStream stream) {
      return switch (this) {
        case EVENTS -> blocking(() -> ofEvents(stream.events()));
        case TEXT -> blocking(() -> ofText(stream));
        case PUBLISHER -> ofPublisher(stream);
        case ON_EACH -> ofListener(stream);
        case REPLY -> stream.reply().handle((reply, thrown) -> ofReply(stream, reply, thrown));
        case ENDING -> stream.ending().thenApply(ending -> new Seen(List.of(), ending));
        case AWAIT -> blocking(() -> new Seen(List.of(), stream.await()));
      };
    }

    boolean showsTexts() {
      return switch (this) {
        case EVENTS, TEXT, PUBLISHER, ON_EACH -> true;
        case REPLY, ENDING, AWAIT -> false;
      };
    }
  }

  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private static CompletableFuture<Seen> blocking(Supplier<Seen> looking) {
    return CompletableFuture.supplyAsync(looking, THREADS);
  }

  static Seen ofEvents(Iterable<StreamEvent> events) {
    Gatherer all = new Gatherer();
    events.forEach(all::add);
    return all.seen();
  }

  private static Seen ofText(ChatStream stream) {
    List<String> texts = new ArrayList<>();
    try {
      stream.text().forEach(texts::add);
    } catch (StreamException incomplete) {
      return new Seen(texts, incomplete.ending());
    }
    return new Seen(texts, stream.ending().join());
  }

  private static CompletableFuture<Seen> ofPublisher(ChatStream stream) {
    CompletableFuture<Seen> seen = new CompletableFuture<>();
    Gatherer all = new Gatherer();
    stream
        .publisher()
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
              }

              @Override
              public void onNext(StreamEvent event) {
                all.add(event);
              }

              @Override
              public void onError(Throwable thrown) {
                seen.completeExceptionally(thrown);
              }

              @Override
              public void onComplete() {
                seen.complete(all.seen());
              }
            });
    return seen;
  }

  private static CompletableFuture<Seen> ofListener(ChatStream stream) {
    Gatherer all = new Gatherer();
    return stream.onEach(all::add).thenApply(ending -> all.seen());
  }

  private static Seen ofReply(ChatStream stream, Reply reply, Throwable thrown) {
    if (thrown instanceof StreamException incomplete) {
      return new Seen(List.of(), incomplete.ending());
    }
    if (thrown != null) {
      throw new CompletionException(thrown);
    }
    Ending ending = stream.ending().join();
    if (!ending.reply().equals(reply)) {
      throw new AssertionError("the reply is not the ending's");
    }
    return new Seen(List.of(), ending);
  }

  /** Joins events and checks that there is one ending and nothing behind it. */
  private static final class Gatherer {
    private final List<String> texts = new ArrayList<>();
    private final List<Ending> endings = new ArrayList<>(1);

    synchronized void add(StreamEvent event) {
      if (!endings.isEmpty()) {
        throw new AssertionError(event + " after the ending");
      }
      if (event instanceof StreamEvent.Ended ended) {
        endings.add(ended.ending());
      } else if (event instanceof StreamEvent.TextDelta delta) {
        texts.add(delta.text());
      }
    }

    synchronized Seen seen() {
      if (endings.isEmpty()) {
        throw new AssertionError("no ending after " + texts);
      }
      return new Seen(List.copyOf(texts), endings.getFirst());
    }
  }
}
