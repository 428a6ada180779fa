package dev.sluice.server.http;

import dev.sluice.server.access.Keys;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RunView;
import dev.sluice.server.dialect.runs.RunJson;
import dev.sluice.server.run.Home;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers what can be answered at once: runs as they are, health, metrics. */
final class Reading {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final Desk desk;
  private final Home home;

  Reading(Desk desk, Home home) {
    this.desk = desk;
    this.home = home;
  }

  void run(Exchange exchange, String id, Keys.Who who) {
    later(exchange, () -> told(look(id, who)));
  }

  void stop(Exchange exchange, String id, Keys.Who who) {
    later(
        exchange,
        () -> {
          if (!desk.runs().stop(id, who.owner())) {
            throw new RefusedException(unknown(id));
          }
          return told(look(id, who));
        });
  }

  private static byte[] told(RunView run) {
    return RunJson.of(
        run.id(),
        run.model(),
        run.created(),
        run.status(),
        Optional.of(run.last()),
        run.soFar(),
        run.ending());
  }

  private RunView look(String id, Keys.Who who) {
    return desk.runs().look(id, who.owner()).orElseThrow(() -> new RefusedException(unknown(id)));
  }

  private static Problem unknown(String id) {
    return Problem.of(
        404, "invalid_request_error", "run_not_found", "there is no run " + id + " of yours");
  }

  void health(Exchange exchange, boolean isReadiness) {
    boolean isDraining = desk.draining().get();
    exchange.json(
        isReadiness && isDraining ? 503 : 200,
        (isDraining ? "{\"status\":\"draining\"}" : "{\"status\":\"ok\"}")
            .getBytes(StandardCharsets.UTF_8));
  }

  void metrics(Exchange exchange) {
    answered(exchange, TEXT, () -> desk.telemetry().scrape().getBytes(StandardCharsets.UTF_8));
  }

  private void later(Exchange exchange, Supplier<byte[]> document) {
    answered(exchange, "application/json", document);
  }

  /** Has a document made where it may take its time. */
  private void answered(Exchange exchange, String type, Supplier<byte[]> document) {
    Threads.beside(
        exchange,
        home,
        desk.complaints(),
        () -> {
          byte[] body = document.get();
          home.execute(() -> exchange.whole(200, type, body));
        });
  }
}
