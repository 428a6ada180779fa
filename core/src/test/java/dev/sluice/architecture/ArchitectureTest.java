package dev.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Sluice;
import dev.sluice.rules.SharedRules;
import dev.sluice.rules.SharedRulesContract;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The library keeps every rule, and the classes below {@code broken} break each: a rule that finds
 * nothing there would find nothing anywhere.
 */
class ArchitectureTest extends SharedRulesContract {
  private static final String BROKEN = ArchitectureTest.class.getPackageName() + ".broken";

  private static final Rules RULES = new Rules(Sluice.class.getPackageName());
  private static final Rules BROKEN_RULES = new Rules(BROKEN);

  ArchitectureTest() {
    super(Sluice.class, 100);
  }

  @TestFactory
  Stream<DynamicTest> everyRoomSeesOnlyTheRoomsBelowIt() {
    return RULES.roomsSeeOnlyWhatIsBelow().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(module())));
  }

  @Test
  void aRoomThatSeesAnotherOneBesideOrAboveItIsFound() {
    List<String> found =
        BROKEN_RULES.roomsSeeOnlyWhatIsBelow().stream()
            .map(rule -> rule.allowEmptyShould(true).evaluate(broken()))
            .flatMap(result -> result.getFailureReport().getDetails().stream())
            .toList();
    assertThat(found)
        .anyMatch(line -> line.contains("broken.chat.SeesJson"))
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
        "Cycle detected: Slice chat");
  }

  @Test
  void theTransportContractKnowsNoClient() {
    check(
        RULES.theTransportContractKnowsNoClient(),
        BROKEN_RULES.theTransportContractKnowsNoClient(),
        "spi.transport.SeesItsClient");
  }

  @Test
  void providersDoNotSeeEachOther() {
    assertThat(BROKEN_RULES.providersDoNotSeeEachOther().evaluate(broken()).hasViolation())
        .isTrue();
    RULES.providersDoNotSeeEachOther().check(module());
    RULES.formatsDoNotSeeEachOther().allowEmptyShould(true).check(module());
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
        "spi.transport.SeesItsClient");
  }

  @Test
  void onlyOneRoomHasSockets() {
    check(
        RULES.onlyOneRoomHasSockets("transport.nio"),
        BROKEN_RULES.onlyOneRoomHasSockets("transport.nio"),
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
    assertThat(BROKEN_RULES.transportsDoNotSeeEachOther().evaluate(broken()).hasViolation())
        .isTrue();
    RULES.transportsDoNotSeeEachOther().check(module());
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
        SharedRules.nobodyUses("java.sql.."),
        SharedRules.nobodyUses("java.nio.channels.."),
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
        SharedRules.threadsAreMadeBy("Threads", "Tasks"),
        SharedRules.threadsAreMadeBy("Threads", "Tasks"),
        "policy.MakesThreads.virtual()",
        "policy.MakesThreads.platform()",
        "policy.MakesThreads.pool()");
  }

  @Test
  void fieldsAreNotInjected() {
    check(
        RULES.fieldsAreNotInjected(), BROKEN_RULES.fieldsAreNotInjected(), "policy.Injected.field");
  }

  @Test
  void theLibraryPrintsNothing() {
    SharedRules.nobodyPrints().check(module());
  }
}
