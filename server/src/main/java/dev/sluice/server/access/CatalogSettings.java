package dev.sluice.server.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stands in for the one to come. */
public record CatalogSettings(
    List<String> models,
    Optional<String> defaultModel,
    Map<String, Alias> aliases,
    RoutePolicies policies) {
  public static final CatalogSettings USUAL =
      new CatalogSettings(List.of(), Optional.empty(), Map.of(), RoutePolicies.USUAL);

  /** What a name stands for. */
  public record Alias(String model, RoutePolicies policies) {}
}
