package dev.sluice.server.http;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.server.access.Keys;
import dev.sluice.server.access.Listed;
import dev.sluice.server.access.Route;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RunView;
import dev.sluice.server.run.Runs;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What one who asks may know. Thread-safe. */
final class Knowledge implements Known {
  private final Desk desk;
  private final Keys.Who who;
  private final Dialect dialect;
  private final Consumer<Runnable> leaving;

  /**
   * What he may know.
   *
   * @param dialect in which he asks
   * @param leaving is given what is to be done should he leave
   */
  Knowledge(Desk desk, Keys.Who who, Dialect dialect, Consumer<Runnable> leaving) {
    this.desk = desk;
    this.who = who;
    this.dialect = dialect;
    this.leaving = leaving;
  }

  @Override
  public List<Model> models() {
    return desk.catalog().list(who).stream().map(Knowledge::told).toList();
  }

  private static Model told(Listed model) {
    return new Model(model.id(), model.owner(), model.created(), model.context());
  }

  @Override
  public Model model(String id) {
    return told(desk.catalog().listed(id, who));
  }

  @Override
  public String embeddings(String model, String document) {
    Route route = desk.catalog().embeddings(model, who);
    ChatRequest request = ChatRequest.builder().user(document).streamed(false).build();
    Ending ending = desk.runs().ask(route.model(), request, leaving);
    desk.telemetry().asked("embeddings", dialect, who, route, ending);
    return switch (ending) {
      case Ending.Completed whole -> whole.reply().text();
      case Ending.Incomplete cut -> throw new RefusedException(Runs.problem(cut));
    };
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
