package dev.sluice.bench;

import dev.sluice.bench.client.Contender;
import dev.sluice.bench.page.Spread;
import java.util.List;
import java.util.Optional;

/** What the results so far say to the plan. */
final class Known implements Plan.Standing {
  /** Who could not do something this often is not asked again: it takes minutes each time. */
  private static final int ENOUGH_FAILURES = 2;

  private final RawResults raw;
  private final Durations durations;
  private final List<Contender> contenders;
  private final Optional<Engine> before;

  /**
   * @param before the build that another one is compared with; empty where clients are compared
   */
  Known(RawResults raw, Durations durations, List<Contender> contenders, Optional<Engine> before) {
    this.raw = raw;
    this.durations = durations;
    this.contenders = contenders;
    this.before = before;
  }

  @Override
  public Optional<Entrant> partner(Scenario scenario, Entrant entrant) {
    if (scenario.compared().isEmpty()) {
      return Optional.empty();
    }
    Optional<Entrant> partner =
        before.isPresent()
            ? before.map(engine -> new Entrant(entrant.contender(), engine))
            : reference(scenario).map(contender -> new Entrant(contender, entrant.engine()));
    return partner.filter(each -> !each.equals(entrant));
  }

  /** What the machine can do, or else our own client. */
  private Optional<Contender> reference(Scenario scenario) {
    return List.of(Contender.EPOLL, Contender.SLUICE_ITERATOR).stream()
        .filter(each -> contenders.contains(each) && scenario.appliesTo(each))
        .findFirst();
  }

  @Override
  public Optional<Spread> ratio(Scenario scenario, Entrant entrant) {
    return partner(scenario, entrant)
        .flatMap(
            partner ->
                Spread.ofRatios(
                    raw.results(entrant.engine().commit()),
                    entrant.contender(),
                    raw.results(partner.engine().commit()),
                    partner.contender(),
                    scenario,
                    scenario.compared()));
  }

  @Override
  public boolean gaveUp(Scenario scenario, Entrant entrant) {
    String client = entrant.contender().id();
    return raw.failures(scenario.id(), client, entrant.engine().commit()) >= ENOUGH_FAILURES;
  }

  @Override
  public double seconds(Scenario scenario, Entrant entrant) {
    return durations.seconds(scenario, entrant.contender());
  }
}
