package dev.sluice.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** Rules that more than one module keeps. */
public final class SharedRules {
  /** Methods that read the machine's clock or wait for it; {@code Class.method}. */
  private static final Set<String> CLOCKS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.Thread.sleep",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalTime.now",
          "java.time.LocalDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.Clock.system",
          "java.time.InstantSource.system",
          "java.util.concurrent.TimeUnit.sleep",
          "java.util.concurrent.locks.LockSupport.parkNanos",
          "java.util.concurrent.locks.LockSupport.parkUntil",
          "java.util.concurrent.CompletableFuture.delayedExecutor",
          "java.util.concurrent.CompletableFuture.orTimeout",
          "java.util.concurrent.CompletableFuture.completeOnTimeout");

  private SharedRules() {}

  /** Else the compiler's checks for null pass it over. */
  public static ArchRule everyPackageIsNullMarked() {
    return classes()
        .should(
            ArchCondition.from(
                DescribedPredicate.describe(
                    "be in a package that is @NullMarked",
                    type -> type.getPackage().isAnnotatedWith(NullMarked.class))));
  }

  /** That something implements or helps says nothing of what it does. */
  public static ArchRule namesSayWhatDiffers() {
    return noClasses()
        .should()
        .haveNameMatching(".*(Impl|Manager|Utils|Helper)")
        .orShould()
        .haveSimpleNameStartingWith("Abstract");
  }

  /** What changes belongs to an object, which somebody made and can make again. */
  public static ArchRule staticsAreFinal() {
    return fields().that().areStatic().should().haveModifier(JavaModifier.FINAL);
  }

  /** What there is to say is said to whoever calls. */
  public static ArchRule nobodyPrints() {
    return GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
  }

  /**
   * A library that a module keeps out.
   *
   * @param library as a pattern of packages: {@code java.sql..}
   */
  public static ArchRule nobodyUses(String library) {
    return noClasses().should().dependOnClassesThat().resideInAPackage(library);
  }

  /**
   * A library that has one owner in a module.
   *
   * @param library as a pattern of packages
   * @param owner as a pattern of packages
   */
  public static ArchRule onlyOneRoomUses(String library, String owner) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(owner)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  /**
   * So that every thread inherits nothing, and every task on one is somebody's.
   *
   * @param places simple names of the classes that may make threads
   */
  public static ArchRule threadsAreMadeBy(String... places) {
    return noClasses()
        .that(
            DescribedPredicate.describe(
                "are none of " + List.of(places),
                type -> !List.of(places).contains(type.getSimpleName())))
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe("it makes a thread", SharedRules::makesThreads));
  }

  private static boolean makesThreads(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    return (owner.equals("java.lang.Thread")
            && Set.of("ofVirtual", "ofPlatform", "startVirtualThread", "<init>")
                .contains(access.getName()))
        || owner.equals("java.util.concurrent.Executors");
  }

  /** An access to the machine's time, which belongs to one place alone. */
  public static DescribedPredicate<JavaAccess<?>> readsTheClock() {
    return DescribedPredicate.describe(
        "it reads the clock or sleeps",
        access -> CLOCKS.contains(access.getTargetOwner().getName() + "." + access.getName()));
  }
}
