package dev.sluice.server.access;

import dev.sluice.models.Models;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import java.time.Instant;
import java.util.List;

/** Stands in for the one to come. */
public final class Catalog {
  private final Models models;
  private final CatalogSettings settings;

  private Catalog(Models models, CatalogSettings settings) {
    this.models = models;
    this.settings = settings;
  }

  public static Catalog of(Models models, CatalogSettings settings) {
    return new Catalog(models, settings);
  }

  public Route route(String name, String dialect, Keys.Who who) {
    CatalogSettings.Alias alias = settings.aliases().get(name);
    if (alias == null) {
      throw new RefusedException(
          Problem.of(404, "invalid_request_error", "model_not_found", "there is no model " + name));
    }
    return new Route(models.model(alias.model()), name, name);
  }

  public List<Listed> list(Keys.Who who) {
    return settings.aliases().keySet().stream()
        .map(name -> new Listed(name, "sluice", Instant.EPOCH))
        .toList();
  }
}
