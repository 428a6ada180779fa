package dev.sluice.llamacpp.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.sluice.llamacpp.LocalProvider;
import org.junit.jupiter.api.Test;

/** The module keeps every rule, and the classes below {@code broken} break each. */
final class ArchitectureTest {
  private static final String BROKEN = ArchitectureTest.class.getPackageName() + ".broken";

  private static final Rules RULES = new Rules(LocalProvider.class.getPackageName());
  private static final Rules BROKEN_RULES = new Rules(BROKEN);

  /** This module's classes, and not those of its tests. */
  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .importUrl(LocalProvider.class.getProtectionDomain().getCodeSource().getLocation());

  private static final JavaClasses BROKEN_MODULE = new ClassFileImporter().importPackages(BROKEN);

  @Test
  void theWholeModuleIsLookedAt() {
    assertThat(MODULE.contain(LocalProvider.class)).isTrue();
    assertThat(MODULE).hasSizeGreaterThan(60);
    assertThat(MODULE).noneMatch(type -> type.getName().endsWith("Test"));
  }

  @Test
  void theBindingSeesNothingOfOurs() {
    check(
        RULES.theBindingSeesNothingOfOurs(),
        BROKEN_RULES.theBindingSeesNothingOfOurs(),
        "binding.SeesEngine",
        "binding.SeesProvider");
  }

  @Test
  void theEngineSeesTheBindingAlone() {
    ArchRule broken = BROKEN_RULES.theEngineSeesTheBindingAlone();
    check(RULES.theEngineSeesTheBindingAlone(), broken, "engine.SeesStore", "engine.SeesStream");
    assertThat(broken.evaluate(BROKEN_MODULE).getFailureReport().toString())
        .doesNotContain("engine.SeesOnlyTheBinding");
  }

  @Test
  void theStoreSeesOnlyWhatTellsProgress() {
    ArchRule broken = BROKEN_RULES.theStoreSeesOnlyWhatTellsProgress();
    check(
        RULES.theStoreSeesOnlyWhatTellsProgress(), broken, "store.SeesBinding", "store.SeesStream");
    assertThat(broken.evaluate(BROKEN_MODULE).getFailureReport().toString())
        .doesNotContain("store.TellsProgress");
  }

  @Test
  void whatIsDoneWithFilesSeesNothingOfOurs() {
    check(
        RULES.whatIsDoneWithFilesSeesNothingOfOurs(),
        BROKEN_RULES.whatIsDoneWithFilesSeesNothingOfOurs(),
        "files.SeesStore");
  }

  @Test
  void everyRoomHasItsPlace() {
    check(RULES.everyRoomHasItsPlace(), BROKEN_RULES.everyRoomHasItsPlace(), "bare.Unmarked");
  }

  @Test
  void onlyTheBindingUsesForeignMemory() {
    check(
        RULES.onlyTheBindingUsesForeignMemory(),
        BROKEN_RULES.onlyTheBindingUsesForeignMemory(),
        "engine.UsesWhatOthersOwn");
  }

  @Test
  void onlyTheStoreUsesTheNetwork() {
    check(
        RULES.onlyTheStoreUsesTheNetwork(),
        BROKEN_RULES.onlyTheStoreUsesTheNetwork(),
        "engine.UsesWhatOthersOwn");
  }

  @Test
  void everyPackageIsNullMarked() {
    check(
        RULES.everyPackageIsNullMarked(), BROKEN_RULES.everyPackageIsNullMarked(), "bare.Unmarked");
  }

  @Test
  void namesSayWhatDiffers() {
    check(
        RULES.namesSayWhatDiffers(),
        BROKEN_RULES.namesSayWhatDiffers(),
        "engine.ThingImpl",
        "engine.AbstractThing");
  }

  @Test
  void nothingStaticChanges() {
    check(RULES.staticsAreFinal(), BROKEN_RULES.staticsAreFinal(), "engine.ThingImpl.changing");
  }

  @Test
  void theModulePrintsNothing() {
    check(
        RULES.theModulePrintsNothing(), BROKEN_RULES.theModulePrintsNothing(), "engine.ThingImpl");
  }

  /** The module keeps the rule, and the same rule finds all of these in what is broken. */
  private static void check(ArchRule rule, ArchRule same, String... breaches) {
    EvaluationResult result = same.evaluate(BROKEN_MODULE);
    assertThat(String.join("\n", result.getFailureReport().getDetails())).contains(breaches);
    rule.check(MODULE);
  }
}
