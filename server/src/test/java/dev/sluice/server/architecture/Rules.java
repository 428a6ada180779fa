package dev.sluice.server.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.rules.SharedRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of the gateway may see what, and who owns what.
 *
 * @param root the package below which these rules hold
 */
record Rules(String root) {

  /**
   * The rooms and what each may see of the gateway, from the ground up: a room that is missing here
   * may see nothing, and is seen by nobody. All dialects see the same, see {@link
   * #dialectsDoNotSeeEachOther}.
   */
  private static final Map<String, Set<String>> SEES =
      new TreeMap<>(
          Map.of(
              "dialect", Set.of(),
              "dialect.*", Set.of("dialect", "dialect.openai"),
              "access", Set.of("dialect"),
              "run", Set.of("dialect"),
              "transport", Set.of("run"),
              "http", Set.of("dialect", "dialect.*", "access", "run", "transport")));

  private static final String[] NETWORKS = {"io.vertx..", "io.netty.."};

  /** A client's address is taken apart, and passed on; nobody goes there. */
  private static final Set<String> ADDRESSES =
      Set.of("java.net.URI", "java.net.URISyntaxException");

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
                  .dependOnClassesThat(ours().and(areOutside(allowed)))
                  .because(room + " may see " + (below.isEmpty() ? "no other room" : below)));
        });
    return rules;
  }

  /** The front door stands in the root itself, and it alone puts the rooms together. */
  ArchRule everyRoomHasItsPlace() {
    List<String> known = new ArrayList<>(SEES.keySet().stream().map(this::room).toList());
    known.add(root);
    return classes()
        .should()
        .resideInAnyPackage(known.toArray(String[]::new))
        .because("a new room needs a line in Rules.SEES that says what it may see");
  }

  ArchRule packagesAreFreeOfCycles() {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  /** What several of them share stands in {@code dialect.openai}, which is none. */
  ArchRule dialectsDoNotSeeEachOther() {
    return slices()
        .matching(root + ".dialect.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            DescribedPredicate.alwaysTrue(), resideInAPackage(room("dialect.openai")));
  }

  /** Bytes in, a request out; events in, bytes out: nothing waits, and nothing is asked. */
  ArchRule dialectsArePure() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".dialect..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.nio.channels..", "java.nio.file..", "io.micrometer..")
                .or(resideInAPackage("java.net..").and(DescribedPredicate.not(areAddresses())))
                .or(resideInAPackage("dev.sluice.time.."))
                .or(
                    resideInAPackage("java.util.concurrent..")
                        .and(DescribedPredicate.not(resideInAPackage("..atomic..")))));
  }

  /** Whom a request goes to, and by which policies, is decided when it has been read. */
  ArchRule whatDialectsSeeOfTheLibraryIsData() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".dialect..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sluice..")
                .and(DescribedPredicate.not(ours()))
                .and(
                    DescribedPredicate.not(
                        resideInAnyPackage(
                            "dev.sluice.chat",
                            "dev.sluice.codec",
                            "dev.sluice.json",
                            "dev.sluice.log"))));
  }

  /** Whoever follows a run or reads a request can be tried without a network. */
  ArchRule whoSpeaksToTheNetwork() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(root, room("http"), room("transport"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(NETWORKS);
  }

  /** The two sides share event loops, and know each other by that alone. */
  ArchRule aTransportKnowsOfRunsWhereTheyAreRead() {
    return noClasses()
        .that()
        .resideInAPackage(room("transport"))
        .should()
        .dependOnClassesThat(
            resideInAPackage(room("run")).and(DescribedPredicate.not(simpleName("Home"))));
  }

  /** The front sends and takes requests; how providers are reached is none of its business. */
  ArchRule theFrontKnowsOfTransportsItsLoops() {
    return noClasses()
        .that()
        .resideInAPackage(room("http"))
        .should()
        .dependOnClassesThat(
            resideInAPackage(room("transport"))
                .and(DescribedPredicate.not(simpleName("EventLoopHome"))));
  }

  /** Time is handed in; loops have timers of their own. */
  ArchRule nobodyReadsTheClock() {
    return noClasses().should().accessTargetWhere(SharedRules.readsTheClock());
  }

  /** The front door and a catalogue are made with the system's where nobody hands in another. */
  ArchRule nobodyTakesTheSystemsClock() {
    return noClasses()
        .that()
        .haveNameNotMatching(".*\\.(Gateway\\$Builder|Catalog)")
        .should()
        .accessTargetWhere(
            DescribedPredicate.<JavaAccess<?>>describe(
                "it is the system's clock",
                access ->
                    access.getTargetOwner().getName().equals("dev.sluice.time.Clock")
                        && access.getName().equals("system")));
  }

  /** What reads JSON of clients is one place, so that what it refuses is refused everywhere. */
  ArchRule onePlaceReadsJson() {
    return SharedRules.onlyOneRoomUses("tools.jackson..", room("dialect"));
  }

  ArchRule onlyTheFrontMeasures() {
    return SharedRules.onlyOneRoomUses("io.micrometer..", room("http"));
  }

  private DescribedPredicate<JavaClass> ours() {
    return resideInAPackage(root + "..");
  }

  private static DescribedPredicate<JavaClass> areOutside(List<String> rooms) {
    return DescribedPredicate.not(resideInAnyPackage(rooms.toArray(String[]::new)));
  }

  private static DescribedPredicate<JavaClass> areAddresses() {
    return DescribedPredicate.describe("are addresses", type -> ADDRESSES.contains(type.getName()));
  }

  /** A room's pattern: the package alone, since rooms stand in rooms here. */
  private String room(String name) {
    return root + "." + name;
  }
}
