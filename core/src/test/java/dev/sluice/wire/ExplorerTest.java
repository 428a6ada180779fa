package dev.sluice.wire;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.models.Models;
import dev.sluice.policy.Budget;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.testing.Explorer;
import dev.sluice.testing.Watched;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random scripts in random formats and views under random policies; {@link Oracle} says from the
 * script alone how each must end. A failure prints its seed and the smallest script that fails.
 *
 * <p>{@code -Dexplorer.cases=100000} runs so many, {@code -Dexplorer.seed=N} begins at a seed.
 */
@ParameterizedClass
@EnumSource(Over.class)
class ExplorerTest {
  private static final Duration SOON = Duration.ofSeconds(25);
  private static final int CASES = Integer.getInteger("explorer.cases", 300);

  private static final long SEED = Long.getLong("explorer.seed", Explorer.SEED);

  private Simulator simulator = Simulator.start("end");
  private final Over over;
  private Models models;
  private final AtomicInteger unjudged = new AtomicInteger();

  ExplorerTest(Over over) {
    this.over = over;
    this.models = Speaks.models(over, simulator);
  }

  @AfterEach
  void noSocketIsLeft() throws Exception {
    models.close();
    simulator.awaitOpenConnections(0, SOON);
    simulator.close();
  }

  /** Each case is watched by itself; how long all of them take is up to whoever says how many. */
  @Test
  @Timeout(value = 7, unit = TimeUnit.DAYS)
  void everyScriptEndsOnceAndAsItMust() {
    new Explorer<>(
            Exploration::any,
            Exploration::smaller,
            each -> Watched.run("the explorer's script", () -> check(each)))
        .explore(SEED, CASES, "explorer.seed");
    assertThat(unjudged.get())
        .as("cases in which the machine stalled, of %d from seed %d", CASES, SEED)
        .isLessThanOrEqualTo(1 + CASES / 10);
  }

  /** Where a view ended while a further attempt was made: what is still on its way goes astray. */
  private void moveOn() throws InterruptedException {
    models.close();
    simulator.awaitOpenConnections(0, SOON);
    simulator.close();
    simulator = Simulator.start("end");
    models = Speaks.models(over, simulator);
  }

  private void check(Exploration exploration) throws Exception {
    List<Response> script = exploration.script();
    Oracle.Treatment treatment = exploration.treatment();
    simulator.script(Response.script(script, exploration.speaks()));
    if (Response.drops(script)) {
      models.close();
      models = Speaks.models(over, simulator);
    }
    StringBuilder text = new StringBuilder();
    Ending ending;
    // Long enough that only a stall hits them, unless the machine itself stalls.
    Duration patience = script.stream().anyMatch(Response::stalls) ? ofMillis(250) : SOON;
    ChatModel model =
        models
            .model(exploration.speaks().model())
            .with(Timeouts.off().firstToken(patience).idle(patience));
    try (var stream = with(treatment, model).stream("Count.")) {
      ending = exploration.view().read(stream, text);
      if (!View.isTakenBack(ending)) {
        assertThat(stream.await()).isSameAs(ending);
      }
    }
    Oracle.Verdict must = Oracle.verdict(script, treatment);
    boolean takenBack = exploration.view() == View.TEXT && !must.takenBack().isEmpty();
    String whole = ending.reply().text();
    if (View.isTakenBack(ending)) {
      moveOn();
    } else {
      assertThat(text).as("what the view showed").hasToString(whole);
    }
    if (timeouts(ending) > must.stalls()) {
      unjudged.incrementAndGet();
    } else if (must.isExact() && takenBack) {
      assertThat(View.isTakenBack(ending)).as("%s", ending).isTrue();
      assertThat(text).hasToString(must.takenBack());
    } else if (must.isExact()) {
      assertThat(ending.kind()).as("%s", ending).isEqualTo(must.kind());
      assertThat(whole).isEqualTo(must.text());
    }
  }

  private static long timeouts(Ending ending) {
    long earlier =
        ending.reply().earlier().stream()
            .filter(attempt -> attempt.cause().kind().equals("timed_out"))
            .count();
    return earlier + (ending.kind().equals("timed_out") ? 1 : 0);
  }

  private static ChatModel with(Oracle.Treatment treatment, ChatModel bare) {
    ChatModel model =
        bare.with(Retry.upTo(treatment.retries()).waits(ofMillis(1)))
            .with(
                switch (treatment.mode()) {
                  case FAIL -> OnCut.fail();
                  case RESTART -> OnCut.restart().upTo(treatment.furtherAttempts());
                  case RESUME -> OnCut.resume().upTo(treatment.furtherAttempts());
                });
    return treatment.characters() == 0
        ? model
        : model.with(Budget.characters(treatment.characters()));
  }
}
