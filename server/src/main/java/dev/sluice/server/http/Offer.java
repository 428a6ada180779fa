package dev.sluice.server.http;

import dev.sluice.server.dialect.Address;
import dev.sluice.server.dialect.Dialect;
import java.util.Optional;

/**
 * A dialect at one of its addresses.
 *
 * @param dialect which
 * @param address where
 */
record Offer(Dialect dialect, Address address) {
  private static final String NAME = "*";
  private static final String ID = "{}";

  /** What it is called in metrics. */
  String label() {
    return switch (address) {
      case Address.Runs _ -> dialect.name();
      case Address.Beside beside -> beside.label();
    };
  }

  /** Whether it stands for more than one path. */
  boolean hasGap() {
    return takesIds() || address.path().contains(NAME);
  }

  /** Whether its gap is for ids that clients have made. */
  boolean takesIds() {
    return address.path().contains(ID);
  }

  /**
   * What stands in the gap.
   *
   * @param asked a path
   * @return empty if this is not the address of that path
   */
  Optional<String> gap(String asked) {
    String path = address.path();
    String gap = takesIds() ? ID : NAME;
    int at = path.indexOf(gap);
    String before = path.substring(0, at);
    String behind = path.substring(at + gap.length());
    return asked.length() > path.length() - gap.length()
            && asked.startsWith(before)
            && asked.endsWith(behind)
        ? Optional.of(asked.substring(before.length(), asked.length() - behind.length()))
        : Optional.empty();
  }
}
