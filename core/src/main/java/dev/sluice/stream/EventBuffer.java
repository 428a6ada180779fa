package dev.sluice.stream;

import dev.sluice.chat.StreamEvent;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What has come and is not yet read. It never refuses an event: it says when it is full, and its
 * source then stops reading, so that it holds at most its mark and one read more. Not thread-safe;
 * its stream's lock guards it.
 */
final class EventBuffer {
  /** Full at this many events: some seconds of the fastest provider's tokens. */
  static final int HIGH_EVENTS = 256;

  /** Full at this many characters, so that long deltas are bounded too. */
  static final int HIGH_CHARACTERS = 64 * 1024;

  /** The oldest event: most streams' readers never leave more than this one waiting. */
  private @Nullable StreamEvent first;

  /** Those after it. */
  private @Nullable ArrayDeque<StreamEvent> more;

  private int characters;

  void add(StreamEvent event) {
    characters += event.weight();
    if (first == null) {
      first = event;
    } else {
      more = more == null ? new ArrayDeque<>() : more;
      more.add(event);
    }
  }

  @Nullable StreamEvent poll() {
    StreamEvent event = first;
    if (event != null) {
      first = more == null ? null : more.poll();
      characters -= event.weight();
    }
    return event;
  }

  void clear() {
    first = null;
    more = null;
    characters = 0;
  }

  boolean isFull() {
    return size() >= HIGH_EVENTS || characters >= HIGH_CHARACTERS;
  }

  /** Half empty again: reading goes on here and not at once, or every event would stop it anew. */
  boolean isLow() {
    return size() <= HIGH_EVENTS / 2 && characters <= HIGH_CHARACTERS / 2;
  }

  private int size() {
    return (first == null ? 0 : 1) + (more == null ? 0 : more.size());
  }
}
