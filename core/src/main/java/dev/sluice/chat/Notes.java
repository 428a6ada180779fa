package dev.sluice.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Data of one provider's that is told bit by bit: of each field the last report counts. Not
 * thread-safe.
 */
final class Notes {
  private String provider;
  private final Map<String, String> fields = new LinkedHashMap<>();

  Notes(ProviderData first) {
    provider = first.provider();
    fields.putAll(first.fields());
  }

  /** Adds to the data of its provider, or as the first of it. */
  static void add(List<Notes> all, ProviderData told) {
    for (Notes of : all) {
      if (of.provider.equals(told.provider())) {
        of.add(told);
        return;
      }
    }
    all.add(new Notes(told));
  }

  /** Adds more; that of another provider takes the place of all. */
  void add(ProviderData more) {
    if (!more.provider().equals(provider)) {
      provider = more.provider();
      fields.clear();
    }
    fields.putAll(more.fields());
  }

  ProviderData data() {
    return ProviderData.of(provider, fields);
  }
}
