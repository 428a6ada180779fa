package dev.sluice.simulator.architecture;

import dev.sluice.rules.SharedRules;
import dev.sluice.rules.SharedRulesContract;
import dev.sluice.simulator.Simulator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The simulator keeps every rule, and the classes below {@code broken} break each. */
final class ArchitectureTest extends SharedRulesContract {
  private static final String BROKEN = ArchitectureTest.class.getPackageName() + ".broken";

  private static final Rules RULES = new Rules(Simulator.class.getPackageName());
  private static final Rules BROKEN_RULES = new Rules(BROKEN);

  ArchitectureTest() {
    super(Simulator.class, 50);
  }

  @Test
  void itKnowsNothingOfTheLibrary() {
    // Nothing of the library can be compiled against here: what stands beside the root stands in.
    check(
        RULES.itKnowsNothingOfTheLibrary(),
        BROKEN_RULES.itKnowsNothingOfTheLibrary(),
        "broken.SeesOthers");
  }

  @Test
  void itNeedsTheJdkAlone() {
    check(RULES.itNeedsTheJdkAlone(), BROKEN_RULES.itNeedsTheJdkAlone(), "broken.UsesLibraries");
  }

  @Test
  void onlyTheListOfFormatsNamesOne() {
    check(
        RULES.onlyTheListOfFormatsNamesOne("OpenAi"),
        BROKEN_RULES.onlyTheListOfFormatsNamesOne("OpenAi"),
        "broken.SeesFormat");
    for (String other : List.of("Anthropic", "Gemini", "Ollama", "Bedrock")) {
      RULES.onlyTheListOfFormatsNamesOne(other).check(module());
    }
  }

  @Test
  void itPrintsNothing() {
    SharedRules.nobodyPrints().check(module());
  }
}
