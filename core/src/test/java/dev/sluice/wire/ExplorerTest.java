package dev.sluice.wire;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.models.Models;
import dev.sluice.policy.Budget;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Random scripts in random views under random policies; {@link Oracle} says from the script alone
 * how each must end. A failure prints its seed and the smallest script that fails.
 *
 * <p>{@code -Dexplorer.cases=100000} runs so many.
 */
class ExplorerTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static @Nullable Simulator simulator;
  private static @Nullable Models models;

  @BeforeContainer
  static void open() {
    Simulator started = Simulator.start("end");
    simulator = started;
    models = Models.of(Map.of("OPENAI_BASE_URL", started.baseUrl().toString()), progress -> {});
  }

  @AfterContainer
  static void noSocketIsLeft() throws Exception {
    if (simulator != null && models != null) {
      models.close();
      simulator.awaitOpenConnections(0, SOON);
      simulator.close();
    }
  }

  // No tries here: their number is a setting.
  @Property(shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
  void everyScriptEndsOnceAndAsItMust(
      @ForAll("scripts") List<Response> beginning,
      @ForAll("treatments") Oracle.Treatment treatment,
      @ForAll View view)
      throws Exception {
    if (simulator == null || models == null) {
      throw new IllegalStateException("not open");
    }
    List<Response> script = new ArrayList<>(beginning);
    script.add(Response.LAST);
    simulator.script(Response.script(script));
    StringBuilder text = new StringBuilder();
    Ending ending;
    try (var stream = with(treatment, models.model("openai/any")).stream("Count.")) {
      ending = view.read(stream, text);
      assertThat(stream.await()).isSameAs(ending);
    }
    Oracle.Verdict must = Oracle.verdict(script, treatment);
    String whole = ending.reply().text();
    assertThat(text).as("what the view showed").hasToString(whole);
    if (must.isExact()) {
      assertThat(ending.kind()).as("%s", ending).isEqualTo(must.kind());
      assertThat(whole).isEqualTo(must.text());
    }
  }

  private static ChatModel with(Oracle.Treatment treatment, ChatModel bare) {
    ChatModel model =
        bare.with(Timeouts.off().firstToken(ofMillis(250)).idle(ofMillis(250)))
            .with(Retry.upTo(treatment.retries()).waits(ofMillis(1)))
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

  @Provide
  Arbitrary<List<Response>> scripts() {
    Arbitrary<Response> response =
        Combinators.combine(
                Arbitraries.frequencyOf(
                        Tuple.of(8, Arbitraries.just(Response.Step.TEXT)),
                        Tuple.of(3, Arbitraries.of(Response.Step.class)))
                    .list()
                    .ofMaxSize(8),
                Arbitraries.frequencyOf(
                    Tuple.of(6, Arbitraries.of(Response.End.class)),
                    Tuple.of(4, Arbitraries.just(Response.End.GOOD)),
                    Tuple.of(2, Arbitraries.just(Response.End.FIN))),
                Arbitraries.of(Response.Wire.class))
            .as(Response::new);
    return response.list().ofMaxSize(4);
  }

  @Provide
  Arbitrary<Oracle.Treatment> treatments() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.of(OnCut.Mode.class),
            Arbitraries.integers().between(0, 2),
            Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(0)),
                Tuple.of(1, Arbitraries.integers().between(1, 30))))
        .as(Oracle.Treatment::new);
  }
}
