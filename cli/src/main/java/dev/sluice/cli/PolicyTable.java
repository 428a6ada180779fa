package dev.sluice.cli;

import dev.sluice.models.Models;
import dev.sluice.policy.Budget;
import dev.sluice.policy.Limiter;
import dev.sluice.policy.OnCut;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.server.access.RoutePolicies;
import dev.sluice.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a table of the file of settings says of limits, stalls, failures and cuts. */
final class PolicyTable {
  /** All its settings. */
  static final List<String> NAMES =
      List.of(
          "retries",
          "on_cut",
          "fallback",
          "connect_timeout",
          "first_token_timeout",
          "idle_timeout",
          "total_timeout",
          "budget",
          "strict",
          "streams",
          "requests_per_minute",
          "tokens_per_minute");

  private static final int MAX_RETRIES = 100;
  private static final Map<String, OnCut.Mode> MODES =
      Map.of("fail", OnCut.Mode.FAIL, "restart", OnCut.Mode.RESTART, "resume", OnCut.Mode.RESUME);

  private final SettingsTable table;
  private final Models models;
  private final Clock clock;

  /**
   * Reads one.
   *
   * @param models that may be fallen back on
   */
  PolicyTable(SettingsTable table, Models models, Clock clock) {
    this.table = table;
    this.models = models;
    this.clock = clock;
  }

  /**
   * What it says.
   *
   * @throws UsageException if something of it cannot be meant
   */
  RoutePolicies policies() {
    return new RoutePolicies(
        table.number("retries", 0, MAX_RETRIES),
        onCut(),
        fallback(),
        table.time("connect_timeout", true),
        table.time("first_token_timeout", true),
        table.time("idle_timeout", true),
        table.time("total_timeout", true),
        budget(),
        limiter(),
        table.truth("strict"));
  }

  private Optional<OnCut.Mode> onCut() {
    return table
        .text("on_cut")
        .map(
            word -> {
              if (!MODES.containsKey(word)) {
                throw table.wrong("on_cut", "on_cut is \"fail\", \"restart\" or \"resume\"");
              }
              return MODES.get(word);
            });
  }

  private List<String> fallback() {
    List<String> others = table.texts("fallback");
    others.forEach(name -> checkModel(table, "fallback", name, models));
    return others;
  }

  /**
   * That a model can be asked.
   *
   * @throws UsageException if it cannot
   */
  static void checkModel(SettingsTable table, String setting, String name, Models models) {
    try {
      ModelNames.check(name, models.providers());
      models.model(name);
    } catch (UsageException | ModelUnavailableException wrong) {
      throw table.wrong(setting, wrong.getMessage());
    }
  }

  private Optional<Budget> budget() {
    return table
        .text("budget")
        .map(
            text ->
                BudgetText.read(text)
                    .orElseThrow(
                        () ->
                            table.wrong(
                                "budget",
                                "budget is an amount such as \"500tokens\" or \"4000chars\"")));
  }

  /** One for all who ask this model, which is what it is for. */
  private Optional<Limiter> limiter() {
    Optional<Integer> streams = table.count("streams");
    Optional<Integer> requests = table.count("requests_per_minute");
    Optional<Integer> tokens = table.count("tokens_per_minute");
    if (streams.isEmpty() && requests.isEmpty() && tokens.isEmpty()) {
      return Optional.empty();
    }
    Limiter limiter = Limiter.unlimited().by(clock);
    limiter = streams.isPresent() ? limiter.streams(streams.get()) : limiter;
    limiter = requests.isPresent() ? limiter.requestsPerMinute(requests.get()) : limiter;
    return Optional.of(tokens.isPresent() ? limiter.tokensPerMinute(tokens.get()) : limiter);
  }
}
