package dev.sluice.cli.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.rules.SharedRules;
import java.util.Set;

/**
 * What the command line may see: the library as every program sees it, and nothing below.
 *
 * @param root the package below which these rules hold
 */
record Rules(String root) {
  private static final Set<String> THE_PROCESS =
      Set.of("exit", "getenv", "in", "out", "err", "setOut", "setErr", "setIn");

  /** The commands would work with other options as well; the library must not know any. */
  ArchRule onlyTheCommandLineNamesPicocli() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..");
  }

  /**
   * The contract of providers, not one of them: a command is the same for every model. What the
   * file of settings says of a server is told to the builder of its provider.
   */
  ArchRule commandsSeeTheLibraryFromAbove() {
    return noClasses()
        .that()
        .haveNameNotMatching(".*\\.(ProviderTable|Oddities)(\\$.*)?")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sluice..")
                .and(
                    DescribedPredicate.not(
                        resideInAnyPackage(
                            root,
                            "dev.sluice",
                            "dev.sluice.chat",
                            "dev.sluice.log",
                            "dev.sluice.models",
                            "dev.sluice.policy",
                            "dev.sluice.provider",
                            "dev.sluice.server..",
                            "dev.sluice.spi..",
                            "dev.sluice.simulator",
                            "dev.sluice.sink",
                            "dev.sluice.store",
                            "dev.sluice.stream",
                            "dev.sluice.time"))));
  }

  /** What ends soon loads nothing of the gateway: each class costs its start. */
  ArchRule onlyServingSeesTheGateway() {
    return noClasses()
        .that()
        .haveNameNotMatching(".*\\.(Serving|Serve\\w+|PolicyTable)(\\$.*)?")
        .or()
        .haveSimpleName("ServeCommand")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.sluice.server..", "io.vertx..", "io.netty..");
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
    return noClasses().should().accessTargetWhere(SharedRules.readsTheClock());
  }
}
