package dev.sluice.llamacpp.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.rules.SharedRules;

/**
 * What may see what in the embedded model, from the ground up: what is done with files, the
 * binding, the engine on it, the store beside both, and the provider that joins them.
 *
 * @param root the package below which these rules hold
 */
record Rules(String root) {
  private static final String OURS = "dev.sluice..";

  /** Whoever changes the binding needs to know C and nothing else of ours. */
  ArchRule theBindingSeesNothingOfOurs() {
    return seesOnly("binding", room("binding"), room("files"));
  }

  /** It makes tokens of tokens; what a stream or a request is, others know. */
  ArchRule theEngineSeesTheBindingAlone() {
    return seesOnly("engine", room("engine"), room("binding"));
  }

  /** It fetches files, and says how far it is as every provider does. */
  ArchRule theStoreSeesOnlyWhatTellsProgress() {
    return seesOnly("store", room("store"), room("files"), "dev.sluice.provider");
  }

  /** Both of the others stand on it. */
  ArchRule whatIsDoneWithFilesSeesNothingOfOurs() {
    return seesOnly("files", room("files"));
  }

  private ArchRule seesOnly(String room, String... allowed) {
    return noClasses()
        .that()
        .resideInAPackage(room(room))
        .should()
        .dependOnClassesThat(
            resideInAPackage(OURS).and(DescribedPredicate.not(resideInAnyPackage(allowed))));
  }

  ArchRule everyRoomHasItsPlace() {
    return classes()
        .should()
        .resideInAnyPackage(root, room("binding"), room("engine"), room("store"), room("files"))
        .because("a new room needs a rule here that says what it may see");
  }

  /** Memory that Java does not guard, and calls that can end the process, stay in one place. */
  ArchRule onlyTheBindingUsesForeignMemory() {
    return SharedRules.onlyOneRoomUses("java.lang.foreign..", room("binding"));
  }

  ArchRule onlyTheStoreUsesTheNetwork() {
    return SharedRules.onlyOneRoomUses("java.net..", room("store"));
  }

  private String room(String name) {
    return root + "." + name + "..";
  }
}
