package dev.sluice.simulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The header fields of a request. Names are compared without regard to case; immutable and safe for
 * use by many threads. {@link #toString()} hides the values of fields that carry secrets.
 */
public final class Headers {
  private static final Set<String> SECRET =
      Set.of("authorization", "proxy-authorization", "api-key", "x-api-key", "x-goog-api-key");

  private final Map<String, List<String>> fields;

  private Headers(Map<String, List<String>> fields) {
    this.fields = fields;
  }

  static Headers of(List<Head.Field> fields) {
    var byName = new TreeMap<String, List<String>>();
    for (Head.Field field : fields) {
      byName
          .computeIfAbsent(field.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(field.value());
    }
    byName.replaceAll((name, values) -> List.copyOf(values));
    return new Headers(Collections.unmodifiableMap(byName));
  }

  /** The names that are present, in lower case and alphabetical order. */
  public Set<String> names() {
    return fields.keySet();
  }

  /** All values of a field in the order they came; empty if it is absent. */
  public List<String> all(String name) {
    return fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  /** The first value of a field. */
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /** Every field on one line, with secrets replaced by {@code ***}. */
  @Override
  public String toString() {
    var shown = new TreeMap<String, Object>(fields);
    shown.replaceAll((name, values) -> SECRET.contains(name) ? "***" : values);
    return shown.toString();
  }
}
