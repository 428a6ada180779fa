package dev.sluice.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where what a source tells and what a reader wants meet: keeps the reply and the events that are
 * not read yet, wakes the reader who waits, stops the source while nobody reads, and makes the one
 * ending. {@link ChatStream} shows it to users. As a task, it wakes the reader. Thread-safe.
 */
final class Arrival implements StreamSink, Runnable {
  /** A reply longer than this many characters is ended: it is kept in memory whole. */
  private static final long MOST_CHARACTERS = 16 * 1024 * 1024;

  /** Who reads. */
  enum View {
    NONE,
    PULL,
    PUSH,
    DISCARD
  }

  private final EventBuffer buffer = new EventBuffer();
  private final Bell bell = new Bell();
  private final LongSupplier nanoClock;
  private final ReplyBuilder reply;
  private final List<Consumer<Ending>> watchers = new ArrayList<>(0);
  private volatile boolean full;
  private volatile @Nullable Executor afterRound;
  private View view = View.NONE;
  private @Nullable StreamControl control;
  private @Nullable Ending ending;

  Arrival(ChatRequest request, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.reply = new ReplyBuilder(nanoClock.getAsLong(), request.streamed());
  }

  // What the source does.

  /** Lets the source begin. */
  void open(StreamSource source, ChatRequest request) {
    try {
      hold(source.open(request, this));
    } catch (RuntimeException defect) {
      onEnd(new Cause.Failed(new Failure.Defect(defect)));
    }
  }

  private void hold(StreamControl opened) {
    boolean over;
    synchronized (this) {
      control = opened;
      over = ending instanceof Ending.Incomplete;
    }
    if (over) {
      opened.cancel();
    } else if (!full) {
      opened.resume();
    }
  }

  @Override
  public void onEvent(StreamEvent event) {
    boolean tooLong;
    Bell.Reader reader;
    synchronized (this) {
      if (ending != null) {
        return;
      }
      tooLong = reply.add(event, nanoClock.getAsLong()) > MOST_CHARACTERS;
      if (view != View.DISCARD) {
        buffer.add(event);
        if (buffer.isFull()) {
          full = true;
        }
      }
      reader = bell.ring();
    }
    if (tooLong) {
      Failure failure = new Failure.LimitExceeded("the answer", MOST_CHARACTERS, "characters");
      finish(new Cause.Failed(failure), false);
    } else if (reader != null) {
      call(reader);
    }
  }

  /** Wakes this reader, together with those of other streams if it can wait that long. */
  private void call(Bell.Reader reader) {
    Executor later = afterRound;
    if (later != null && reader.isPatient()) {
      later.execute(this);
    } else {
      wake(false);
    }
  }

  @Override
  public void run() {
    wake(true);
  }

  @Override
  public void onRounds(Executor executor) {
    afterRound = executor;
  }

  @Override
  public void onEnd(Outcome outcome) {
    finish(outcome, true);
  }

  @Override
  public boolean isReady() {
    return !full;
  }

  /** Ends the stream unless it has ended; an end that the source did not tell stops the source. */
  private void finish(Outcome outcome, boolean toldBySource) {
    StreamControl upstream;
    Ending end;
    Bell.Reader reader;
    synchronized (this) {
      if (ending != null) {
        return;
      }
      end = reply.end(outcome, nanoClock.getAsLong());
      ending = end;
      if (!toldBySource) {
        buffer.clear();
      }
      if (view != View.DISCARD) {
        buffer.add(new StreamEvent.Ended(end));
      }
      upstream = control;
      reader = bell.ring();
    }
    if (!toldBySource) {
      if (upstream != null) {
        upstream.cancel();
      }
      wake(false);
    } else if (reader != null) {
      call(reader);
    }
    // No watcher is added once the ending is set, so the list is read without the lock.
    watchers.forEach(watcher -> watcher.accept(end));
  }

  // What the views do.

  /** Takes the stream for a view; false if something reads it already. */
  boolean claim(View wanted) {
    synchronized (this) {
      if (view != View.NONE) {
        return false;
      }
      view = wanted;
      return true;
    }
  }

  /** Reads and forgets, if nothing else reads: whoever wants only the end. */
  void discardUnlessRead() {
    discard(false);
  }

  /** Reads and forgets from now on, also what somebody had begun to pull. */
  void discardUnlessPushed() {
    discard(true);
  }

  private void discard(boolean pulledToo) {
    synchronized (this) {
      if (view == View.NONE || (pulledToo && view == View.PULL)) {
        view = View.DISCARD;
        buffer.clear();
      }
    }
    readOnIfLow();
  }

  void cancel() {
    finish(new Cause.Cancelled(), false);
  }

  /** The next event, or null if none is here now; the reader is then woken when one is. */
  @Nullable StreamEvent next(Bell.Reader reader) {
    StreamEvent event;
    synchronized (this) {
      event = buffer.poll();
      if (event == null && view == View.DISCARD && ending != null) {
        event = new StreamEvent.Ended(ending);
      }
      if (event == null) {
        bell.expect(reader);
      }
    }
    if (event != null) {
      readOnIfLow();
    }
    return event;
  }

  /** Wakes the reader if it waits. */
  private void wake(boolean mayBlock) {
    Bell.Reader reader;
    synchronized (this) {
      reader = bell.answer();
    }
    if (reader != null) {
      reader.wake(mayBlock);
    }
  }

  private void readOnIfLow() {
    if (!full) {
      return;
    }
    StreamControl upstream;
    synchronized (this) {
      if (!full || !buffer.isLow()) {
        return;
      }
      full = false;
      upstream = control;
    }
    if (upstream != null) {
      upstream.resume();
    }
  }

  /** Hands the ending over once it is there, on whatever thread ended the stream. */
  void whenEnded(Consumer<Ending> watcher) {
    Ending end;
    synchronized (this) {
      end = ending;
      if (end == null) {
        watchers.add(watcher);
      }
    }
    if (end != null) {
      watcher.accept(end);
    }
  }
}
