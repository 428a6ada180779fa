package dev.sluice.provider.openai.responses;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What servers have left of the additions of this library, for each of their models: what was
 * refused once is not sent again. Thread-safe.
 */
public final class RefusedAdditions {
  /** So many models are remembered; then the ones that were not used for longest are forgotten. */
  private static final int MAX_MODELS = 1000;

  private final Map<String, Additions> left =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Additions> eldest) {
          return size() > MAX_MODELS;
        }
      };

  /** None is known yet. */
  public RefusedAdditions() {}

  /** What this model's server takes, as far as is known. */
  synchronized Additions of(String model) {
    return left.getOrDefault(model, Additions.ALL);
  }

  /** Remembers what is left. */
  synchronized void leave(String model, Additions fewer) {
    left.put(model, of(model).and(fewer));
  }
}
