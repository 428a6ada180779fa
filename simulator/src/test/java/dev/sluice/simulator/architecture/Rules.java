package dev.sluice.simulator.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.jspecify.annotations.NullMarked;

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

  /** Another format is another encoder, and what plays steps does not change for it. */
  ArchRule onlyTheListOfFormatsNamesOne() {
    return noClasses()
        .that()
        .doNotHaveSimpleName("Wire")
        .and()
        .haveSimpleNameNotStartingWith("OpenAi")
        .should()
        .dependOnClassesThat()
        .haveSimpleNameStartingWith("OpenAi");
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

  ArchRule itPrintsNothing() {
    return GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
  }
}
