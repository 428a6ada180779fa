package dev.sluice.bench;

import java.util.Map;

/**
 * What one process measured.
 *
 * @param commit of the engine that was measured; figures of two are never shown together
 * @param error why there are no figures; empty if there are
 */
public record Result(
    String scenario,
    String client,
    String commit,
    int repetition,
    Map<String, Double> figures,
    String error) {
  public Result {
    figures = Map.copyOf(figures);
  }
}
