package dev.sluice.store.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.rules.SharedRules;

/**
 * What the store of kept answers may see.
 *
 * @param root the package below which these rules hold
 */
record Rules(String root) {

  /** It keeps what was said and how it ended; whom it came from, and how, others know. */
  ArchRule theStoreSeesTheLogAndWhatItIsMadeOf() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sluice..")
                .and(
                    DescribedPredicate.not(
                        resideInAnyPackage(
                            root,
                            "dev.sluice.chat",
                            "dev.sluice.codec",
                            "dev.sluice.log",
                            "dev.sluice.provider",
                            "dev.sluice.time"))));
  }

  /** Time is handed in. */
  ArchRule nobodyReadsTheClock() {
    return noClasses().should().accessTargetWhere(SharedRules.readsTheClock());
  }

  /** The one place that speaks to databases. */
  ArchRule nobodyElseUsesJdbc() {
    return SharedRules.onlyOneRoomUses("java.sql..", "dev.sluice.store");
  }
}
