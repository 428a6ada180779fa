package dev.sluice.bench.client;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.models.Models;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** This library through its public interface, with the policies that every model has. */
final class SluiceClient implements Client {
  /** The ways to read a stream. */
  enum View {
    ITERATOR,
    PUBLISHER,
    CALLBACK,
    INLINE_CALLBACK
  }

  private final View view;
  private final Models models;
  private final ChatModel model;

  SluiceClient(String baseUrl, View view) {
    this.view = view;
    this.models = Models.of(Map.of("OPENAI_BASE_URL", baseUrl), progress -> {});
    this.model = models.model("openai/bench");
  }

  @Override
  public Asked ask(Listener listener) {
    ChatStream stream = model.stream("Count.");
    switch (view) {
      case ITERATOR -> Thread.ofVirtual().start(() -> iterate(stream, listener));
      case PUBLISHER -> stream.publisher().subscribe(new Subscriber(listener));
      case CALLBACK -> watch(stream.onEach(event -> hear(event, listener)), listener);
      case INLINE_CALLBACK ->
          watch(stream.onEach(Inline.executor(), event -> hear(event, listener)), listener);
    }
    return stream::cancel;
  }

  /** A listener that throws is told nothing more. */
  private static void watch(CompletableFuture<Ending> heard, Listener listener) {
    var _ =
        heard.whenComplete(
            (ending, failure) -> {
              if (failure != null) {
                listener.onFailure(failure);
              }
            });
  }

  private static void iterate(ChatStream stream, Listener listener) {
    try (stream) {
      for (StreamEvent event : stream.events()) {
        hear(event, listener);
      }
    } catch (RuntimeException failure) {
      listener.onFailure(failure);
    }
  }

  private static void hear(StreamEvent event, Listener listener) {
    if (event instanceof StreamEvent.TextDelta delta) {
      listener.onChunk(delta.text());
    } else if (event instanceof StreamEvent.ToolCallDelta delta) {
      listener.onChunk(delta.fragment());
    } else if (event instanceof StreamEvent.Ended ended) {
      end(ended.ending(), listener);
    }
  }

  private static void end(Ending ending, Listener listener) {
    switch (ending) {
      case Ending.Completed done -> listener.onEnd();
      case Ending.Incomplete early ->
          listener.onFailure(new IllegalStateException(early.cause().message()));
    }
  }

  @Override
  public void close() {
    models.close();
  }

  /** Asks for everything at once, as most subscribers do. */
  private record Subscriber(Listener listener) implements Flow.Subscriber<StreamEvent> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(StreamEvent event) {
      hear(event, listener);
    }

    @Override
    public void onError(Throwable failure) {
      listener.onFailure(failure);
    }

    @Override
    public void onComplete() {
      // The last event has said it.
    }
  }
}
