package dev.sluice.chat;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What is equal by what it holds, as a record is, but can be given more to hold later without
 * breaking whoever makes or matches it. Immutable.
 */
abstract class Value {

  /** Everything that it holds, always in the same order. */
  abstract List<Object> values();

  @Override
  public final boolean equals(Object other) {
    return this == other
        || (other instanceof Value value && getClass() == value.getClass() && holdsSame(value));
  }

  /** Whether another one of this class holds the same; without lists, where it is asked often. */
  boolean holdsSame(Value other) {
    return values().equals(other.values());
  }

  @Override
  public final int hashCode() {
    return values().hashCode();
  }

  /** The class, and what it holds. */
  @Override
  public String toString() {
    return values().stream()
        .map(String::valueOf)
        .collect(Collectors.joining(", ", getClass().getSimpleName() + "[", "]"));
  }
}
