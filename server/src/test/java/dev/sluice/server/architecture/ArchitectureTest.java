package dev.sluice.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.Sluice;
import dev.sluice.rules.SharedRules;
import dev.sluice.rules.SharedRulesContract;
import dev.sluice.server.Gateway;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.simulator.Simulator;
import dev.sluice.store.Store;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The gateway keeps every rule, and the classes below {@code broken} break each. */
final class ArchitectureTest extends SharedRulesContract {
  private static final String BROKEN = ArchitectureTest.class.getPackageName() + ".broken";

  private static final Rules RULES = new Rules(Gateway.class.getPackageName());
  private static final Rules BROKEN_RULES = new Rules(BROKEN);

  ArchitectureTest() {
    super(Gateway.class, 120);
  }

  @Test
  void roomsSeeOnlyWhatIsBelow() {
    List<ArchRule> broken = BROKEN_RULES.roomsSeeOnlyWhatIsBelow();
    for (String breach :
        List.of(
            "dialect.SeesDialect",
            "dialect.chat.SeesRun",
            "access.SeesRun",
            "run.SeesDialectOfItsOwn",
            "transport.SeesAccess",
            "http.SeesFrontDoor")) {
      assertThat(broken).anyMatch(rule -> breaches(rule).contains(breach));
    }
    RULES.roomsSeeOnlyWhatIsBelow().forEach(rule -> rule.check(module()));
  }

  @Test
  void everyRoomHasItsPlace() {
    check(RULES.everyRoomHasItsPlace(), BROKEN_RULES.everyRoomHasItsPlace(), "attic.HasNoPlace");
  }

  @Test
  void packagesAreFreeOfCycles() {
    check(
        RULES.packagesAreFreeOfCycles(),
        BROKEN_RULES.packagesAreFreeOfCycles(),
        "dialect.chat.SeesRun",
        "run.SeesDialectOfItsOwn");
  }

  @Test
  void dialectsDoNotSeeEachOther() {
    check(
        RULES.dialectsDoNotSeeEachOther(),
        BROKEN_RULES.dialectsDoNotSeeEachOther(),
        "dialect.runs.SeesChat");
  }

  @Test
  void dialectsArePure() {
    check(
        RULES.dialectsArePure(),
        BROKEN_RULES.dialectsArePure(),
        "dialect.chat.DoesThings.connect()",
        "dialect.chat.DoesThings.open()",
        "dialect.chat.DoesThings.time",
        "dialect.chat.DoesThings.others");
  }

  @Test
  void whatDialectsSeeOfTheLibraryIsData() {
    check(
        RULES.whatDialectsSeeOfTheLibraryIsData(),
        BROKEN_RULES.whatDialectsSeeOfTheLibraryIsData(),
        "dialect.chat.DoesThings.models");
  }

  @Test
  void dialectsAreMadeWithoutArgumentsAndShowNothingElse() {
    List<JavaClass> dialects =
        module().stream()
            .filter(type -> type.isAssignableTo(Dialect.class) && !type.isInterface())
            .toList();
    assertThat(dialects).hasSizeGreaterThan(1);
    List<JavaClass> spoken =
        module().get(Gateway.class).getDirectDependenciesFromSelf().stream()
            .map(Dependency::getTargetClass)
            .toList();
    assertThat(spoken).containsAll(dialects);
    for (JavaClass dialect : dialects) {
      assertThat(dialect.getModifiers()).contains(JavaModifier.PUBLIC, JavaModifier.FINAL);
      assertThat(dialect.tryGetConstructor()).isPresent();
      assertThat(dialect.getConstructors()).hasSize(1);
      assertThat(shown(dialect.getPackage()))
          .isSubsetOf(dialect.getSimpleName(), "RunJson"); // How the front tells of a run.
    }
  }

  private static List<String> shown(JavaPackage room) {
    return room.getClasses().stream()
        .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
        .map(JavaClass::getSimpleName)
        .toList();
  }

  @Test
  void fewSpeakToTheNetwork() {
    check(
        RULES.whoSpeaksToTheNetwork(),
        BROKEN_RULES.whoSpeaksToTheNetwork(),
        "run.UsesVertx",
        "dialect.chat.UsesNetty");
  }

  @Test
  void noOtherModuleSpeaksToTheNetworkThisWay() {
    JavaClasses others = classesBeside(Sluice.class, Store.class, Simulator.class);
    for (String library : List.of("io.vertx..", "io.netty..", "io.micrometer..")) {
      SharedRules.nobodyUses(library).check(others);
    }
    assertThat(breaches(SharedRules.nobodyUses("io.vertx.."))).contains("run.UsesVertx");
  }

  @Test
  void aTransportKnowsOfRunsWhereTheyAreRead() {
    check(
        RULES.aTransportKnowsOfRunsWhereTheyAreRead(),
        BROKEN_RULES.aTransportKnowsOfRunsWhereTheyAreRead(),
        "transport.SeesRuns");
  }

  @Test
  void theFrontKnowsOfTransportsItsLoops() {
    check(
        RULES.theFrontKnowsOfTransportsItsLoops(),
        BROKEN_RULES.theFrontKnowsOfTransportsItsLoops(),
        "http.SeesTransport");
  }

  @Test
  void timeIsHandedIn() {
    check(RULES.nobodyReadsTheClock(), BROKEN_RULES.nobodyReadsTheClock(), "run.ReadsTheClock");
    check(
        RULES.nobodyTakesTheSystemsClock(),
        BROKEN_RULES.nobodyTakesTheSystemsClock(),
        "run.TakesTheClock");
  }

  @Test
  void threadsAreMadeInOnePlaceOfEachRoom() {
    check(
        SharedRules.threadsAreMadeBy("Threads"),
        SharedRules.threadsAreMadeBy("Threads"),
        "run.MakesThreads.begin()");
  }

  @Test
  void onePlaceReadsJson() {
    check(RULES.onePlaceReadsJson(), BROKEN_RULES.onePlaceReadsJson(), "access.UsesJackson");
  }

  @Test
  void onlyTheFrontMeasures() {
    check(RULES.onlyTheFrontMeasures(), BROKEN_RULES.onlyTheFrontMeasures(), "run.Measures");
  }

  @Test
  void aPackageThatIsNotMarkedIsFound() {
    assertThat(breaches(SharedRules.everyPackageIsNullMarked())).contains("bare.Unmarked");
  }

  @Test
  void theModulePrintsNothing() {
    check(SharedRules.nobodyPrints(), SharedRules.nobodyPrints(), "run.Prints");
  }
}
