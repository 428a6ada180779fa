package dev.sluice.cli;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamRecorder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Hears a stream for a recorder that is not there yet: a request does not wait until a disk is
 * ready for its answer. What has come by then is handed over in its order, the rest goes straight
 * on. It holds only so much; an answer that is longer before anybody is there is told to that place
 * and no further. Thread-safe, with one thread that hands over.
 */
final class LateRecorder implements StreamRecorder {
  /** More than comes within the seconds that opening a store may take on a busy machine. */
  static final int MAX_EVENTS = 1 << 16;

  /** Of what they say, in characters. */
  static final int MAX_CHARACTERS = 4 << 20;

  private Queue<StreamEvent> waiting = new ArrayDeque<>();
  private long characters;
  private @Nullable Ending ending;

  /** Whether something was left out: nothing that comes behind it may follow. */
  private boolean full;

  /** Whether nobody will come. */
  private boolean deaf;

  /** Who hears it from now on, once it has heard all that waited. */
  private volatile @Nullable StreamRecorder heir;

  @Override
  public void onEvent(StreamEvent event) {
    StreamRecorder there = heir;
    if (there == null) {
      there = hold(event);
    }
    if (there != null) {
      there.onEvent(event);
    }
  }

  /** Holds it, unless somebody has come meanwhile. */
  private synchronized @Nullable StreamRecorder hold(StreamEvent event) {
    if (heir == null && !deaf && !full) {
      characters += event.weight();
      if (waiting.size() < MAX_EVENTS && characters <= MAX_CHARACTERS) {
        waiting.add(event);
      } else {
        full = true;
      }
    }
    return heir;
  }

  @Override
  public void onEnded(Ending how) {
    StreamRecorder there = heir;
    if (there == null) {
      there = holdEnding(how);
    }
    if (there != null) {
      there.onEnded(how);
    }
  }

  private synchronized @Nullable StreamRecorder holdEnding(Ending how) {
    if (heir == null && !deaf && !full) {
      ending = how;
    }
    return heir;
  }

  /**
   * Hands over what has come, and from then on all that comes.
   *
   * @return whether that is all of it; if not, the recorder has heard the beginning alone and will
   *     hear no more
   */
  boolean handOver(StreamRecorder recorder) {
    while (true) {
      List<StreamEvent> some = new ArrayList<>();
      Ending last = null;
      synchronized (this) {
        if (waiting.isEmpty()) {
          if (full || deaf) {
            return false;
          }
          heir = recorder;
          last = ending;
          if (last == null) {
            return true;
          }
        }
        some.addAll(waiting);
        waiting.clear();
      }
      some.forEach(recorder::onEvent);
      if (last != null) {
        recorder.onEnded(last);
        return true;
      }
    }
  }

  /** Nobody will come: what waits is let go, and nothing more is held. */
  synchronized void giveUp() {
    deaf = true;
    waiting = new ArrayDeque<>(0);
    ending = null;
  }
}
