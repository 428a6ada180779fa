package dev.sluice.bench;

import java.util.Map;

/**
 * What one process measured.
 *
 * @param error why there are no figures; empty if there are
 */
public record Result(
    String scenario, String client, int repetition, Map<String, Double> figures, String error) {
  public Result {
    figures = Map.copyOf(figures);
  }
}
