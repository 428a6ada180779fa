package dev.sluice.server.http;

import dev.sluice.chat.ModelName;
import dev.sluice.server.access.Keys;
import dev.sluice.server.access.Listed;
import dev.sluice.server.access.Route;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.RunView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What one who asks may know. Thread-safe. */
final class Knowledge implements Known {
  private final Desk desk;
  private final Keys.Who who;

  Knowledge(Desk desk, Keys.Who who) {
    this.desk = desk;
    this.who = who;
  }

  @Override
  public List<Model> models() {
    return desk.catalog().list(who).stream().map(Knowledge::told).toList();
  }

  private static Model told(Listed model) {
    return new Model(model.id(), model.owner(), model.created());
  }

  @Override
  public Model model(String id) {
    return desk.catalog().list(who).stream()
        .filter(listed -> listed.id().equals(id))
        .findFirst()
        .map(Knowledge::told)
        .orElseGet(() -> unlisted(id));
  }

  /** A provider may have more models than it lists. */
  private Model unlisted(String id) {
    Route route = desk.catalog().route(id, false, who);
    return new Model(route.shown(), ModelName.of(route.model().name()).provider(), Instant.EPOCH);
  }

  @Override
  public Optional<RunView> run(String id) {
    return Ids.isId(id) ? desk.runs().look(id, who.owner()) : Optional.empty();
  }

  @Override
  public Optional<String> find(String label, String value) {
    return desk.runs().find(label, value, who.owner());
  }

  @Override
  public boolean stop(String run) {
    return Ids.isId(run) && desk.runs().stop(run, who.owner());
  }

  @Override
  public boolean forget(String run) {
    return Ids.isId(run) && desk.runs().forget(run, who.owner());
  }

  @Override
  public Limits limits() {
    return desk.requests();
  }
}
