package dev.sluice.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;

/**
 * What may see what, and who owns what.
 *
 * @param root the package below which these rules hold
 */
record Rules(String root) {

  /**
   * The rooms and what each may see, from the ground up: a room that is missing here may see
   * nothing, and is seen by nobody.
   */
  private static final Map<String, Set<String>> SEES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("stream", Set.of()),
              Map.entry("sse", Set.of()),
              Map.entry("lines", Set.of()),
              Map.entry("json", Set.of()),
              Map.entry("transport", Set.of()),
              Map.entry("time", Set.of()),
              Map.entry("provider", Set.of("stream", "sse", "lines", "json", "transport", "time")),
              Map.entry("policy", Set.of("stream", "time")),
              Map.entry("sink", Set.of("stream", "json")),
              Map.entry("observe", Set.of("stream")),
              Map.entry("models", Set.of("stream", "time", "transport", "provider", "policy"))));

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

  private static final Set<String> TIMERS =
      Set.of(
          "java.util.Timer",
          "java.util.concurrent.ScheduledExecutorService",
          "java.util.concurrent.ScheduledThreadPoolExecutor");

  private static final Set<String> INJECTIONS = Set.of("Inject", "Autowired", "Resource", "Value");

  /** One rule for each room: its imports only go down. */
  List<ArchRule> roomsSeeOnlyWhatIsBelow() {
    List<ArchRule> rules = new ArrayList<>();
    SEES.forEach(
        (room, below) -> {
          List<String> allowed = new ArrayList<>(below.stream().map(this::room).toList());
          allowed.add(room(room));
          rules.add(
              noClasses()
                  .that()
                  .resideInAPackage(room(room))
                  .should()
                  .dependOnClassesThat(
                      ours()
                          .and(
                              DescribedPredicate.not(
                                  resideInAnyPackage(allowed.toArray(String[]::new)))))
                  .because(room + " may see " + (below.isEmpty() ? "no other room" : below)));
        });
    return rules;
  }

  /** The front door stands in the root itself; everything else in a room that has a rule. */
  ArchRule everyRoomHasItsPlace() {
    List<String> known = new ArrayList<>(SEES.keySet().stream().map(this::room).toList());
    known.add(root);
    return classes()
        .should()
        .resideInAnyPackage(known.toArray(String[]::new))
        .because("a new room needs a line in Rules.SEES that says what it may see");
  }

  ArchRule noRoomSeesTheFrontDoor() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root);
  }

  ArchRule packagesAreFreeOfCycles() {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  ArchRule theTransportContractKnowsNoClient() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".transport")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root + ".transport.*..");
  }

  ArchRule providersDoNotSeeEachOther() {
    return slices().matching(root + ".provider.(*)..").should().notDependOnEachOther();
  }

  ArchRule onlyModelsNamesAProvider() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(root + ".provider.*..", root + ".models..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root + ".provider.*..");
  }

  ArchRule onlyModelsNamesATransport() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(root + ".transport.*..", root + ".models..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root + ".transport.*..");
  }

  /**
   * One is there to be believed where the other is not. What both must know of a way to a server
   * stands in {@code http}, which knows neither: the cycles' rule sees to that.
   */
  ArchRule transportsDoNotSeeEachOther() {
    return slices()
        .matching(root + ".transport.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            DescribedPredicate.alwaysTrue(), resideInAPackage(root + ".transport.http.."));
  }

  ArchRule onlyOneRoomUses(String library, String room) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(room(room))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  ArchRule nobodyUses(String library) {
    return noClasses().should().dependOnClassesThat().resideInAPackage(library);
  }

  ArchRule onlyTimeReadsTheClock() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(room("time"))
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe("it reads the clock or sleeps", Rules::readsTheClock))
        .orShould()
        .dependOnClassesThat(
            DescribedPredicate.describe("are timers", type -> TIMERS.contains(type.getName())));
  }

  private static boolean readsTheClock(JavaAccess<?> access) {
    return CLOCKS.contains(access.getTargetOwner().getName() + "." + access.getName());
  }

  /** So that every thread inherits nothing, and every task on one is somebody's. */
  ArchRule threadsAreMadeInOnePlaceOfEachRoom() {
    return noClasses()
        .that()
        .doNotHaveSimpleName("Threads")
        .and()
        .doNotHaveSimpleName("Tasks")
        .should()
        .accessTargetWhere(DescribedPredicate.describe("it makes a thread", Rules::makesThreads));
  }

  private static boolean makesThreads(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    return (owner.equals("java.lang.Thread")
            && Set.of("ofVirtual", "ofPlatform", "startVirtualThread", "<init>")
                .contains(access.getName()))
        || owner.equals("java.util.concurrent.Executors");
  }

  ArchRule everyPackageIsNullMarked() {
    return classes()
        .should(
            new ArchCondition<>("be in a package that is @NullMarked") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(
                    new SimpleConditionEvent(
                        type, marked, type.getName() + " is in a package without @NullMarked"));
              }
            });
  }

  ArchRule namesSayWhatDiffers() {
    return noClasses()
        .should()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameStartingWith("Abstract");
  }

  ArchRule staticsAreFinal() {
    return fields().that().areStatic().should().haveModifier(JavaModifier.FINAL);
  }

  ArchRule fieldsAreNotInjected() {
    return noFields()
        .should()
        .beAnnotatedWith(
            DescribedPredicate.describe(
                "injected", annotation -> INJECTIONS.contains(simpleName(annotation))));
  }

  private static String simpleName(JavaAnnotation<?> annotation) {
    return annotation.getRawType().getSimpleName();
  }

  ArchRule theLibraryPrintsNothing() {
    return GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
  }

  private DescribedPredicate<JavaClass> ours() {
    return resideInAPackage(root + "..");
  }

  private String room(String name) {
    return root + "." + name + "..";
  }
}
