package dev.sluice.cli;

import dev.sluice.provider.UserFolders;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

  /** The names in the order in which they stand in the file. */
  List<String> namesInOrder() {
    return names().stream().sorted(Comparator.comparingLong(this::place)).toList();
  }

  private long place(String name) {
    TomlPosition at = values.inputPositionOf(List.of(name));
    return at == null ? 0 : ((long) at.line() << 32) + at.column();
  }

  /**
   * Refuses names that are none of these.
   *
   * @param who what has such settings, for the message: {@code [log]}
   * @throws UsageException naming one that is not known, and what was meant
   */
  void checkNames(String who, Collection<String> known) {
    for (String name : namesInOrder()) {
      if (!known.contains(name)) {
        List<String> similar = Similar.to(name, known);
        throw wrong(
            name,
            who
                + " has no setting '"
                + Visible.of(name)
                + (similar.isEmpty()
                    ? "'; known are " + String.join(", ", known)
                    : "'; did you mean " + String.join(" or ", similar) + "?"));
      }
    }
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

  /**
   * A whole number from this to that.
   *
   * @throws UsageException if it is something else
   */
  Optional<Integer> number(String name, int from, int to) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (values.get(List.of(name)) instanceof Long number && number >= from && number <= to) {
      return Optional.of(number.intValue());
    }
    throw wrong(
        name,
        String.format(
            Locale.ROOT, "%s is a whole number from %,d to %,d, without quotes", name, from, to));
  }

  /**
   * A time.
   *
   * @param orOff whether it may be {@code "off"}, which is zero
   * @throws UsageException if it is something else
   */
  Optional<Duration> time(String name, boolean orOff) {
    return text(name)
        .map(
            text ->
                orOff && text.equals("off")
                    ? Duration.ZERO
                    : TimeText.read(text)
                        .filter(Duration::isPositive)
                        .filter(time -> time.compareTo(TimeText.LONGEST) <= 0)
                        .orElseThrow(
                            () ->
                                wrong(
                                    name,
                                    name
                                        + " is a time such as \"500ms\", \"10s\" or \"2m\""
                                        + (orOff ? ", or \"off\"" : ""))));
  }

  /**
   * An amount of bytes from this to that.
   *
   * @throws UsageException if it is something else
   */
  Optional<Integer> size(String name, int from, int to) {
    return text(name)
        .map(
            text -> {
              OptionalLong bytes = SizeText.read(text);
              if (bytes.isEmpty() || bytes.getAsLong() < from || bytes.getAsLong() > to) {
                throw wrong(
                    name,
                    name
                        + " is a size such as \"64 KiB\" or \"32 MiB\", from "
                        + ByteAmount.text(from)
                        + " to "
                        + ByteAmount.text(to));
              }
              return (int) bytes.getAsLong();
            });
  }

  /**
   * A file or folder; its name is taken from where the settings are, or from the user's own folder
   * after {@code ~/}.
   *
   * @throws UsageException if none can be called so
   */
  Optional<Path> path(String name, Map<String, String> environment) {
    return text(name)
        .map(
            text -> {
              try {
                if (text.isBlank()) {
                  throw wrong(name, name + " is the name of a file or folder, or left out");
                }
                return text.equals("~") || text.startsWith("~/")
                    ? UserFolders.home(environment)
                        .resolve(text.substring(Math.min(2, text.length())))
                    : file.toAbsolutePath().resolveSibling(text).normalize();
              } catch (InvalidPathException impossible) {
                throw wrong(name, "no file can be called so: " + Values.quoted(text));
              }
            });
  }

  /**
   * The table of this name within it.
   *
   * @param as how it is written, for the message: {@code [serve.limits]}
   * @throws UsageException if it is something else
   */
  Optional<SettingsTable> tableIfAny(String name, String as) {
    if (!has(name)) {
      return Optional.empty();
    }
    return Optional.of(table(name).orElseThrow(() -> wrong(name, name + " is a table: " + as)));
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
