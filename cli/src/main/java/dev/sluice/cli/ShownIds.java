package dev.sluice.cli;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * How much of ids a list shows: as much as tells them apart. The first ten characters say the
 * millisecond, which is enough unless much happens at once.
 */
final class ShownIds {
  private static final int USUAL = 10;

  private final boolean whole;

  ShownIds(Collection<String> ids) {
    Set<String> beginnings = new HashSet<>();
    this.whole = !ids.stream().allMatch(id -> beginnings.add(beginning(id)));
  }

  private static String beginning(String id) {
    return id.substring(0, Math.min(USUAL, id.length()));
  }

  String of(String id) {
    return whole ? id : beginning(id);
  }
}
