package dev.sluice.simulator.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The simulator stands alone: what it tests, and what others test with it, must not need anything
 * of ours to be right.
 *
 * @param root the package below which these rules hold
 */
record Rules(String root) {

  /** A judge that shared code with the judged would share its mistakes. */
  ArchRule itKnowsNothingOfTheLibrary() {
    return noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sluice..")
                .and(DescribedPredicate.not(resideInAPackage(root + ".."))));
  }

  /** Annotations for null are read by the compiler alone. */
  ArchRule itNeedsTheJdkAlone() {
    return classes()
        .that()
        .doNotHaveSimpleName("SimulatorExtension")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "javax.net..", "dev.sluice..", "org.jspecify.annotations..");
  }

  /** Another format is another encoder: nothing else changes for it, and none knows another. */
  ArchRule onlyTheListOfFormatsNamesOne(String format) {
    return noClasses()
        .that()
        .doNotHaveSimpleName("Wires")
        .and()
        .haveSimpleNameNotStartingWith(format)
        .should()
        .dependOnClassesThat()
        .haveSimpleNameStartingWith(format);
  }
}
