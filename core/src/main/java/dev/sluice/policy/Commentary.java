package dev.sluice.policy;

import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import java.util.HashSet;
import java.util.Set;

/**
 * Which parts their provider calls commentary, so that they are no text of the answer. Sources may
 * number their parts as they like, and what is kept depends on how many there are alone. Not
 * thread-safe.
 */
final class Commentary {
  private Set<Integer> parts = Set.of();

  /** Takes notice of what a part is that begins. */
  void begins(StreamEvent.PartStarted start) {
    if (start.begun() instanceof Part.Text text && text.isCommentary()) {
      parts = parts.isEmpty() ? new HashSet<>() : parts;
      parts.add(start.part());
    } else if (!parts.isEmpty()) {
      parts.remove(start.part());
    }
  }

  boolean has(int part) {
    return !parts.isEmpty() && parts.contains(part);
  }

  void clear() {
    parts = Set.of();
  }
}
