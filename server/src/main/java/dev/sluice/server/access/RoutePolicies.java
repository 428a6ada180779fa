package dev.sluice.server.access;

/** Stands in for the one to come. */
public record RoutePolicies() {
  public static final RoutePolicies USUAL = new RoutePolicies();
}
