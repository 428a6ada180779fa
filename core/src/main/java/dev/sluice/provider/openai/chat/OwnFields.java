package dev.sluice.provider.openai.chat;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The fields that this library adds to a request without its user having asked: which ones its
 * server has refused before, and which ones are sent. Not thread-safe.
 */
final class OwnFields {
  private final Set<String> refused;
  private final Set<String> sent = new LinkedHashSet<>();

  OwnFields(Set<String> refused) {
    this.refused = refused;
  }

  /** Whether a field may be sent, which it then is. */
  boolean may(String field) {
    if (refused.contains(field)) {
      return false;
    }
    sent.add(field);
    return true;
  }

  /** One of two names for what has to be said: the first, unless that was refused. */
  String either(String first, String second) {
    boolean both = refused.contains(first) && refused.contains(second);
    String name = refused.contains(first) && !both ? second : first;
    if (!both) {
      sent.add(name);
    }
    return name;
  }

  /** Those that were sent, and may be left out or called otherwise. */
  Set<String> sent() {
    return sent;
  }
}
