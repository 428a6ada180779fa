package dev.sluice.server.http;

import dev.sluice.chat.ChatRequest;
import dev.sluice.log.Offset;
import dev.sluice.server.access.Keys;
import dev.sluice.server.access.Route;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.run.Follower;
import dev.sluice.server.run.Home;
import dev.sluice.server.run.Order;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Has runs started and followed. Belongs to its event loop. */
final class Asking {
  /** A larger body is read by another thread, so that the loop's other clients do not wait. */
  private static final int LARGE = 128 * 1024;

  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

  private final Desk desk;
  private final Home home;

  Asking(Desk desk, Home home) {
    this.desk = desk;
    this.home = home;
  }

  /** Takes a request for a run. */
  void ask(Exchange exchange, Offer offer, Keys.Who who) {
    if (desk.draining().get()) {
      throw new RefusedException(Reading.draining());
    }
    // What the head says is looked at before the body is taken.
    Offset after = after(exchange.header("last-event-id"));
    String key = exchange.header("idempotency-key");
    if (!key.isEmpty() && !KEY.matcher(key).matches()) {
      throw new RefusedException(
          Problem.invalid(
              "idempotency_key",
              "an Idempotency-Key has 1 to 255 visible characters of ASCII",
              "idempotency-key"));
    }
    desk.admission().checkBody(exchange);
    BodyReader.read(
        exchange,
        desk.limits(),
        desk.complaints(),
        body -> take(exchange, offer, who, after, key, body));
  }

  private void take(
      Exchange exchange, Offer offer, Keys.Who who, Offset after, String key, byte[] body) {
    if (body.length <= LARGE) {
      start(exchange, offer, who, after, digested(offer, key, body), decode(offer, body));
      return;
    }
    Beside.run(
        exchange,
        home,
        desk.complaints(),
        () -> {
          Optional<Order.Idempotency> same = digested(offer, key, body);
          Asked asked = decode(offer, body);
          home.execute(
              () ->
                  exchange.guarded(
                      desk.complaints(), () -> start(exchange, offer, who, after, same, asked)));
        });
  }

  private Asked decode(Offer offer, byte[] body) {
    return offer.dialect().decode(body, desk.requests());
  }

  private static Optional<Order.Idempotency> digested(Offer offer, String key, byte[] body) {
    if (key.isEmpty()) {
      return Optional.empty();
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(offer.path().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return Optional.of(new Order.Idempotency(key, HexFormat.of().formatHex(digest.digest(body))));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  private void start(
      Exchange exchange,
      Offer offer,
      Keys.Who who,
      Offset after,
      Optional<Order.Idempotency> same,
      Asked asked) {
    if (exchange.isOver()) {
      return; // Nobody waits for it any more.
    }
    Route route = desk.catalog().route(asked.model(), offer.dialect().name(), who);
    desk.telemetry().routed(route);
    boolean detached =
        offer.detached()
            || asked.background()
            || exchange.header("sluice-detach").equalsIgnoreCase("true");
    Order order =
        new Order(
            offer.dialect(),
            asked(route, offer.dialect(), asked),
            route.model(),
            route.shown(),
            who.owner(),
            detached,
            same,
            after);
    Follower follower =
        desk.runs().start(order, new ClientOutlet(exchange, home, offer.detached()));
    exchange.followedBy(follower);
  }

  /** What is asked as the route's providers are asked it. */
  private static Asked asked(Route route, Dialect dialect, Asked asked) {
    ChatRequest theirs = asked.requestTo(route.providers(dialect.wireFormat()));
    return new Asked(
        asked.model(), theirs, asked.streamed(), asked.background(), asked.view(), asked.extra());
  }

  /** Takes a request to follow a run. */
  void follow(Exchange exchange, String run, Keys.Who who) {
    MultiMap query = query(exchange);
    Dialect dialect = dialect(parameter(query, "as", "runs"));
    exchange.problems(dialect::problem);
    String place = exchange.header("last-event-id");
    Offset after = after(place.isEmpty() ? parameter(query, "after", "") : place);
    Follower follower =
        desk.runs()
            .follow(
                run,
                who.owner(),
                after,
                dialect,
                Asked.View.USUAL,
                new ClientOutlet(exchange, home, false));
    exchange.followedBy(follower);
  }

  private static MultiMap query(Exchange exchange) {
    try {
      return exchange.request().params();
    } catch (IllegalArgumentException malformed) {
      throw new RefusedException(
          Problem.invalid(
              "malformed_query", "the query has a % that no two hexadecimal digits follow", ""));
    }
  }

  private static String parameter(MultiMap query, String name, String otherwise) {
    String value = query.get(name);
    return value == null ? otherwise : value;
  }

  private Dialect dialect(String name) {
    Dialect dialect = desk.dialects().get(name);
    if (dialect == null) {
      throw new RefusedException(
          Problem.invalid(
              "unknown_dialect",
              "a run can be followed as " + String.join(" or ", desk.dialects().keySet()),
              "as"));
    }
    return dialect;
  }

  private static Offset after(String place) {
    try {
      return place.isEmpty() ? Offset.START : Offset.parse(place);
    } catch (IllegalArgumentException malformed) {
      throw new RefusedException(
          Problem.invalid(
              "malformed_offset",
              "a place in a run is what its id: lines say, such as 1.42",
              "last-event-id"));
    }
  }
}
