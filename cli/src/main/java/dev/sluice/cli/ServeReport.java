package dev.sluice.cli;

import dev.sluice.server.access.Catalog;
import dev.sluice.server.access.CatalogSettings;
import dev.sluice.server.http.HttpSettings;
import java.util.List;

/** What would be served, for {@code serve --check}: never a key. */
final class ServeReport {
  private final StringBuilder lines = new StringBuilder();

  private ServeReport() {}

  static String of(ServeSettings settings, Catalog catalog, String file) {
    ServeReport report = new ServeReport();
    HttpSettings http = settings.gateway().http();
    report.line("settings", file);
    report.line("address", address(http));
    http.tls().ifPresent(files -> report.line("certificates", files.certificates().toString()));
    report.line("hosts", http.hosts().isEmpty() ? "" : String.join(", ", http.hosts()));
    report.line("origins", http.origins().isEmpty() ? "" : String.join(", ", http.origins()));
    report.line(
        "runs",
        settings.log().keep() ? "kept in " + settings.log().folder() : "kept in memory alone");
    report.line("keys", settings.keys().isEmpty() ? "none: this machine may ask" : "");
    settings.owners().forEach((owner, models) -> report.line("key", owner + allowed(models)));
    report.line("models", allowed(settings.catalog().models()).isEmpty() ? "" : listed(settings));
    report.line("default", catalog.usual().orElse("none: a request names its model"));
    settings.catalog().aliases().forEach((name, alias) -> report.line("alias", alias(name, alias)));
    report.line("providers", String.join(", ", catalog.providers()));
    return report.lines.toString();
  }

  private static String address(HttpSettings http) {
    String host = http.host().contains(":") ? "[" + http.host() + "]" : http.host();
    String port = http.port() == 0 ? ", any free port" : ":" + http.port();
    return (http.tls().isPresent() ? "https://" : "http://") + host + port;
  }

  private static String allowed(List<String> models) {
    return models.isEmpty() ? "" : ", for " + String.join(", ", models);
  }

  private static String listed(ServeSettings settings) {
    return "only " + String.join(", ", settings.catalog().models());
  }

  private static String alias(String name, CatalogSettings.Alias alias) {
    List<String> others = alias.policies().fallback();
    return name
        + (name.equals(alias.model()) ? "" : " is " + alias.model())
        + (others.isEmpty() ? "" : ", else " + String.join(", else ", others));
  }

  private void line(String what, String value) {
    if (!value.isEmpty()) {
      lines.append(String.format("%-13s %s%n", what, Visible.inOneLine(value)));
    }
  }
}
