package dev.sluice.server.http;

import dev.sluice.server.dialect.Dialect;
import java.util.Optional;

/**
 * An address at which a run can be asked for.
 *
 * @param path where it is posted: {@code /v1/chat/completions}; an asterisk stands for a name of
 *     one or more segments, which the dialect is told: {@code /v1beta/models/*:generateContent}
 * @param dialect in which
 * @param detached whether its runs go on when nobody follows them, whatever the request says
 */
public record Offer(String path, Dialect dialect, boolean detached) {
  private static final char GAP = '*';

  /** Whether it stands for more than one path. */
  boolean hasGap() {
    return path.indexOf(GAP) >= 0;
  }

  /**
   * What stands in the gap.
   *
   * @param asked a path
   * @return empty if this is not the address of that path
   */
  Optional<String> gap(String asked) {
    int at = path.indexOf(GAP);
    String before = path.substring(0, at);
    String behind = path.substring(at + 1);
    return asked.length() > path.length() - 1 && asked.startsWith(before) && asked.endsWith(behind)
        ? Optional.of(asked.substring(before.length(), asked.length() - behind.length()))
        : Optional.empty();
  }
}
