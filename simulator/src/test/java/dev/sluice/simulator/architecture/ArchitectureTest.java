package dev.sluice.simulator.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.sluice.simulator.Simulator;
import org.junit.jupiter.api.Test;

/** The simulator keeps every rule, and the classes below {@code broken} break each. */
final class ArchitectureTest {
  private static final String BROKEN = ArchitectureTest.class.getPackageName() + ".broken";

  private static final Rules RULES = new Rules(Simulator.class.getPackageName());
  private static final Rules BROKEN_RULES = new Rules(BROKEN);

  /** This module's classes, and not those of its tests. */
  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .importUrl(Simulator.class.getProtectionDomain().getCodeSource().getLocation());

  private static final JavaClasses BROKEN_MODULE = new ClassFileImporter().importPackages(BROKEN);

  @Test
  void theWholeModuleIsLookedAt() {
    assertThat(MODULE.contain(Simulator.class)).isTrue();
    assertThat(MODULE).hasSizeGreaterThan(50);
    assertThat(MODULE).noneMatch(type -> type.getName().endsWith("Test"));
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
        RULES.onlyTheListOfFormatsNamesOne(),
        BROKEN_RULES.onlyTheListOfFormatsNamesOne(),
        "broken.SeesFormat");
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

  @Test
  void itPrintsNothing() {
    check(RULES.itPrintsNothing(), BROKEN_RULES.itPrintsNothing(), "broken.ThingImpl");
  }

  /** The module keeps the rule, and the same rule finds all of these in what is broken. */
  private static void check(ArchRule rule, ArchRule same, String... breaches) {
    EvaluationResult result = same.evaluate(BROKEN_MODULE);
    assertThat(String.join("\n", result.getFailureReport().getDetails())).contains(breaches);
    rule.check(MODULE);
  }
}
