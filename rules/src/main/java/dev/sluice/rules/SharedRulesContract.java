package dev.sluice.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A module keeps every rule that all modules keep. Its test extends this and adds the module's own
 * rules, each of which must find what breaks it in the classes below the test's package {@code
 * broken}: a rule that finds nothing there would find nothing anywhere.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SharedRulesContract {
  private final Class<?> front;
  private final int atLeast;
  private final JavaClasses module;
  private final JavaClasses broken;

  /**
   * The contract for one module.
   *
   * @param front a class of the module, beside which all others are
   * @param atLeast how many classes it has at least: else something is not looked at
   */
  protected SharedRulesContract(Class<?> front, int atLeast) {
    this.front = front;
    this.atLeast = atLeast;
    this.module = classesBeside(front);
    this.broken = new ClassFileImporter().importPackages(getClass().getPackageName() + ".broken");
  }

  /** The classes of the modules of these, and not those of the tests. */
  protected static JavaClasses classesBeside(Class<?>... types) {
    return new ClassFileImporter()
        .importUrls(
            Stream.of(types)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .toList());
  }

  /** The module's classes, and not those of its tests. */
  protected final JavaClasses module() {
    return module;
  }

  /** What breaks the module's own rules. */
  protected final JavaClasses broken() {
    return broken;
  }

  /** The module keeps the rule, and the same rule finds all of these in what is broken. */
  protected final void check(ArchRule rule, ArchRule same, String... breaches) {
    assertThat(breaches(same)).contains(breaches);
    rule.check(module);
  }

  /** What a rule finds in what is broken. */
  protected final String breaches(ArchRule rule) {
    return String.join("\n", rule.evaluate(broken).getFailureReport().getDetails());
  }

  @Test
  void theWholeModuleIsLookedAt() {
    assertThat(module.contain(front)).isTrue();
    assertThat(module).hasSizeGreaterThan(atLeast);
    assertThat(module).noneMatch(type -> type.getName().endsWith("Test"));
  }

  @Test
  void everyPackageIsNullMarked() {
    SharedRules.everyPackageIsNullMarked().check(module);
  }

  @Test
  void namesSayWhatDiffersAndNotThatSomethingIsAnImplementation() {
    SharedRules.namesSayWhatDiffers().check(module);
  }

  @Test
  void nothingStaticChanges() {
    SharedRules.staticsAreFinal().check(module);
  }
}
