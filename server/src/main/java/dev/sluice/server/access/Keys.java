package dev.sluice.server.access;

import java.util.List;
import java.util.Optional;

/** Stands in for the one to come. */
public final class Keys {
  private final List<Key> keys;

  private Keys(List<Key> keys) {
    this.keys = List.copyOf(keys);
  }

  public static Keys none() {
    return new Keys(List.of());
  }

  public static Keys of(List<Key> keys) {
    return new Keys(keys);
  }

  public boolean isEmpty() {
    return keys.isEmpty();
  }

  public Optional<Who> who(String presented) {
    return keys.stream()
        .filter(key -> key.key.equals(presented))
        .map(key -> new Who(key.owner, key.models))
        .findFirst();
  }

  /** Who asks. */
  public record Who(String owner, List<String> models) {
    public static final Who ANYBODY = new Who("", List.of());
  }

  /** One key. */
  public record Key(String owner, String key, List<String> models) {
    public static Key of(String owner, String key, List<String> models) {
      return new Key(owner, key, models);
    }
  }
}
