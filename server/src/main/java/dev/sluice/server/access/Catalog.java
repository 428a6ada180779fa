package dev.sluice.server.access;

import dev.sluice.chat.ModelName;
import dev.sluice.models.Models;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.Takes;
import dev.sluice.stream.ChatModel;
import dev.sluice.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which models clients may ask, and what each of their names stands for: an alias of the
 * operator's, a model of a provider that is set up here, or the embedded one. A client's name never
 * says where something is: no file, no address. Thread-safe.
 */
public final class Catalog {
  /** What answers where a request names no model and nothing else is set. */
  public static final String EMBEDDED = "local/smollm2-135m";

  /** Whose other models are files of this machine. */
  private static final String LOCAL = "local";

  /** What models are called, paths and addresses left out. */
  private static final Pattern MODEL =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+ ~,=-]*(/[A-Za-z0-9][A-Za-z0-9._:@+ ~,=-]*)*");

  /** What Ollama's clients leave out, and lists for them put there. */
  private static final String LATEST = ":latest";

  private static final int MAX_NAME = 256;
  private static final int SHOWN_CHARACTERS = 60;
  private static final int SHOWN_NAMES = 12;
  private static final int SHOWN_NEAR = 3;

  /** So many models that nobody has named in the settings are kept ready. */
  private static final int MAX_READY = 256;

  /** So many are listed of what providers offer. */
  private static final int MAX_OFFERED = 10_000;

  private final Models models;
  private final CatalogSettings settings;
  private final Clock clock;
  private final Instant created;
  private final Names allowed;
  private final Set<String> providers;
  private final Set<String> embedded;

  /** Those that the operator has named, in the order in which they are listed. */
  private final Set<String> named;

  /** The operator's names that stand for many, in their order. */
  private final Map<String, Pattern> patterns = new LinkedHashMap<>();

  private final Ready pinned = new Ready(Integer.MAX_VALUE);
  private final Ready others = new Ready(MAX_READY);
  private volatile List<String> offered = List.of();

  private Catalog(Models models, CatalogSettings settings, Clock clock) {
    this.models = models;
    this.settings = settings;
    this.clock = clock;
    this.created = clock.now();
    this.allowed = Names.of(settings.models());
    this.providers = new LinkedHashSet<>(models.configured());
    this.embedded = new LinkedHashSet<>(embedded(models));
    this.named = new LinkedHashSet<>();
    settings
        .aliases()
        .keySet()
        .forEach(
            name -> {
              if (name.contains("*")) {
                patterns.put(name, Names.glob(name));
              } else {
                named.add(name);
              }
            });
    settings.models().stream().filter(name -> !Names.isPattern(name)).forEach(named::add);
    settings.defaultModel().ifPresent(named::add);
    named.addAll(embedded);
    // Made now, so that what cannot be used is told before anybody asks.
    settings.aliases().keySet().forEach(name -> made(name, name, name, Client.ANY));
  }

  /** As {@link #of(Models, CatalogSettings, Clock)}, by the system's clock. */
  public static Catalog of(Models models, CatalogSettings settings) {
    return of(models, settings, Clock.system());
  }

  /**
   * A catalogue of these models.
   *
   * @throws ModelUnavailableException if what an alias stands for cannot be used
   */
  public static Catalog of(Models models, CatalogSettings settings, Clock clock) {
    return new Catalog(models, settings, clock);
  }

  private static List<String> embedded(Models models) {
    return models.list().stream()
        .filter(ModelListing::usable)
        .map(ModelListing::name)
        .filter(name -> name.startsWith(LOCAL + "/") && !name.endsWith(".gguf"))
        .toList();
  }

  /** The providers whose models can be named. */
  public List<String> providers() {
    return List.copyOf(providers);
  }

  /**
   * The model that a client names.
   *
   * @param name as the client says it; empty if it says none
   * @throws RefusedException if it may not be asked or is not there
   */
  public Route route(String name, Client client, Keys.Who who) {
    String wanted = name.isEmpty() ? usual().orElseThrow(Catalog::nameless) : name;
    String meant = meant(wanted, who);
    return used(wanted, () -> route(wanted, meant, client));
  }

  /** Whether there are models of the providers here that this client may not ask. */
  public boolean restricts(Keys.Who who) {
    return !settings.models().isEmpty() || !who.models().isEmpty();
  }

  /**
   * What passes on a request for embeddings of the model that a client names, see {@link
   * Models#embeddings}; without a fallback, whose embeddings would be like nobody's else.
   *
   * @throws RefusedException as {@link #route}; 501 if the model's provider has none
   */
  public Route embeddings(String name, Keys.Who who) {
    String meant = meant(name, who);
    return used(
        name,
        () -> {
          CatalogSettings.Alias alias = standing(meant);
          ChatModel model =
              models
                  .embeddings(alias.model())
                  .orElseThrow(() -> new RefusedException(noEmbeddings(name, alias.model(), who)));
          RoutePolicies policies = alias.policies().or(settings.policies());
          return new Route(
              policies.aroundOne(model, clock), name, label(meant), Map.of(), Map.of(), false);
        });
  }

  private Problem noEmbeddings(String name, String model, Keys.Who who) {
    Names own = Names.of(who.models());
    List<String> having =
        providers.stream()
            .filter(one -> allowed.allowsAllOf(one) && own.allowsAllOf(one))
            .filter(this::hasEmbeddings)
            .toList();
    return Problem.of(
        501,
        "invalid_request_error",
        "embeddings_unsupported",
        "the provider of "
            + quoted(name)
            + ", "
            + ModelName.of(model).speaks()
            + ", has no embeddings in OpenAI's form; "
            + (having.isEmpty()
                ? "no other one that can be used here has them either"
                : "name a model of " + String.join(" or ", having)));
  }

  private boolean hasEmbeddings(String provider) {
    try {
      return models.embeddings(ModelName.of(provider, "MODEL")).isPresent();
    } catch (ModelUnavailableException unusable) {
      return false;
    }
  }

  /**
   * The alias that a name is meant by, or itself.
   *
   * @throws RefusedException 404 if there is none of this name, or not for whoever asks
   */
  private String meant(String wanted, Keys.Who who) {
    Optional<String> alias = alias(wanted);
    Names own = Names.of(who.models());
    String meant = alias.orElse(wanted);
    boolean isKnown = alias.isPresent() || mayBeNamed(wanted);
    if (!isKnown
        || !(allowed.allows(wanted) || allowed.allows(meant))
        || !(own.allows(wanted) || own.allows(meant))) {
      throw new RefusedException(notFound(wanted, who));
    }
    return meant;
  }

  private static Route used(String wanted, Supplier<Route> make) {
    try {
      return make.get();
    } catch (ModelUnavailableException unusable) {
      // What it says is for the operator, and may name what clients have no business with.
      throw new RefusedException(
          Problem.of(
              503,
              "server_error",
              "model_unavailable",
              "the model "
                  + quoted(wanted)
                  + " cannot be used now: whoever runs this gateway finds the reason by sluice"
                  + " serve --check"));
    }
  }

  /** The alias that a name is, or is meant by; empty if it is a model's own, or nothing. */
  private Optional<String> alias(String name) {
    if (settings.aliases().containsKey(name)) {
      return Optional.of(name);
    }
    boolean isLine = name.chars().noneMatch(Character::isISOControl);
    if (name.length() > MAX_NAME || !isLine || mayBeNamed(name)) {
      return Optional.empty();
    }
    if (settings.aliases().containsKey(name + LATEST)) {
      return Optional.of(name + LATEST);
    }
    return patterns.entrySet().stream()
        .filter(pattern -> pattern.getValue().matcher(name).matches())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** What is asked where a request names no model; empty if it has to. */
  public Optional<String> usual() {
    return settings
        .defaultModel()
        .or(() -> Optional.of(EMBEDDED).filter(embedded::contains).filter(allowed::allows));
  }

  private static RefusedException nameless() {
    return new RefusedException(
        Problem.invalid(
            "model_required",
            "model: the request names none, and there is no default one; GET /v1/models lists those"
                + " that can be asked",
            "model"));
  }

  /** Whether a client may call it so, and somebody here has it. */
  private boolean mayBeNamed(String name) {
    if (embedded.contains(name)) {
      return true;
    }
    if (name.length() > MAX_NAME) {
      return false;
    }
    ModelName asked = ModelName.of(name);
    return asked.address().isEmpty()
        && !asked.speaks().equals(LOCAL)
        && providers.contains(asked.speaks())
        && MODEL.matcher(asked.model()).matches();
  }

  /**
   * @param alias what the name is meant by, or itself
   */
  private Route route(String name, String alias, Client client) {
    boolean isNamed = named.contains(name);
    return (isNamed ? pinned : others)
        .get(new Ready.Key(name, client), () -> made(name, alias, label(alias), client));
  }

  private String label(String alias) {
    return named.contains(alias) || patterns.containsKey(alias) ? alias : Route.OTHER;
  }

  private CatalogSettings.Alias standing(String known) {
    return settings
        .aliases()
        .getOrDefault(known, new CatalogSettings.Alias(known, RoutePolicies.USUAL));
  }

  private Route made(String name, String known, String label, Client client) {
    CatalogSettings.Alias alias = standing(known);
    RoutePolicies policies = alias.policies().or(settings.policies());
    Function<String, ChatModel> asked = one -> models.model(one, client.format());
    ChatModel model = policies.around(asked.apply(alias.model()), asked, client.takesBack(), clock);
    Map<String, String> speaks = new LinkedHashMap<>();
    Map<String, Set<Takes>> takes = new HashMap<>();
    Stream.concat(Stream.of(alias.model()), policies.fallback().stream())
        .forEach(
            one -> {
              String provider = ModelName.of(one).provider();
              speaks.merge(
                  provider,
                  models.wireFormat(one, client.format()),
                  (before, other) -> before.equals(other) ? before : "");
              Set<Takes> its = takes(one.equals(alias.model()) ? alias : standing(one));
              takes.merge(provider, its, Catalog::both);
            });
    return new Route(model, name, label, speaks, takes, policies.strict().orElse(false));
  }

  private Set<Takes> takes(CatalogSettings.Alias alias) {
    return alias.takes().or(() -> standing(alias.model()).takes()).orElse(Set.of());
  }

  private static Set<Takes> both(Set<Takes> some, Set<Takes> others) {
    return some.stream().filter(others::contains).collect(Collectors.toSet());
  }

  /**
   * What can be asked: what the operator has named, and what providers {@linkplain #offer offer}.
   */
  public List<Listed> list(Keys.Who who) {
    Names own = Names.of(who.models());
    return Stream.concat(named.stream(), offered.stream())
        .filter(name -> !patterns.containsKey(name))
        .filter(name -> allowed.allows(name) && own.allows(name))
        .distinct()
        .map(name -> new Listed(name, owner(name), created, standing(name).context()))
        .toList();
  }

  /**
   * One of them, or another one of its provider's, which may have more than it lists.
   *
   * @throws RefusedException as {@link #route}
   */
  public Listed listed(String name, Keys.Who who) {
    return list(who).stream()
        .filter(one -> one.id().equals(name))
        .findFirst()
        .orElseGet(
            () -> {
              Route route = route(name, Client.ANY, who);
              String provider = ModelName.of(route.model().name()).provider();
              OptionalLong context = standing(meant(name, who)).context();
              return new Listed(route.shown(), provider, created, context);
            });
  }

  private String owner(String name) {
    return settings.aliases().containsKey(name) ? "sluice" : ModelName.of(name).speaks();
  }

  /** Tells what the providers offer by now, by whole names, to be listed. */
  public void offer(Collection<String> names) {
    offered = names.stream().filter(this::mayBeNamed).limit(MAX_OFFERED).toList();
  }

  private Problem notFound(String name, Keys.Who who) {
    List<String> usable = new ArrayList<>();
    Names own = Names.of(who.models());
    named.stream().filter(one -> allowed.allows(one) && own.allows(one)).forEach(usable::add);
    providers.stream()
        .filter(provider -> !provider.equals(LOCAL))
        .filter(provider -> allowed.allowsAllOf(provider) && own.allowsAllOf(provider))
        .forEach(provider -> usable.add(provider + "/…"));
    String which =
        usable.isEmpty()
            ? "none can be used"
            : "those that can be used: "
                + String.join(", ", usable.subList(0, Math.min(SHOWN_NAMES, usable.size())))
                + (usable.size() > SHOWN_NAMES ? " and more, see GET /v1/models" : "");
    return new Problem(
        404,
        "invalid_request_error",
        "model_not_found",
        "there is no model " + quoted(name) + "; " + nearly(name, who) + which,
        "model",
        Optional.empty(),
        false);
  }

  /**
   * What was probably meant: most leave a provider's name out, or write it as another list does.
   */
  private String nearly(String name, Keys.Who who) {
    String bare = name.strip().replaceFirst("^models/", "").replaceFirst(":latest$", "");
    String behind = ("/" + bare).toLowerCase(Locale.ROOT);
    List<String> near =
        list(who).stream()
            .map(Listed::id)
            .filter(id -> ("/" + id).toLowerCase(Locale.ROOT).endsWith(behind))
            .limit(SHOWN_NEAR)
            .map(Catalog::quoted)
            .toList();
    return bare.isEmpty() || near.isEmpty()
        ? ""
        : "did you mean " + String.join(" or ", near) + "? ";
  }

  private static String quoted(String name) {
    String line = name.replaceAll("\\p{Cntrl}", "?");
    return line.codePointCount(0, line.length()) <= SHOWN_CHARACTERS
        ? "'" + line + "'"
        : "'" + line.substring(0, line.offsetByCodePoints(0, SHOWN_CHARACTERS)) + "…'";
  }

  /** Routes that were made before; of too many, those that were asked last. Thread-safe. */
  private static final class Ready {
    private final Map<Key, Route> routes;

    record Key(String name, Client client) {}

    Ready(int max) {
      routes =
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Route> eldest) {
              return size() > max;
            }
          };
    }

    synchronized Route get(Key key, Supplier<Route> make) {
      Route there = routes.get(key);
      if (there == null) {
        there = make.get();
        routes.put(key, there);
      }
      return there;
    }
  }
}
