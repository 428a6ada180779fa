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
  private static final char GAP = '*';

  /** What it is called in metrics. */
  String label() {
    return switch (address) {
      case Address.Runs _ -> dialect.name();
      case Address.Beside beside -> beside.label();
    };
  }

  /** Whether it stands for more than one path. */
  boolean hasGap() {
    return address.path().indexOf(GAP) >= 0;
  }

  /**
   * What stands in the gap.
   *
   * @param asked a path
   * @return empty if this is not the address of that path
   */
  Optional<String> gap(String asked) {
    String path = address.path();
    int at = path.indexOf(GAP);
    String before = path.substring(0, at);
    String behind = path.substring(at + 1);
    return asked.length() > path.length() - 1 && asked.startsWith(before) && asked.endsWith(behind)
        ? Optional.of(asked.substring(before.length(), asked.length() - behind.length()))
        : Optional.empty();
  }
}
