package dev.sluice.server.http;

import dev.sluice.server.access.Keys;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.run.Home;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where requests arrive on one event loop. Belongs to its thread. */
final class Reception {
  private static final String MODELS = "/v1/models";

  private final Desk desk;
  private final Visits visits;
  private final Asking asking;
  private final Reading reading;

  Reception(Desk desk, Visits visits, Home home) {
    this.desk = desk;
    this.visits = visits;
    this.asking = new Asking(desk, home);
    this.reading = new Reading(desk, home);
  }

  /** A request. */
  void take(HttpServerRequest request) {
    Exchange exchange = exchange(request);
    if (exchange == null) {
      return;
    }
    if (request.headers().contains("")) { // Netty takes a header without a name.
      refuseMalformed(exchange, null);
    } else {
      exchange.guarded(desk.complaints(), () -> look(exchange));
    }
  }

  /** What is no request. */
  void takeMalformed(HttpServerRequest request) {
    Exchange exchange = exchange(request);
    if (exchange != null) {
      refuseMalformed(exchange, request.decoderResult().cause());
    }
  }

  /** Nobody knows where the next request would begin: there is none on this connection. */
  private static void refuseMalformed(Exchange exchange, @Nullable Throwable cause) {
    exchange.bodyRead();
    exchange.put("connection", "close");
    exchange.refuse(malformed(cause));
    exchange.request().connection().close();
  }

  private static Problem malformed(@Nullable Throwable cause) {
    if (cause instanceof TooLongHttpHeaderException) {
      return Problem.of(
          431,
          "invalid_request_error",
          "headers_too_large",
          "the request's headers are larger than this gateway takes");
    }
    if (cause instanceof TooLongHttpLineException) {
      return Problem.of(
          414, "invalid_request_error", "path_too_long", "the request's first line is too long");
    }
    return Problem.invalid("malformed_request", "this is no request as HTTP/1.1 has them", "");
  }

  private @Nullable Exchange exchange(HttpServerRequest request) {
    Visits.Visit visit = visits.of(request.connection());
    if (visit == null) {
      return null;
    }
    String id = request.headers().get("x-request-id");
    return new Exchange(
        request,
        ChunkWriter.of(request, desk.waitingBytes()),
        visit,
        desk.telemetry(),
        desk.limits(),
        id != null && Ids.isId(id) ? id : UUID.randomUUID().toString());
  }

  private void look(Exchange exchange) {
    HttpServerRequest request = exchange.request();
    Place place = place(exchange);
    String method = exchange.method();
    if (!place.isOpen()) {
      desk.admission().checkOrigin(exchange);
    }
    if (method.equals("OPTIONS")) {
      desk.admission().answerOptions(exchange, place);
      return;
    }
    if (method.equals("GET") && wantsOther(exchange)) {
      exchange.put("upgrade", "HTTP/1.1");
      exchange.put("connection", "Upgrade");
      throw new RefusedException(
          Problem.of(
              426,
              "invalid_request_error",
              "no_upgrade",
              "this gateway speaks HTTP and no other protocol, WebSocket neither"));
    }
    if (place instanceof Place.Unknown(Problem problem)) {
      throw new RefusedException(problem);
    }
    if (!place.takes(method)) {
      exchange.put("allow", place.allowed());
      throw new RefusedException(
          Problem.of(
              405,
              "invalid_request_error",
              "method_not_allowed",
              request.path() + " is asked by " + String.join(" or ", place.methods())));
    }
    Keys.Who who = place.isOpen() ? Keys.Who.ANYBODY : desk.admission().who(exchange);
    switch (place) {
      case Place.Offered offered -> asking.ask(exchange, offered.by(method), offered.named(), who);
      case Place.Run(String id) -> reading.run(exchange, id, who);
      case Place.Events(String id) -> asking.follow(exchange, id, who);
      case Place.Stop(String id) -> reading.stop(exchange, id, who);
      case Place.Health(boolean isReadiness) -> reading.health(exchange, isReadiness);
      case Place.Metrics _ -> reading.metrics(exchange);
      case Place.Unknown(Problem problem) -> throw new RefusedException(problem);
    }
  }

  private Place place(Exchange exchange) {
    String uri = exchange.request().uri();
    Place place;
    if (!uri.startsWith("/")) {
      // In absolute form it is meant for a proxy, and its host is not the one that Host says.
      place =
          new Place.Unknown(
              Problem.invalid(
                  "malformed_path",
                  "a request's path begins with a slash, and nothing before: this gateway is no"
                      + " proxy; its address is the base URL of a client",
                  ""));
    } else {
      int query = uri.indexOf('?');
      String path = query < 0 ? uri : uri.substring(0, query);
      try {
        Optional<Place> found = desk.paths().find(path);
        place =
            found.orElseGet(
                () ->
                    new Place.Unknown(
                        Problem.of(
                            404,
                            "invalid_request_error",
                            "unknown_url",
                            NearMiss.of(path, near -> desk.paths().find(near).isPresent()))));
      } catch (RefusedException refused) {
        place = new Place.Unknown(refused.problem());
      }
    }
    exchange.label(place.label());
    if (place instanceof Place.Unknown) {
      NearMiss.format(uri, desk.paths()).or(() -> asker(exchange)).ifPresent(exchange::problems);
    }
    if (place instanceof Place.Offered offered) {
      exchange.problems(offered.offers().getFirst().dialect());
    }
    return place;
  }

  /** Whose client it is by its headers: they tell it where all are answered at one address. */
  private Optional<Dialect> asker(Exchange exchange) {
    return desk.paths()
        .find(MODELS)
        .flatMap(
            place ->
                place instanceof Place.Offered offered
                    ? offered.by("GET").stream()
                        .filter(one -> isBy(exchange, one))
                        .map(Offer::dialect)
                        .findFirst()
                    : Optional.empty());
  }

  private static boolean isBy(Exchange exchange, Offer offer) {
    Head head = Heads.of(exchange, offer, "", Map.of());
    return offer.dialect().claims(offer.address(), head, new byte[0]);
  }

  /** Whether it asks for another protocol; HTTP/2 is only offered to it, and need not be taken. */
  private static boolean wantsOther(Exchange exchange) {
    String wanted = exchange.header("upgrade").toLowerCase(Locale.ROOT).strip();
    return !wanted.isEmpty() && !wanted.equals("h2c") && !exchange.isHttp2();
  }
}
