package dev.sluice.simulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A binary heap of what is due when. Entries know their place, so moving one needs no search. */
final class Timers {
  private @Nullable Timer[] heap = new @Nullable Timer[64];
  private int size;

  /** Something that happens at a time of {@link System#nanoTime}; once, unless set again. */
  abstract static class Timer {
    private long dueNanos;
    private int place = -1;

    abstract void fire(long now);
  }

  void set(Timer timer, long dueNanos) {
    timer.dueNanos = dueNanos;
    if (timer.place < 0) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      put(timer, size++);
    }
    rise(timer);
    sink(timer);
  }

  void cancel(Timer timer) {
    int place = timer.place;
    if (place < 0) {
      return;
    }
    timer.place = -1;
    Timer last = at(--size);
    heap[size] = null;
    if (place < size) {
      put(last, place);
      rise(last);
      sink(last);
    }
  }

  /** Nanoseconds until the first is due, zero or less if it is; {@link Long#MAX_VALUE} if none. */
  long untilNext(long now) {
    return size == 0 ? Long.MAX_VALUE : at(0).dueNanos - now;
  }

  void fireDue(long now) {
    // What sets itself again while it fires waits for the next turn: sockets come in between.
    for (int left = size; left > 0 && untilNext(now) <= 0; left--) {
      Timer first = at(0);
      cancel(first);
      first.fire(now);
    }
  }

  private void rise(Timer timer) {
    while (timer.place > 0 && timer.dueNanos - at((timer.place - 1) / 2).dueNanos < 0) {
      swap(timer, at((timer.place - 1) / 2));
    }
  }

  private void sink(Timer timer) {
    while (true) {
      int child = 2 * timer.place + 1;
      if (child >= size) {
        return;
      }
      if (child + 1 < size && at(child + 1).dueNanos - at(child).dueNanos < 0) {
        child++;
      }
      if (timer.dueNanos - at(child).dueNanos <= 0) {
        return;
      }
      swap(timer, at(child));
    }
  }

  private void swap(Timer one, Timer other) {
    int place = one.place;
    put(one, other.place);
    put(other, place);
  }

  private void put(Timer timer, int place) {
    heap[place] = timer;
    timer.place = place;
  }

  private Timer at(int place) {
    Timer timer = heap[place];
    if (timer == null) {
      throw new AssertionError("the heap has a gap at " + place);
    }
    return timer;
  }
}
