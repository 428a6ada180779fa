package dev.sluice.models;

import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.provider.HttpSource;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelProvider;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.Progress;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.StreamSource;
import dev.sluice.time.Clock;
import dev.sluice.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds models by their names, {@code provider/model}. Thread-safe; keep one and close it at the
 * end, which ends what its models still stream.
 */
public final class Models implements AutoCloseable {
  /**
   * How often a request to a model behind a network is tried again, unless it is told otherwise.
   */
  public static final int DEFAULT_RETRIES = 2;

  private static final String LOCAL = "local";
  private static final String EMBEDDED_MODEL_IS_ELSEWHERE =
      "; the embedded model comes with the library dev.sluice:sluice-llamacpp, which needs Java 25";

  private final List<ModelProvider> providers;
  private final Map<String, Retry> retries = new ConcurrentHashMap<>();
  private final ProviderContext context;
  private final TransportChoice choice;
  private @Nullable Transport transport;
  private boolean closed;

  private Models(
      Map<String, String> environment, Consumer<Progress> progress, TransportChoice choice) {
    this.choice = choice;
    this.context = new ProviderContext(environment, this::transport, Clock.system(), progress);
    List<ModelProvider> found = new ArrayList<>();
    found.add(new OpenAiProvider());
    ServiceLoader.load(ModelProvider.class, Models.class.getClassLoader()).forEach(found::add);
    this.providers = List.copyOf(found);
  }

  /** Models as this process's environment variables configure them; progress goes unheard. */
  public static Models fromEnvironment() {
    return of(System.getenv(), progress -> {});
  }

  /**
   * Models as these settings configure them.
   *
   * @param environment names and values as of environment variables
   * @param progress told of downloads and the like; called from any thread
   * @throws ModelUnavailableException if {@code SLUICE_TRANSPORT} names no transport
   */
  public static Models of(Map<String, String> environment, Consumer<Progress> progress) {
    Objects.requireNonNull(environment, "environment");
    return of(environment, progress, TransportChoice.of(environment));
  }

  /** The same over this transport, whatever {@code SLUICE_TRANSPORT} says. */
  public static Models of(
      Map<String, String> environment, Consumer<Progress> progress, TransportChoice transport) {
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(progress, "progress");
    Objects.requireNonNull(transport, "transport");
    return new Models(environment, progress, transport);
  }

  /**
   * A model by its name. Costs little and touches no network.
   *
   * <p>A model behind a network has {@link Timeouts#defaults} and {@value #DEFAULT_RETRIES} retries
   * before the first token; {@link ChatModel#with} changes that. A local model has neither: it
   * loads, and may have to be fetched first, and that is no stall.
   *
   * @throws ModelUnavailableException if nothing has that name, or something it needs (a key) is
   *     missing
   */
  public ChatModel model(String name) {
    Objects.requireNonNull(name, "name");
    int slash = name.indexOf('/');
    String prefix = slash < 0 ? name : name.substring(0, slash);
    for (ModelProvider provider : providers) {
      if (provider.name().equals(prefix) && slash > 0 && slash + 1 < name.length()) {
        StreamSource source = provider.source(name.substring(slash + 1), context);
        ChatModel model = new ChatModel(name, source, new ClockStreamTimer(context.clock()));
        return source instanceof HttpSource ? careful(prefix, model) : model;
      }
    }
    throw new ModelUnavailableException(
        "no model is called '"
            + name
            + "': a name is provider/model, and the providers here are "
            + providers.stream().map(ModelProvider::name).collect(Collectors.joining(", "))
            + (lacksEmbedded(prefix) && slash > 0 ? EMBEDDED_MODEL_IS_ELSEWHERE : ""));
  }

  private boolean lacksEmbedded(String prefix) {
    return prefix.equals(LOCAL)
        && providers.stream().noneMatch(provider -> provider.name().equals(LOCAL));
  }

  /** With what every model behind a network gets; a policy of the same layer takes its place. */
  private ChatModel careful(String provider, ChatModel model) {
    // One for each provider, so that streams refused together do not come back together.
    Retry retry = retries.computeIfAbsent(provider, name -> Retry.upTo(DEFAULT_RETRIES));
    return model.with(Timeouts.defaults()).with(retry);
  }

  /** Everything that can be named, and what it needs. Touches no network. */
  public List<ModelListing> list() {
    return providers.stream().flatMap(provider -> provider.models(context).stream()).toList();
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
    for (ModelProvider provider : providers) {
      provider.close();
    }
  }

  private synchronized Transport transport() {
    if (closed) {
      throw new IllegalStateException("these models are closed");
    }
    if (transport == null) {
      transport = choice.make(context.environment(), new ClockTimer(context.clock()));
    }
    return transport;
  }
}
