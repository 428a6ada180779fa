package dev.sluice.llamacpp.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.llamacpp.LocalProvider;
import dev.sluice.rules.SharedRules;
import dev.sluice.rules.SharedRulesContract;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The module keeps every rule, and the classes below {@code broken} break each. */
final class ArchitectureTest extends SharedRulesContract {
  private static final String BROKEN = ArchitectureTest.class.getPackageName() + ".broken";

  private static final Rules RULES = new Rules(LocalProvider.class.getPackageName());
  private static final Rules BROKEN_RULES = new Rules(BROKEN);

  ArchitectureTest() {
    super(LocalProvider.class, 60);
  }

  @Test
  void theBindingSeesNothingOfOurs() {
    check(
        RULES.theBindingSeesNothingOfOurs(),
        BROKEN_RULES.theBindingSeesNothingOfOurs(),
        "binding.SeesEngine",
        "binding.SeesProvider");
  }

  @Test
  void theEngineSeesTheBindingAlone() {
    ArchRule broken = BROKEN_RULES.theEngineSeesTheBindingAlone();
    check(RULES.theEngineSeesTheBindingAlone(), broken, "engine.SeesStore", "engine.SeesStream");
    assertThat(breaches(broken)).doesNotContain("engine.SeesOnlyTheBinding");
  }

  @Test
  void theStoreSeesOnlyWhatTellsProgress() {
    ArchRule broken = BROKEN_RULES.theStoreSeesOnlyWhatTellsProgress();
    check(
        RULES.theStoreSeesOnlyWhatTellsProgress(), broken, "store.SeesBinding", "store.SeesStream");
    assertThat(breaches(broken)).doesNotContain("store.TellsProgress");
  }

  @Test
  void whatIsDoneWithFilesSeesNothingOfOurs() {
    check(
        RULES.whatIsDoneWithFilesSeesNothingOfOurs(),
        BROKEN_RULES.whatIsDoneWithFilesSeesNothingOfOurs(),
        "files.SeesStore");
  }

  @Test
  void everyRoomHasItsPlace() {
    check(RULES.everyRoomHasItsPlace(), BROKEN_RULES.everyRoomHasItsPlace(), "bare.Unmarked");
  }

  @Test
  void onlyTheBindingUsesForeignMemory() {
    check(
        RULES.onlyTheBindingUsesForeignMemory(),
        BROKEN_RULES.onlyTheBindingUsesForeignMemory(),
        "engine.UsesWhatOthersOwn");
  }

  @Test
  void onlyTheStoreUsesTheNetwork() {
    check(
        RULES.onlyTheStoreUsesTheNetwork(),
        BROKEN_RULES.onlyTheStoreUsesTheNetwork(),
        "engine.UsesWhatOthersOwn");
  }

  @Test
  void usersSeeTheProviderAndNothingThatItIsMadeOf() throws Exception {
    URI place = LocalProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    assertThat(ModuleFinder.of(Path.of(place)).findAll())
        .flatExtracting(found -> found.descriptor().exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactly(LocalProvider.class.getPackageName());
    assertThat(module())
        .filteredOn(type -> type.getPackageName().equals(LocalProvider.class.getPackageName()))
        .filteredOn(JavaClass::isTopLevelClass)
        .filteredOn(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
        .extracting(JavaClass::getName)
        .containsExactly(LocalProvider.class.getName());
  }

  @Test
  void theModulePrintsNothing() {
    SharedRules.nobodyPrints().check(module());
  }
}
