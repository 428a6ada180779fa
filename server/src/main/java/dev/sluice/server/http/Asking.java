package dev.sluice.server.http;

import dev.sluice.server.access.Client;
import dev.sluice.server.access.Keys;
import dev.sluice.server.access.Route;
import dev.sluice.server.dialect.Address;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.Mark;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.Translation;
import dev.sluice.server.run.Follower;
import dev.sluice.server.run.Home;
import dev.sluice.server.run.Order;
import dev.sluice.server.run.Runs;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Has runs started and followed. Belongs to its event loop. */
final class Asking {
  /** Fields by which providers that pass on requests ask models beside the one that is named. */
  private static final Set<String> OTHER_MODELS = Set.of("models", "preset", "fallbacks");

  /** A larger body is read by another thread, so that the loop's other clients do not wait. */
  private static final int LARGE = 128 * 1024;

  private static final byte[] NO_BODY = {};
  private static final String EVENTS = "text/event-stream";

  private static final int MAX_LISTED = 50;
  private static final int MAX_SHOWN = 100;

  private final Desk desk;
  private final Home home;

  Asking(Desk desk, Home home) {
    this.desk = desk;
    this.home = home;
  }

  /**
   * Takes a request to an address of dialects.
   *
   * @param offers those that have it, for this method; one at least
   * @param named what stands in the gap of its path
   */
  void ask(Exchange exchange, List<Offer> offers, String named, Keys.Who who) {
    boolean isRead = exchange.method().equals("GET") || exchange.method().equals("HEAD");
    Map<String, String> query = Heads.query(exchange);
    if (isRead) {
      take(exchange, offers, named, query, who, NO_BODY);
      return;
    }
    // What the head says is looked at before the body is taken.
    desk.admission().checkBody(exchange);
    if (offers.stream().allMatch(offer -> offer.address() instanceof Address.Runs)) {
      checkBegin(exchange);
    }
    BodyReader.read(
        exchange,
        desk.limits(),
        desk.complaints(),
        body -> take(exchange, offers, named, query, who, body));
  }

  private void checkBegin(Exchange exchange) {
    if (desk.draining().get()) {
      throw new RefusedException(Runs.draining());
    }
    Heads.check(exchange);
  }

  private void take(
      Exchange exchange,
      List<Offer> offers,
      String named,
      Map<String, String> query,
      Keys.Who who,
      byte[] body) {
    if (body.length > LARGE) {
      Threads.beside(
          exchange,
          home,
          desk.complaints(),
          () -> {
            Offer offer = chosen(exchange, offers, named, query, body);
            // The exchange is its loop's; what is refused below comes there after this.
            home.execute(() -> takenBy(exchange, offer));
            Runnable rest = readily(exchange, offer, named, query, who, body);
            home.execute(() -> exchange.guarded(desk.complaints(), rest));
          });
    } else {
      Offer offer = chosen(exchange, offers, named, query, body);
      takenBy(exchange, offer);
      readily(exchange, offer, named, query, who, body).run();
    }
  }

  /** Which dialect takes it. */
  private Offer chosen(
      Exchange exchange, List<Offer> offers, String named, Map<String, String> query, byte[] body) {
    for (Offer offer : offers) {
      if (offers.size() > 1
          && offer
              .dialect()
              .claims(offer.address(), Heads.of(exchange, offer, named, query), body)) {
        return offer;
      }
    }
    return offers.getFirst();
  }

  /** From now on it is answered, and counted, as this dialect's. */
  private static void takenBy(Exchange exchange, Offer offer) {
    exchange.problems(offer.dialect());
    exchange.label(offer.label());
  }

  /** Reads the body, where that may take its time, and gives back what is to be done at home. */
  private Runnable readily(
      Exchange exchange,
      Offer offer,
      String named,
      Map<String, String> query,
      Keys.Who who,
      byte[] body) {
    Head head = Heads.of(exchange, offer, named, query);
    switch (offer.address()) {
      case Address.Runs runs -> {
        checkBegin(exchange);
        Mark after = Heads.lastEvent(exchange);
        Asked asked = offer.dialect().decode(head, body, desk.requests());
        Optional<Order.Idempotency> same = Heads.idempotency(exchange, head, body, asked);
        return () -> start(exchange, offer.dialect(), runs, who, after, same, asked);
      }
      case Address.Beside beside -> {
        return () -> inquire(exchange, offer.dialect(), beside, head, body, who);
      }
    }
  }

  private void start(
      Exchange exchange,
      Dialect dialect,
      Address.Runs address,
      Keys.Who who,
      Mark after,
      Optional<Order.Idempotency> same,
      Asked asked) {
    if (exchange.isOver()) {
      return; // Nobody waits for it any more.
    }
    Route route =
        desk.catalog()
            .route(asked.model(), new Client(dialect.takesBack(), dialect.wireFormat()), who);
    boolean detached =
        address.isDetached()
            || asked.background()
            || exchange.header("sluice-detach").equalsIgnoreCase("true");
    Translation translation = Translation.of(dialect.wireFormat(), asked, route.targets());
    Asked theirs =
        asked.to(route.providers(dialect.wireFormat()), translation).fitting(route.formats());
    if (desk.catalog().restricts(who)) {
      theirs.extra().keySet().stream()
          .filter(name -> OTHER_MODELS.contains(name.toLowerCase(Locale.ROOT)))
          .findFirst()
          .ifPresent(Asking::refuseOtherModels);
    }
    if (!theirs.dropped().isEmpty()) {
      List<String> missed = theirs.missed();
      if (route.isStrict() && !missed.isEmpty()) {
        throw new RefusedException(strict(route, listed(missed), missed.getFirst()));
      }
      exchange.put("x-sluice-dropped", listed(theirs.dropped()));
    }
    Order order =
        new Order(
            dialect,
            theirs,
            route.model(),
            route.shown(),
            route.label(),
            who.owner(),
            detached,
            same,
            after);
    Follower follower =
        desk.runs().start(order, new ClientOutlet(exchange, home, address.isDetached()));
    exchange.followedBy(follower);
  }

  private static void refuseOtherModels(String field) {
    throw new RefusedException(
        Problem.invalid(
            "unsupported_parameter",
            field
                + ": which models are asked here is limited, and this names others: leave it out, or"
                + " have the gateway's model fall back to them",
            field));
  }

  private static Problem strict(Route route, String dropped, String first) {
    return Problem.invalid(
        "unsupported_parameter",
        "the model "
            + route.shown()
            + " has no place for "
            + dropped
            + ", and is set to take nothing that would be left out",
        first);
  }

  /** The names in a header: those that can stand in one, and not too many. */
  private static String listed(List<String> names) {
    return names.stream()
        .map(name -> name.replaceAll("[^!-+\\--~]", "?"))
        .map(name -> name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN) + "...")
        .limit(MAX_LISTED)
        .collect(Collectors.joining(", "));
  }

  /** Asks what is no run, on a thread that may wait. */
  private void inquire(
      Exchange exchange,
      Dialect dialect,
      Address.Beside address,
      Head head,
      byte[] body,
      Keys.Who who) {
    Known known = new Knowledge(desk, who, dialect, task -> whenGone(exchange, task));
    String method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
    Threads.beside(
        exchange,
        home,
        desk.complaints(),
        () -> {
          Inquiry.Outcome outcome = address.inquiry().answer(method, head, body, known);
          home.execute(
              () ->
                  exchange.guarded(
                      desk.complaints(), () -> answer(exchange, dialect, outcome, who)));
        });
  }

  private void whenGone(Exchange exchange, Runnable task) {
    Follower left =
        new Follower() {
          @Override
          public String run() {
            return "";
          }

          @Override
          public void left() {
            task.run();
          }
        };
    home.execute(() -> exchange.followedBy(left));
  }

  private void answer(Exchange exchange, Dialect dialect, Inquiry.Outcome outcome, Keys.Who who) {
    switch (outcome) {
      case Inquiry.Document document ->
          exchange.whole(document.status(), document.type(), document.bytes());
      case Inquiry.Following(String run, Mark after, Asked.View view) -> {
        if (exchange.method().equals("HEAD")) {
          exchange.begin(200, EVENTS); // Its end would wait for the run's, and tell nothing.
          exchange.end();
        } else {
          follow(exchange, run, who, after, dialect, view);
        }
      }
    }
  }

  /** Takes a request to follow a run. */
  void follow(Exchange exchange, String run, Keys.Who who) {
    Map<String, String> query = Heads.query(exchange);
    Dialect dialect = dialect(query.getOrDefault("as", "runs"));
    exchange.problems(dialect);
    String place = exchange.header("last-event-id");
    Mark after = Heads.place(place.isEmpty() ? query.getOrDefault("after", "") : place);
    follow(exchange, run, who, after, dialect, Asked.View.USUAL);
  }

  private void follow(
      Exchange exchange, String run, Keys.Who who, Mark after, Dialect dialect, Asked.View view) {
    Follower follower =
        desk.runs()
            .follow(
                run, who.owner(), after, dialect, view, new ClientOutlet(exchange, home, false));
    exchange.followedBy(follower);
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
}
