package dev.sluice.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.sluice.Sluice;
import dev.sluice.cli.Main;
import dev.sluice.llamacpp.LocalProvider;
import dev.sluice.simulator.Simulator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The command line keeps every rule, and the classes below {@code broken} break each. */
final class ArchitectureTest {
  private static final String BROKEN = ArchitectureTest.class.getPackageName() + ".broken";

  private static final Rules RULES = new Rules(Main.class.getPackageName());
  private static final Rules BROKEN_RULES = new Rules(BROKEN);

  /** This module's classes, and not those of its tests. */
  private static final JavaClasses MODULE = classesBeside(Main.class);

  private static final JavaClasses EVERY_MODULE =
      classesBeside(Main.class, Sluice.class, LocalProvider.class, Simulator.class);

  private static final JavaClasses BROKEN_MODULE = new ClassFileImporter().importPackages(BROKEN);

  private static JavaClasses classesBeside(Class<?>... types) {
    return new ClassFileImporter()
        .importUrls(
            Stream.of(types)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .toList());
  }

  @Test
  void theWholeModuleIsLookedAt() {
    assertThat(MODULE.contain(Main.class)).isTrue();
    assertThat(MODULE).hasSizeGreaterThan(30);
    assertThat(MODULE).noneMatch(type -> type.getName().endsWith("Test"));
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
        RULES.nobodyUses("java.net.http.."),
        BROKEN_RULES.nobodyUses("java.net.http.."),
        "broken.UsesLibraries");
  }

  @Test
  void commandsDoNotReadOrWriteJson() {
    check(
        RULES.nobodyUses("tools.jackson.."),
        BROKEN_RULES.nobodyUses("tools.jackson.."),
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

  @Test
  void everyPackageIsNullMarked() {
    check(
        RULES.everyPackageIsNullMarked(),
        BROKEN_RULES.everyPackageIsNullMarked(),
        "broken.bare.Unmarked");
  }

  @Test
  void namesSayWhatDiffers() {
    check(
        RULES.namesSayWhatDiffers(),
        BROKEN_RULES.namesSayWhatDiffers(),
        "broken.ThingImpl",
        "broken.AbstractThing");
  }

  @Test
  void nothingStaticChanges() {
    check(RULES.staticsAreFinal(), BROKEN_RULES.staticsAreFinal(), "broken.ThingImpl.changing");
  }

  /** The module keeps the rule, and the same rule finds all of these in what is broken. */
  private static void check(ArchRule rule, ArchRule same, String... breaches) {
    assertThat(breaches(same)).contains(breaches);
    rule.check(MODULE);
  }

  private static String breaches(ArchRule rule) {
    EvaluationResult result = rule.evaluate(BROKEN_MODULE);
    return String.join("\n", result.getFailureReport().getDetails());
  }
}
