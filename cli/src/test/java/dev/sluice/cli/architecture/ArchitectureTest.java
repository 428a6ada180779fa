package dev.sluice.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.Sluice;
import dev.sluice.cli.Main;
import dev.sluice.llamacpp.LocalProvider;
import dev.sluice.rules.SharedRules;
import dev.sluice.rules.SharedRulesContract;
import dev.sluice.simulator.Simulator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The command line keeps every rule, and the classes below {@code broken} break each. */
final class ArchitectureTest extends SharedRulesContract {
  private static final String BROKEN = ArchitectureTest.class.getPackageName() + ".broken";

  private static final Rules RULES = new Rules(Main.class.getPackageName());
  private static final Rules BROKEN_RULES = new Rules(BROKEN);

  private static final JavaClasses EVERY_MODULE =
      classesBeside(Main.class, Sluice.class, LocalProvider.class, Simulator.class);

  ArchitectureTest() {
    super(Main.class, 30);
  }

  @Test
  void everyModuleIsLookedAt() {
    assertThat(List.of(Sluice.class, LocalProvider.class, Simulator.class))
        .allMatch(EVERY_MODULE::contain);
  }

  @Test
  void onlyTheCommandLineNamesPicocli() {
    assertThat(breaches(BROKEN_RULES.onlyTheCommandLineNamesPicocli()))
        .contains("broken.library.SeesOptions");
    RULES.onlyTheCommandLineNamesPicocli().check(EVERY_MODULE);
  }

  @Test
  void commandsSeeTheLibraryFromAbove() {
    ArchRule broken = BROKEN_RULES.commandsSeeTheLibraryFromAbove();
    check(RULES.commandsSeeTheLibraryFromAbove(), broken, "broken.SeesWire", "broken.SeesEmbedded");
    assertThat(breaches(broken)).doesNotContain("broken.SeesStream");
  }

  @Test
  void commandsDoNotSpeakHttp() {
    check(
        SharedRules.nobodyUses("java.net.http.."),
        SharedRules.nobodyUses("java.net.http.."),
        "broken.UsesLibraries");
  }

  @Test
  void commandsDoNotReadOrWriteJson() {
    check(
        SharedRules.nobodyUses("tools.jackson.."),
        SharedRules.nobodyUses("tools.jackson.."),
        "broken.UsesLibraries");
  }

  @Test
  void onlyOneCommandSeesTheSimulator() {
    check(
        RULES.onlyOneCommandSeesTheSimulator(),
        BROKEN_RULES.onlyOneCommandSeesTheSimulator(),
        "broken.SeesSimulator");
  }

  @Test
  void onlyServingSeesTheGateway() {
    check(
        RULES.onlyServingSeesTheGateway(),
        BROKEN_RULES.onlyServingSeesTheGateway(),
        "broken.SeesGateway");
  }

  @Test
  void onlyTheEntranceTouchesTheProcess() {
    check(
        RULES.onlyTheEntranceTouchesTheProcess(),
        BROKEN_RULES.onlyTheEntranceTouchesTheProcess(),
        "broken.TouchesProcess.leave()",
        "broken.TouchesProcess.setting()",
        "broken.TouchesProcess.print()");
  }

  @Test
  void nobodyReadsTheClock() {
    check(
        RULES.nobodyReadsTheClock(),
        BROKEN_RULES.nobodyReadsTheClock(),
        "broken.TouchesProcess.now()");
  }
}
