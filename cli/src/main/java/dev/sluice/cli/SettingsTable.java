package dev.sluice.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * A table of the file of settings: its values as what they have to be, and where they stand.
 *
 * @param file which file, for messages
 * @param at where the table begins; null where that is not known
 */
record SettingsTable(Path file, TomlTable values, @Nullable TomlPosition at) {

  Set<String> names() {
    return values.keySet();
  }

  boolean has(String name) {
    return values.contains(List.of(name));
  }

  /**
   * A text.
   *
   * @throws UsageException if it is something else
   */
  Optional<String> text(String name) {
    Object value = values.get(List.of(name));
    if (value == null || value instanceof String) {
      return Optional.ofNullable((String) value);
    }
    throw wrong(name, name + " is a text in quotes");
  }

  /**
   * Whether something is said that is one way unless it is said: so it is said or left out.
   *
   * @param value which says it
   * @throws UsageException if it is something else
   */
  boolean says(String name, boolean value) {
    if (has(name) && !Boolean.valueOf(value).equals(values.get(List.of(name)))) {
      throw wrong(name, name + " is " + value + ", without quotes, or left out");
    }
    return has(name);
  }

  /**
   * Yes or no.
   *
   * @throws UsageException if it is something else
   */
  Optional<Boolean> truth(String name) {
    Object value = values.get(List.of(name));
    if (value == null || value instanceof Boolean) {
      return Optional.ofNullable((Boolean) value);
    }
    throw wrong(name, name + " is true or false, without quotes");
  }

  /**
   * A whole number of 1 or more.
   *
   * @throws UsageException if it is something else
   */
  Optional<Integer> count(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (values.get(List.of(name)) instanceof Long number
        && number >= 1
        && number <= Integer.MAX_VALUE) {
      return Optional.of(number.intValue());
    }
    throw wrong(name, name + " is a whole number of 1 or more, without quotes");
  }

  /**
   * Several texts; none if it is not there.
   *
   * @throws UsageException if it is something else
   */
  List<String> texts(String name) {
    if (!has(name)) {
      return List.of();
    }
    if (values.get(List.of(name)) instanceof TomlArray array
        && array.toList().stream().allMatch(String.class::isInstance)) {
      return array.toList().stream().map(String.class::cast).toList();
    }
    throw wrong(name, name + " are texts in quotes and brackets: [\"…\", \"…\"]");
  }

  /** The table of this name within it, if it is one. */
  Optional<SettingsTable> table(String name) {
    List<String> path = List.of(name);
    return values.get(path) instanceof TomlTable table
        ? Optional.of(new SettingsTable(file, table, values.inputPositionOf(path)))
        : Optional.empty();
  }

  /** That a setting of it cannot be used. */
  UsageException wrong(String name, @Nullable String what) {
    return wrong(file, values.inputPositionOf(List.of(name)), what);
  }

  /** That it cannot be used. */
  UsageException wrong(@Nullable String what) {
    return wrong(file, at, what);
  }

  static UsageException wrong(Path file, @Nullable TomlPosition at, @Nullable String what) {
    return new UsageException(
        file + (at == null ? "" : ":" + at.line() + ":" + at.column()) + ": " + what);
  }
}
