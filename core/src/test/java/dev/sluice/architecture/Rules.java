package dev.sluice.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.rules.SharedRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
              Map.entry("chat", Set.of()),
              Map.entry("sse", Set.of()),
              Map.entry("lines", Set.of()),
              Map.entry("jsonarray", Set.of()),
              Map.entry("json", Set.of()),
              Map.entry("spi.transport", Set.of()),
              Map.entry("time", Set.of()),
              Map.entry("spi.stream", Set.of("chat")),
              Map.entry("stream", Set.of("chat", "spi.stream")),
              Map.entry("transport", Set.of("spi.transport")),
              Map.entry(
                  "spi.provider",
                  Set.of(
                      "chat",
                      "spi.stream",
                      "spi.transport",
                      "sse",
                      "lines",
                      "jsonarray",
                      "json",
                      "time",
                      "provider")),
              Map.entry(
                  "provider",
                  Set.of("chat", "spi.stream", "spi.transport", "spi.provider", "json", "time")),
              Map.entry("policy", Set.of("chat", "spi.stream", "stream", "time")),
              Map.entry("fake", Set.of("chat", "spi.stream", "stream", "time")),
              Map.entry("sink", Set.of("chat", "json")),
              Map.entry("codec", Set.of("chat")),
              Map.entry("log", Set.of("chat", "codec", "spi.stream", "time")),
              Map.entry("observe", Set.of("chat", "spi.stream", "stream")),
              Map.entry(
                  "models",
                  Set.of(
                      "chat",
                      "spi.stream",
                      "spi.transport",
                      "spi.provider",
                      "stream",
                      "time",
                      "transport",
                      "provider",
                      "policy"))));

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
        .resideInAPackage(room("spi.transport"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(room("transport"));
  }

  ArchRule providersDoNotSeeEachOther() {
    return slices().matching(root + ".provider.(*)..").should().notDependOnEachOther();
  }

  /** A provider that speaks several formats has a package for each below its own. */
  ArchRule formatsDoNotSeeEachOther() {
    return slices().matching(root + ".provider.*.(*)..").should().notDependOnEachOther();
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
        .resideOutsideOfPackages(room("transport"), room("models"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(room("transport"));
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
    return SharedRules.onlyOneRoomUses(library, room(room));
  }

  /** What their exceptions mean, others may say. */
  ArchRule onlyOneRoomHasSockets(String room) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(room(room))
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.nio.channels..")
                .and(DescribedPredicate.not(assignableTo(Exception.class))));
  }

  ArchRule onlyTimeReadsTheClock() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(room("time"))
        .should()
        .accessTargetWhere(SharedRules.readsTheClock())
        .orShould()
        .dependOnClassesThat(
            DescribedPredicate.describe("are timers", type -> TIMERS.contains(type.getName())));
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

  private DescribedPredicate<JavaClass> ours() {
    return resideInAPackage(root + "..");
  }

  private String room(String name) {
    return root + "." + name + "..";
  }
}
