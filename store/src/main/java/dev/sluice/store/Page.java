package dev.sluice.store;

import java.util.Objects;
import java.util.Optional;

/**
 * Which part of a list is wanted. Immutable.
 *
 * @param limit how many at the most, from 1 to {@value #MAX}
 * @param before the id of the last one of the page before; empty for the first page
 */
public record Page(int limit, Optional<String> before) {
  /** More are not given at once. */
  public static final int MAX = 1000;

  public Page {
    if (limit < 1 || limit > MAX) {
      throw new IllegalArgumentException("a page has from 1 to " + MAX + " rows, not " + limit);
    }
    Objects.requireNonNull(before, "before");
  }

  /** The first so many. */
  public static Page first(int limit) {
    return new Page(limit, Optional.empty());
  }

  /** As many behind this one. */
  public Page behind(String id) {
    return new Page(limit, Optional.of(id));
  }
}
