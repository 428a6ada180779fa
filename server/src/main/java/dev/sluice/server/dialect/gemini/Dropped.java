package dev.sluice.server.dialect.gemini;

import dev.sluice.server.dialect.RequestJson;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The paths of what means nothing here, as many as anybody wants to read. Not thread-safe. */
final class Dropped {
  private static final int MAX = 256;

  private final Set<String> paths = new LinkedHashSet<>();

  /** The current value is left out. */
  void add(RequestJson json) {
    if (paths.size() < MAX) {
      paths.add(json.path());
    }
  }

  List<String> paths() {
    return List.copyOf(paths);
  }
}
