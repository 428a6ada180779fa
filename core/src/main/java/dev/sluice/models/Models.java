package dev.sluice.models;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.ModelName;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.Progress;
import dev.sluice.spi.provider.KeptFrames;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.transport.Timer;
import dev.sluice.spi.transport.Transport;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.StreamListener;
import dev.sluice.time.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds models by their names, {@code provider/model}. Thread-safe; keep one and close it at the
 * end, which ends what its models still stream.
 *
 * <pre>{@code
 * try (var models = Models.builder().proxy("http://proxy:3128", ".corp.example").build()) {
 *   System.out.println(models.model("openai/gpt-4o-mini").ask("Hello").text());
 * }
 * }</pre>
 */
public final class Models implements AutoCloseable {
  /**
   * How often a request to a model behind a network is tried again, unless it is told otherwise.
   */
  public static final int DEFAULT_RETRIES = 2;

  private static final String LOCAL = "local";
  private static final String EMBEDDED_MODEL_IS_ELSEWHERE =
      "; the embedded model comes with the library dev.sluice:sluice-llamacpp, which needs Java 25";

  private final Providers providers;
  private final Map<String, Retry> retries = new ConcurrentHashMap<>();
  private final ProviderContext context;
  private final Function<Timer, Transport> maker;
  private final Optional<Executor> callbacks;
  private final List<StreamListener> listeners;
  private @Nullable Transport transport;
  private boolean closed;

  private Models(Builder from) {
    Map<String, String> environment = from.environment == null ? System.getenv() : from.environment;
    this.maker = from.network.maker(environment);
    this.callbacks = from.callbacks;
    this.listeners = List.copyOf(from.listeners);
    this.context = new ProviderContext(environment, this::transport, from.clock, from.progress);
    this.providers = Providers.of(from.providers, from.loader);
    this.transport = from.network.own.orElse(null);
  }

  /** Models as this process's environment variables configure them, until something is set. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Models as these settings configure them: short for a {@link #builder} with these two.
   *
   * @param environment names and values as of environment variables
   * @param progress told of downloads and the like; called from any thread
   * @throws ModelUnavailableException if {@code SLUICE_TRANSPORT} names no transport
   */
  public static Models of(Map<String, String> environment, Consumer<Progress> progress) {
    return builder().environment(environment).progress(progress).build();
  }

  /**
   * A model by its name. Costs little and touches no network.
   *
   * <p>A model behind a network has {@link Timeouts#defaults} and {@value #DEFAULT_RETRIES} retries
   * before the first token; {@link ChatModel#with} changes that. A model of a provider that is
   * {@linkplain ModelProvider#isRemote on this machine} has neither: it loads, and may have to be
   * fetched first, and that is no stall.
   *
   * @throws ModelUnavailableException if nothing has that name, or something it needs (a key) is
   *     missing
   */
  public ChatModel model(String name) {
    return model(name, "");
  }

  /**
   * The same, asked in this wire format if its provider offers a choice: for whoever passes on what
   * is said in one. OpenAI's own models are asked by its responses API unless this is {@code
   * openai.chat}.
   *
   * @param preferred see {@link #wireFormat}; where it is empty, or there is no choice, it is asked
   *     as {@link #model(String)} is
   * @throws ModelUnavailableException as {@link #model(String)} does
   */
  public ChatModel model(String name, String preferred) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(preferred, "preferred");
    ModelName asked = ModelName.of(name);
    Optional<ModelProvider> provider = providers.named(asked);
    boolean isAddressed = asked.address().isPresent();
    // An address may hold a password.
    String shown = isAddressed ? asked.speaks() + "+http…" : name;
    boolean namesNone =
        asked.model().isEmpty()
            || (isAddressed
                && name.indexOf('#') < 0
                && (Meant.isOfAddress(asked.model()) || asked.model().indexOf('?') >= 0));
    if (provider.isPresent() && namesNone) {
      throw new ModelUnavailableException(
          "'"
              + shown
              + "' names no model: a name is "
              + (isAddressed
                  ? "provider+address/model, and the address ends with its version, as in "
                      + asked.speaks()
                      + "+http://localhost:8080/v1/MODEL"
                  : "provider/model, as in " + asked.speaks() + "/MODEL"));
    }
    if (provider.isEmpty() || asked.speaks().isEmpty()) {
      throw new ModelUnavailableException(
          "no model is called '"
              + shown
              + "': "
              + Meant.by(name, providers.known())
                  .map(meant -> "did you mean " + meant + "? A")
                  .orElse("a")
              + " name is provider/model, and the providers here are "
              + providers.names()
              + (lacksEmbedded(asked.speaks()) ? EMBEDDED_MODEL_IS_ELSEWHERE : "")
              + providers.complaints());
    }
    return model(asked, provider.get(), provider.get().source(asked.model(), preferred, context));
  }

  private ChatModel model(ModelName asked, ModelProvider provider, StreamSource source) {
    ChatModel model =
        new ChatModel(asked.toString(), source, new ClockStreamTimer(context.clock()));
    ChatModel called = callbacks.map(model::callbacksOn).orElse(model);
    for (StreamListener listener : listeners) {
      called = called.observedBy(listener);
    }
    return provider.isRemote() ? careful(asked.provider(), called) : called;
  }

  /**
   * What passes on requests for a model's embeddings, in OpenAI's form, with the same timeouts and
   * retries as a {@link #model(String)} has. Its prompt is the request's document, its answer's
   * text the provider's document: all members of the one go as they came but for {@code model}, and
   * all of the other come so. Costs little and touches no network.
   *
   * <pre>{@code
   * String vectors = models.embeddings("openai/text-embedding-3-small").orElseThrow()
   *     .ask("{\"input\": \"Hello\"}").text();
   * }</pre>
   *
   * @return empty if the model's provider has no embeddings in this form
   * @throws ModelUnavailableException as {@link #model(String)} does
   */
  public Optional<ChatModel> embeddings(String name) {
    ModelName asked = ModelName.of(Objects.requireNonNull(name, "name"));
    ChatModel named = model(name); // Says what is wrong with the name, if something is.
    return providers
        .named(asked)
        .flatMap(
            provider ->
                provider
                    .embeddings(asked.model(), context)
                    .map(source -> model(ModelName.of(named.name()), provider, source)));
  }

  /**
   * The name of the wire format in which this model is asked and answers, as {@link #frames} has
   * it; empty if it has none.
   *
   * @throws ModelUnavailableException as {@link #model(String)} does
   */
  public String wireFormat(String name) {
    return wireFormat(name, "");
  }

  /**
   * The same where it is {@linkplain #model(String, String) asked in a format that is preferred}.
   *
   * @throws ModelUnavailableException as {@link #model(String)} does
   */
  public String wireFormat(String name, String preferred) {
    ModelName asked = ModelName.of(Objects.requireNonNull(name, "name"));
    // Says what is wrong with the name, if something is.
    ChatModel model = model(name);
    return providers
        .named(asked)
        .map(provider -> provider.source(asked.model(), preferred, context).wireFormat())
        .orElseThrow(() -> new ModelUnavailableException("no model is called " + model.name()));
  }

  /**
   * What reads the frames that were kept of an answer, such as those in a log, as the events that
   * they were; empty if no provider here has a format of this name. Asks nobody, and needs no key.
   *
   * @param format see {@link dev.sluice.spi.provider.WireFormat#name}
   * @param model who was asked, {@code provider/model}; a provider that is not here any more is no
   *     obstacle
   * @param request what was asked
   */
  public Optional<KeptFrames> frames(String format, String model, ChatRequest request) {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(request, "request");
    return providers
        .format(format, ModelName.of(Objects.requireNonNull(model, "model")))
        .map(of -> new KeptFrames(of, request));
  }

  private boolean lacksEmbedded(String prefix) {
    return prefix.equals(LOCAL) && providers.named(LOCAL).isEmpty();
  }

  /** With what every model behind a network gets; a policy of the same layer takes its place. */
  private ChatModel careful(String provider, ChatModel model) {
    // One for each provider, so that streams refused together do not come back together.
    Retry retry =
        retries.computeIfAbsent(provider, name -> Retry.upTo(DEFAULT_RETRIES).by(context.clock()));
    return model.with(Timeouts.defaults().by(context.clock())).with(retry);
  }

  /**
   * Everything that can be named, and what it needs; also what cannot be loaded, and why. Touches
   * no network.
   */
  public List<ModelListing> list() {
    return providers.list(context);
  }

  /** The providers that can be named, in the order in which {@link #list} has their models. */
  public List<String> providers() {
    return providers.all();
  }

  /**
   * Those of the {@link #providers} that somebody has set up, in code or by the environment; and
   * not those that could be used only if a server happens to run at its usual place. For whoever
   * lets others name models. Touches no network.
   */
  public List<String> configured() {
    return providers.configured(context);
  }

  /**
   * What these providers offer now: each that could be used is asked, all at once, and one that
   * does not answer is listed as unusable with the reason. One that answers without a list may be
   * usable all the same: its line is that of {@link #list}, and says why there is no list. Blocks
   * for about ten seconds at most.
   *
   * @throws ModelUnavailableException if there is no provider of such a name
   */
  public List<ModelListing> offered(Collection<String> of) {
    return new Offers(providers, context).list(of);
  }

  /** Ends what is still streaming over the network. */
  @Override
  public void close() {
    Transport made;
    synchronized (this) {
      closed = true;
      made = transport;
    }
    if (made != null) {
      made.close();
    }
    providers.close();
  }

  private synchronized Transport transport() {
    if (closed) {
      throw new IllegalStateException("these models are closed");
    }
    if (transport == null) {
      transport = maker.apply(new ClockTimer(context.clock()));
    }
    return transport;
  }

  /**
   * Gathers settings. What is set here goes before what the environment says, and what is not set
   * is as the environment says. Whatever cannot be used is told by {@link #build}. Not thread-safe.
   */
  public static final class Builder {
    private final Network network = new Network();
    private final List<ModelProvider> providers = new ArrayList<>();
    private final List<StreamListener> listeners = new ArrayList<>();
    private @Nullable Map<String, String> environment;
    private Clock clock = Clock.system();
    private Consumer<Progress> progress = what -> {};
    private Optional<Executor> callbacks = Optional.empty();
    private @Nullable ClassLoader loader = Models.class.getClassLoader();

    private Builder() {}

    /**
     * Adds a provider, such as one made by {@link
     * dev.sluice.provider.openai.OpenAiProvider#builder}. It takes the place of one of the same
     * name that is built in or found. It is closed with these models.
     */
    public Builder provider(ModelProvider provider) {
      providers.add(Objects.requireNonNull(provider, "provider"));
      return this;
    }

    /** What requests travel by, whatever {@code SLUICE_TRANSPORT} says. */
    public Builder transport(TransportChoice choice) {
      network.choice = Optional.of(Objects.requireNonNull(choice, "transport"));
      return this;
    }

    /**
     * A transport of one's own. It has its own certificates, proxies and time, and is closed with
     * these models, used or not.
     */
    public Builder transport(Transport own) {
      network.own = Optional.of(Objects.requireNonNull(own, "transport"));
      return this;
    }

    /**
     * Trusts the certificates of these files in PEM and no others, in place of {@code
     * SSL_CERT_FILE}'s and of Java's own. They are read once, by {@link #build}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Builder trust(Path... files) {
      network.trusted = List.of(Objects.requireNonNull(files, "files"));
      if (network.trusted.isEmpty()) {
        throw new IllegalArgumentException("trust() names no file of certificates");
      }
      return this;
    }

    /**
     * Shows servers that want one the certificate of a PKCS#12 file, whose key has the same
     * password as the file. It is read once, by {@link #build}, which asks for the password, and
     * overwrites its copy after use.
     */
    public Builder clientCertificate(Path pkcs12, Supplier<char[]> password) {
      network.showing(
          Objects.requireNonNull(pkcs12, "pkcs12"), Objects.requireNonNull(password, "password"));
      return this;
    }

    /**
     * Shows servers that want one the certificate of a file in PEM, with those that vouch for it
     * after it, and its key from another file or the same, in PKCS#8.
     */
    public Builder clientCertificate(Path certificates, Path key) {
      return clientCertificate(certificates, key, () -> new char[0]);
    }

    /** The same with a key that is encrypted; {@link #build} asks for its password. */
    public Builder clientCertificate(Path certificates, Path key, Supplier<char[]> password) {
      network.showing(
          Objects.requireNonNull(certificates, "certificates"),
          Objects.requireNonNull(key, "key"),
          Objects.requireNonNull(password, "password"));
      return this;
    }

    /**
     * Goes through this proxy, in place of the one of the environment or the system; this machine
     * is reached without one.
     *
     * @param url {@code http://}, {@code https://}, {@code socks5://} or {@code socks5h://}, with
     *     {@code name:password@} before the host if it wants a login
     * @param except what is reached without it, each as in {@code NO_PROXY}: a name with all that
     *     is below it, an address, a network
     */
    public Builder proxy(String url, String... except) {
      network.proxy(Objects.requireNonNull(url, "url"), List.of(except));
      return this;
    }

    /** Goes through no proxy, whatever the environment and the system say. */
    public Builder withoutProxy() {
      network.withoutProxy();
      return this;
    }

    /** How many threads read sockets; by default one for each four processors, four at most. */
    public Builder eventLoops(int count) {
      network.loops = OptionalInt.of(count);
      return this;
    }

    /**
     * What tells the time to these models, their transport and their default timeouts and retries;
     * for tests.
     */
    public Builder clock(Clock other) {
      clock = Objects.requireNonNull(other, "clock");
      return this;
    }

    /**
     * Runs callbacks and subscribers that name no executor, in place of virtual threads. Nothing
     * else runs there: what the library itself does has its own threads.
     */
    public Builder callbacksOn(Executor executor) {
      callbacks = Optional.of(Objects.requireNonNull(executor, "executor"));
      return this;
    }

    /**
     * Adds a listener, which hears of every stream of these models, as if each were {@linkplain
     * ChatModel#observedBy observed by} it. There may be several; none takes another one's place.
     */
    public Builder listener(StreamListener listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /** Where providers are looked for; by default what loaded this library. */
    public Builder classLoader(ClassLoader other) {
      loader = Objects.requireNonNull(other, "classLoader");
      return this;
    }

    /** Reads settings here instead of from the process's environment variables. */
    public Builder environment(Map<String, String> settings) {
      environment = Map.copyOf(Objects.requireNonNull(settings, "environment"));
      return this;
    }

    /** Reads no environment variable. */
    public Builder withoutEnvironment() {
      return environment(Map.of());
    }

    /** Told of downloads and the like; called from any thread. By default they go unheard. */
    public Builder progress(Consumer<Progress> listener) {
      progress = Objects.requireNonNull(listener, "progress");
      return this;
    }

    /**
     * The models. Touches no network; certificates that are set here are read now.
     *
     * @throws IllegalArgumentException if something that is set here cannot be used; the message
     *     says what, and what to do
     * @throws ModelUnavailableException if {@code SLUICE_TRANSPORT} names no transport
     */
    public Models build() {
      return new Models(this);
    }
  }
}
