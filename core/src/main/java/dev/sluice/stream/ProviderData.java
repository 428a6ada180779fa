package dev.sluice.stream;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a provider tells of a part or of a whole answer that only it understands: signatures, ids of
 * its items, safety results. It is kept as it came, and goes back to that provider alone.
 * Immutable.
 */
public final class ProviderData extends Value {
  private final String provider;
  private final Map<String, String> fields;

  private ProviderData(String provider, Map<String, String> fields) {
    this.provider = Objects.requireNonNull(provider, "provider");
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** Data of this provider, of which nothing is told yet. */
  public static ProviderData of(String provider) {
    return new ProviderData(provider, Map.of());
  }

  /**
   * Data of one field.
   *
   * @param json the field's value as JSON text, kept byte for byte
   */
  public static ProviderData of(String provider, String name, String json) {
    return of(provider).with(name, json);
  }

  /** Data of these fields: name to JSON text, in order. */
  public static ProviderData of(String provider, Map<String, String> fields) {
    fields.forEach(
        (name, json) -> {
          Objects.requireNonNull(name, "name");
          Objects.requireNonNull(json, "json");
        });
    return new ProviderData(provider, fields);
  }

  /** This with a field more, or another value of one. */
  public ProviderData with(String name, String json) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(json, "json"));
    return new ProviderData(provider, more);
  }

  /** What was told before with this on top: of each field the last report counts. */
  ProviderData after(Optional<ProviderData> before) {
    if (before.isEmpty() || !before.get().provider.equals(provider)) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(before.get().fields);
    all.putAll(fields);
    return new ProviderData(provider, all);
  }

  /** Whose it is: what stands before the slash in its models' names. */
  public String provider() {
    return provider;
  }

  /** Name to JSON text, in the order in which they were first told. */
  public Map<String, String> fields() {
    return fields;
  }

  /** One field's JSON text. */
  public Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** How many characters it holds. */
  int size() {
    int size = 0;
    for (Map.Entry<String, String> field : fields.entrySet()) {
      size += field.getKey().length() + field.getValue().length();
    }
    return size;
  }

  @Override
  List<Object> values() {
    return List.of(provider, fields);
  }

  /** Names the fields only: what they hold may be as long as a page. */
  @Override
  public String toString() {
    return "ProviderData[" + provider + ", " + fields.keySet() + "]";
  }
}
