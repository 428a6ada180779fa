package dev.sluice.server.dialect;

import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import java.util.HashMap;
import java.util.Map;

/**
 * What was noted of parts before their ends, and belongs to them: ids, signatures and the like. Not
 * thread-safe.
 */
public final class Notes {
  private final Map<Integer, ProviderData> noted = new HashMap<>(0);

  /** Something more of a part; what was noted under the same name before is void. */
  public void note(int part, ProviderData data) {
    noted.merge(
        part,
        data,
        (before, after) -> Part.text("").withData(before).withData(after).data().orElse(after));
  }

  /** What was noted of the parts behind this one is void. */
  public void forget(int behind) {
    noted.keySet().removeIf(part -> part > behind);
  }

  /** A part that has ended, with what was noted of it, which is forgotten here. */
  public Part on(int part, Part ended) {
    ended.data().ifPresent(data -> note(part, data));
    ProviderData all = noted.remove(part);
    return all == null ? ended : ended.withData(all);
  }
}
