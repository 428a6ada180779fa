package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamException;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Every way to read a stream; each reads it whole and gives the one ending. */
enum View {
  EVENTS {
    @Override
    Ending read(ChatStream stream, StringBuilder text) {
      List<StreamEvent> seen = new ArrayList<>();
      stream.events().forEach(seen::add);
      return check(seen, text);
    }
  },
  TEXT {
    @Override
    Ending read(ChatStream stream, StringBuilder text) {
      try {
        stream.text().forEach(text::append);
      } catch (StreamException incomplete) {
        if (!isTakenBack(incomplete.ending())) {
          assertThat(stream.await()).isSameAs(incomplete.ending());
        }
        return incomplete.ending();
      }
      assertThat(stream.await()).isInstanceOf(Ending.Completed.class);
      return stream.await();
    }
  },
  PUBLISHER {
    @Override
    Ending read(ChatStream stream, StringBuilder text) {
      List<StreamEvent> seen = new ArrayList<>();
      CompletableFuture<Void> complete = new CompletableFuture<>();
      stream.publisher().subscribe(new OneByOne(seen, complete));
      complete.join();
      return check(seen, text);
    }
  },
  CALLBACK {
    @Override
    Ending read(ChatStream stream, StringBuilder text) {
      List<StreamEvent> seen = new ArrayList<>();
      Ending heard = stream.onEach(seen::add).join();
      assertThat(check(seen, text)).isSameAs(heard);
      return heard;
    }
  },
  CALLBACK_ON_THE_READING_THREAD {
    @Override
    Ending read(ChatStream stream, StringBuilder text) {
      List<StreamEvent> seen = new ArrayList<>();
      Ending heard = stream.onEach(ChatStream.INLINE, seen::add).join();
      assertThat(check(seen, text)).isSameAs(heard);
      return heard;
    }
  },
  FUTURE {
    @Override
    Ending read(ChatStream stream, StringBuilder text) {
      Ending ending;
      try {
        var reply = stream.reply().join();
        ending = stream.await();
        assertThat(ending.reply()).isSameAs(reply);
      } catch (CompletionException failed) {
        assertThat(failed).hasCauseInstanceOf(StreamException.class);
        ending = stream.ending().join();
      }
      text.append(ending.reply().text());
      return ending;
    }
  };

  /** Reads to the end; the text is what the view showed of it. */
  abstract Ending read(ChatStream stream, StringBuilder text);

  /**
   * Whether it is the end of a view of the text alone whose answer began anew: whether the stream
   * itself ended so depends on how far it had come by then.
   */
  static boolean isTakenBack(Ending ending) {
    return ending instanceof Ending.Incomplete early
        && early.cause() instanceof Cause.Failed(Failure.TakenBack taken);
  }

  private static Ending check(List<StreamEvent> seen, StringBuilder text) {
    for (StreamEvent event : seen) {
      if (event instanceof StreamEvent.TextDelta delta) {
        text.append(delta.text());
      } else if (event instanceof StreamEvent.Restarted) {
        text.setLength(0);
      } else if (event instanceof StreamEvent.Continued seam) {
        text.setLength(seam.position());
      }
    }
    Parts.assertInOrder(seen);
    assertThat(seen.stream().filter(StreamEvent.Ended.class::isInstance)).hasSize(1);
    assertThat(seen.getLast()).isInstanceOf(StreamEvent.Ended.class);
    return ((StreamEvent.Ended) seen.getLast()).ending();
  }

  /** Asks for one event at a time. */
  private static final class OneByOne implements Flow.Subscriber<StreamEvent> {
    private final List<StreamEvent> seen;
    private final CompletableFuture<Void> complete;
    private Flow.@Nullable Subscription subscription;

    OneByOne(List<StreamEvent> seen, CompletableFuture<Void> complete) {
      this.seen = seen;
      this.complete = complete;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(StreamEvent event) {
      seen.add(event);
      if (subscription != null) {
        subscription.request(1);
      }
    }

    @Override
    public void onError(Throwable failure) {
      complete.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      complete.complete(null);
    }
  }
}
