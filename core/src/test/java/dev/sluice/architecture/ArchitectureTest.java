package dev.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.sluice.Sluice;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The library keeps every rule, and the classes below {@code broken} break each: a rule that finds
 * nothing there would find nothing anywhere.
 */
class ArchitectureTest {
  private static final String BROKEN = ArchitectureTest.class.getPackageName() + ".broken";

  private static final Rules RULES = new Rules(Sluice.class.getPackageName());
  private static final Rules BROKEN_RULES = new Rules(BROKEN);

  /** This module's classes, and not those of its tests. */
  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .importUrl(Sluice.class.getProtectionDomain().getCodeSource().getLocation());

  private static final JavaClasses BROKEN_LIBRARY = new ClassFileImporter().importPackages(BROKEN);

  @Test
  void theWholeLibraryIsLookedAt() {
    assertThat(LIBRARY.contain(Sluice.class)).isTrue();
    assertThat(LIBRARY).hasSizeGreaterThan(100);
    assertThat(LIBRARY).noneMatch(type -> type.getName().endsWith("Test"));
  }

  @TestFactory
  Stream<DynamicTest> everyRoomSeesOnlyTheRoomsBelowIt() {
    return RULES.roomsSeeOnlyWhatIsBelow().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(LIBRARY)));
  }

  @Test
  void aRoomThatSeesAnotherOneBesideOrAboveItIsFound() {
    List<String> found =
        BROKEN_RULES.roomsSeeOnlyWhatIsBelow().stream()
            .map(rule -> rule.allowEmptyShould(true).evaluate(BROKEN_LIBRARY))
            .flatMap(result -> result.getFailureReport().getDetails().stream())
            .toList();
    assertThat(found)
        .anyMatch(line -> line.contains("broken.stream.SeesJson"))
        .anyMatch(line -> line.contains("broken.json.SeesStream"))
        .anyMatch(line -> line.contains("broken.sink.SeesProvider"))
        .noneMatch(line -> line.contains("broken.sink.SeesOnlyStream"));
  }

  @Test
  void everyRoomHasItsPlace() {
    check(RULES.everyRoomHasItsPlace(), BROKEN_RULES.everyRoomHasItsPlace(), "bare.Unmarked");
  }

  @Test
  void noRoomSeesTheFrontDoor() {
    check(RULES.noRoomSeesTheFrontDoor(), BROKEN_RULES.noRoomSeesTheFrontDoor(), "sink.SeesDoor");
  }

  @Test
  void packagesAreFreeOfCycles() {
    check(
        RULES.packagesAreFreeOfCycles(),
        BROKEN_RULES.packagesAreFreeOfCycles(),
        "Cycle detected: Slice json");
  }

  @Test
  void theTransportContractKnowsNoClient() {
    check(
        RULES.theTransportContractKnowsNoClient(),
        BROKEN_RULES.theTransportContractKnowsNoClient(),
        "transport.SeesItsClient");
  }

  @Test
  void providersDoNotSeeEachOther() {
    assertThat(BROKEN_RULES.providersDoNotSeeEachOther().evaluate(BROKEN_LIBRARY).hasViolation())
        .isTrue();
    RULES.providersDoNotSeeEachOther().check(LIBRARY);
  }

  @Test
  void onlyModelsNamesAProvider() {
    check(
        RULES.onlyModelsNamesAProvider(),
        BROKEN_RULES.onlyModelsNamesAProvider(),
        "sink.SeesProvider");
  }

  @Test
  void onlyModelsNamesATransport() {
    check(
        RULES.onlyModelsNamesATransport(),
        BROKEN_RULES.onlyModelsNamesATransport(),
        "transport.SeesItsClient");
  }

  @Test
  void onlyOneRoomHasSockets() {
    check(
        RULES.onlyOneRoomUses("java.nio.channels..", "transport.nio"),
        BROKEN_RULES.onlyOneRoomUses("java.nio.channels..", "transport.nio"),
        "sink.UsesLibraries");
  }

  @Test
  void onlyOneRoomUsesTheJdksHttpClient() {
    check(
        RULES.onlyOneRoomUses("java.net.http..", "transport.jdk"),
        BROKEN_RULES.onlyOneRoomUses("java.net.http..", "transport.jdk"),
        "sink.UsesLibraries");
  }

  @Test
  void onlyOneRoomUsesTheFlightRecorder() {
    check(
        RULES.onlyOneRoomUses("jdk.jfr..", "observe"),
        BROKEN_RULES.onlyOneRoomUses("jdk.jfr..", "observe"),
        "sink.UsesLibraries");
  }

  @Test
  void transportsDoNotSeeEachOther() {
    assertThat(BROKEN_RULES.transportsDoNotSeeEachOther().evaluate(BROKEN_LIBRARY).hasViolation())
        .isTrue();
    RULES.transportsDoNotSeeEachOther().check(LIBRARY);
  }

  @Test
  void onlyOneRoomUsesTheJsonLibrary() {
    check(
        RULES.onlyOneRoomUses("tools.jackson..", "json"),
        BROKEN_RULES.onlyOneRoomUses("tools.jackson..", "json"),
        "sink.UsesLibraries");
  }

  @Test
  void noRoomUsesADatabase() {
    // Nothing in this module could be compiled against it, so the breach is of another library.
    check(
        RULES.nobodyUses("java.sql.."),
        BROKEN_RULES.nobodyUses("java.nio.channels.."),
        "sink.UsesLibraries");
  }

  @Test
  void onlyTimeReadsTheClockOrSleeps() {
    check(
        RULES.onlyTimeReadsTheClock(),
        BROKEN_RULES.onlyTimeReadsTheClock(),
        "policy.ReadsClock.byCall()",
        "policy.ReadsClock.byReference()",
        "policy.ReadsClock.byInstant()",
        "policy.ReadsClock.bySleep()",
        "policy.ReadsClock.byExecutor()",
        "policy.ReadsClock.byTimer(");
  }

  @Test
  void threadsAreMadeInOnePlaceOfEachRoom() {
    check(
        RULES.threadsAreMadeInOnePlaceOfEachRoom(),
        BROKEN_RULES.threadsAreMadeInOnePlaceOfEachRoom(),
        "policy.MakesThreads.virtual()",
        "policy.MakesThreads.platform()",
        "policy.MakesThreads.pool()");
  }

  @Test
  void everyPackageIsNullMarked() {
    check(
        RULES.everyPackageIsNullMarked(), BROKEN_RULES.everyPackageIsNullMarked(), "bare.Unmarked");
  }

  @Test
  void namesSayWhatDiffersAndNotThatSomethingIsAnImplementation() {
    check(
        RULES.namesSayWhatDiffers(),
        BROKEN_RULES.namesSayWhatDiffers(),
        "policy.ThingImpl",
        "policy.ThingManager",
        "policy.ThingUtils",
        "policy.ThingHelper",
        "policy.AbstractThing");
  }

  @Test
  void nothingStaticChanges() {
    check(RULES.staticsAreFinal(), BROKEN_RULES.staticsAreFinal(), "policy.Statics.changing");
  }

  @Test
  void fieldsAreNotInjected() {
    check(
        RULES.fieldsAreNotInjected(), BROKEN_RULES.fieldsAreNotInjected(), "policy.Injected.field");
  }

  @Test
  void theLibraryPrintsNothing() {
    check(RULES.theLibraryPrintsNothing(), BROKEN_RULES.theLibraryPrintsNothing(), "policy.Prints");
  }

  /** The library keeps the rule, and the same rule finds all of these in what is broken. */
  private static void check(ArchRule rule, ArchRule same, String... breaches) {
    EvaluationResult result = same.evaluate(BROKEN_LIBRARY);
    String report = String.join("\n", result.getFailureReport().getDetails());
    assertThat(report).contains(breaches);
    rule.check(LIBRARY);
  }
}
