package dev.sluice.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** This module keeps the rules that it is about, and each finds what breaks it. */
class SharedRulesTest extends SharedRulesContract {
  SharedRulesTest() {
    super(SharedRules.class, 1);
  }

  private void finds(ArchRule rule, String... breaches) {
    assertThat(breaches(rule)).contains(breaches);
  }

  @Test
  void aPackageThatIsNotNullMarkedIsFound() {
    finds(SharedRules.everyPackageIsNullMarked(), "bare.Unmarked");
  }

  @Test
  void namesThatSayNothingAreFound() {
    finds(
        SharedRules.namesSayWhatDiffers(),
        "broken.ThingImpl",
        "broken.ThingManager",
        "broken.ThingUtils",
        "broken.ThingHelper",
        "broken.AbstractThing");
  }

  @Test
  void aStaticThatChangesIsFound() {
    finds(SharedRules.staticsAreFinal(), "broken.Statics.changing");
  }

  @Test
  void whatPrintsIsFound() {
    finds(SharedRules.nobodyPrints(), "broken.Prints");
  }

  @Test
  void whatUsesALibraryThatIsKeptOutIsFound() {
    finds(SharedRules.nobodyUses("java.util.."), "broken.UsesClock.stop(");
  }

  @Test
  void aLibraryWithAnotherOwnerIsFoundAndOneInItsPlaceIsNot() {
    finds(SharedRules.onlyOneRoomUses("java.util..", "..bare.."), "broken.UsesClock.stop(");
    assertThat(breaches(SharedRules.onlyOneRoomUses("java.util..", "..rules.broken"))).isEmpty();
  }

  @Test
  void whoReadsTheClockIsFound() {
    finds(
        noClasses().should().accessTargetWhere(SharedRules.readsTheClock()),
        "broken.UsesClock.now()");
  }
}
