package dev.sluice.cli.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/**
 * What the command line may see: the library as every program sees it, and nothing below.
 *
 * @param root the package below which these rules hold
 */
record Rules(String root) {
  private static final Set<String> THE_PROCESS =
      Set.of("exit", "getenv", "in", "out", "err", "setOut", "setErr", "setIn");

  private static final Set<String> CLOCKS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.Thread.sleep",
          "java.time.Instant.now");

  /** The commands would work with other options as well; the library must not know any. */
  ArchRule onlyTheCommandLineNamesPicocli() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..");
  }

  /** The contract of providers, not one of them: a command is the same for every model. */
  ArchRule commandsSeeTheLibraryFromAbove() {
    return noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sluice..")
                .and(
                    DescribedPredicate.not(
                        resideInAnyPackage(
                            root,
                            "dev.sluice",
                            "dev.sluice.models",
                            "dev.sluice.policy",
                            "dev.sluice.provider",
                            "dev.sluice.simulator",
                            "dev.sluice.sink",
                            "dev.sluice.stream",
                            "dev.sluice.time"))));
  }

  ArchRule nobodyUses(String library) {
    return noClasses().should().dependOnClassesThat().resideInAPackage(library);
  }

  /** Whoever asks and talks must not be able to play the provider. */
  ArchRule onlyOneCommandSeesTheSimulator() {
    return noClasses()
        .that()
        .doNotHaveSimpleName("SimulateCommand")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.sluice.simulator..");
  }

  /** All else gets it from {@code Surroundings}, so that tests can run it in their own process. */
  ArchRule onlyTheEntranceTouchesTheProcess() {
    return noClasses()
        .that()
        .doNotHaveSimpleName("Main")
        .and()
        .doNotHaveSimpleName("Rehearsal")
        .and()
        .haveNameNotMatching(".*\\.ProcessInterrupts(\\$.*)?")
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe(
                "it is the process'",
                access ->
                    access.getTargetOwner().isEquivalentTo(System.class)
                        && THE_PROCESS.contains(access.getName())));
  }

  ArchRule nobodyReadsTheClock() {
    return noClasses()
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe("it reads the clock or sleeps", Rules::readsTheClock));
  }

  private static boolean readsTheClock(JavaAccess<?> access) {
    return CLOCKS.contains(access.getTargetOwner().getName() + "." + access.getName());
  }

  /** Else the compiler's checks for null pass it over. */
  ArchRule everyPackageIsNullMarked() {
    return classes()
        .should(
            ArchCondition.from(
                DescribedPredicate.describe(
                    "be in a package that is @NullMarked",
                    type -> type.getPackage().isAnnotatedWith(NullMarked.class))));
  }

  ArchRule namesSayWhatDiffers() {
    return noClasses()
        .should()
        .haveNameMatching(".*(Impl|Manager|Utils|Helper)")
        .orShould()
        .haveSimpleNameStartingWith("Abstract");
  }

  ArchRule staticsAreFinal() {
    return fields().that().areStatic().should().haveModifier(JavaModifier.FINAL);
  }
}
