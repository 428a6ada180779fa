package dev.sluice.store.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.sluice.log.RunLog;
import dev.sluice.rules.SharedRules;
import dev.sluice.rules.SharedRulesContract;
import dev.sluice.store.Store;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The module keeps every rule, and the classes below {@code broken} break each. */
final class ArchitectureTest extends SharedRulesContract {
  private static final String BROKEN = ArchitectureTest.class.getPackageName() + ".broken";

  private static final Rules RULES = new Rules(Store.class.getPackageName());
  private static final Rules BROKEN_RULES = new Rules(BROKEN);

  ArchitectureTest() {
    super(Store.class, 40);
  }

  @Test
  void theStoreSeesTheLogAndWhatItIsMadeOf() {
    check(
        RULES.theStoreSeesTheLogAndWhatItIsMadeOf(),
        BROKEN_RULES.theStoreSeesTheLogAndWhatItIsMadeOf(),
        "SeesProvider");
  }

  @Test
  void timeIsHandedIn() {
    check(RULES.nobodyReadsTheClock(), BROKEN_RULES.nobodyReadsTheClock(), "ReadsTheClock");
  }

  @Test
  void theStoreAloneSpeaksToDatabases() {
    assertThat(breaches(RULES.nobodyElseUsesJdbc())).contains("UsesJdbc");
    RULES.nobodyElseUsesJdbc().check(classesBeside(Store.class, RunLog.class));
  }

  @Test
  void aPackageThatIsNotMarkedIsFound() {
    assertThat(breaches(SharedRules.everyPackageIsNullMarked())).contains("bare.Unmarked");
  }

  @Test
  void usersSeeOnePackage() throws Exception {
    Path place = Path.of(Store.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(ModuleFinder.of(place).findAll())
        .flatExtracting(found -> found.descriptor().exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactly(Store.class.getPackageName());
    assertThat(module())
        .filteredOn(JavaClass::isTopLevelClass)
        .extracting(JavaClass::getPackageName)
        .containsOnly(Store.class.getPackageName());
  }

  @Test
  void theModulePrintsNothing() {
    SharedRules.nobodyPrints().check(module());
  }
}
