package dev.sluice.provider.ollama;

import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.AccountBuilder;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.Embeddings;
import dev.sluice.spi.provider.HttpSource;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.Secret;
import dev.sluice.spi.provider.ServerHints;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.stream.StreamSource;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Ollama, by its own interface. As it is without a builder, its models are {@code ollama/MODEL},
 * and the server is where {@code OLLAMA_HOST} says, as for Ollama's own client; by default on this
 * machine. {@code OLLAMA_API_KEY} is for its cloud, {@code OLLAMA_HOST=https://ollama.com}. What a
 * {@link #builder} makes takes nothing from the environment.
 *
 * <pre>{@code
 * var models = Models.builder()
 *     .provider(OllamaProvider.builder().baseUrl("http://gpu-box:11434").build())
 *     .build();
 * var model = models.model("ollama/qwen3:8b");
 * }</pre>
 */
public final class OllamaProvider implements ModelProvider {
  private static final String NAME = "ollama";
  private static final String HOST = "OLLAMA_HOST";
  private static final String KEY = "OLLAMA_API_KEY";
  private static final ServerHints HINTS = ServerHints.startedBy("ollama serve");

  /** As it was built; null to be read from the environment. */
  private final @Nullable Account built;

  /** As the environment says. */
  public OllamaProvider() {
    this(null);
  }

  private OllamaProvider(@Nullable Account built) {
    this.built = built;
  }

  /** A server that is described in code alone. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return built == null ? NAME : built.name();
  }

  @Override
  public Optional<WireFormat> format(String format, String model) {
    Account account = built == null ? Account.ofKept(NAME) : built;
    return format.equals(OllamaChat.FORMAT)
        ? Optional.of(new OllamaChat(account, model))
        : Optional.empty();
  }

  @Override
  public StreamSource source(String model, ProviderContext context) {
    return new HttpSource(
        new OllamaChat(account(model, context), model), context.transport(), context.clock());
  }

  /** By its address for OpenAI's clients, which has them for all of its models. */
  @Override
  public Optional<StreamSource> embeddings(String model, ProviderContext context) {
    Account account = account(model, context);
    WireFormat format =
        new Embeddings(
            account,
            OllamaChat.KEY_HEADER,
            BaseUrl.endpoint(account.base(), "/v1/embeddings"),
            model);
    return Optional.of(new HttpSource(format, context.transport(), context.clock()));
  }

  private Account account(String model, ProviderContext context) {
    if (built != null) {
      return built;
    }
    URI base = base(context);
    Account account = Account.of(NAME, base).hinting(HINTS);
    if (!"https".equalsIgnoreCase(base.getScheme())) {
      return account; // The key is not for this machine, nor to be read on the way.
    }
    Optional<Secret> key = context.setting(KEY).map(Secret::new);
    key.flatMap(Secret::fault)
        .ifPresent(
            fault -> {
              throw new ModelUnavailableException(KEY + " " + fault);
            });
    if (key.isEmpty() && "ollama.com".equalsIgnoreCase(base.getHost())) {
      throw new ModelUnavailableException(
          NAME + "/" + model + " needs a key: set " + KEY + " (or " + HOST + " to another server)");
    }
    return key.map(account::with).orElse(account);
  }

  private static URI base(ProviderContext context) {
    try {
      return BaseUrl.read(HOST, HostSetting.base(context.setting(HOST).orElse("")));
    } catch (IllegalArgumentException wrong) {
      // Without its stack: what counts is the message.
      throw new ModelUnavailableException(String.valueOf(wrong.getMessage()));
    }
  }

  @Override
  public List<ModelListing> models(ProviderContext context) {
    boolean usable = true;
    String state;
    try {
      state = BaseUrl.shown(account("MODEL", context).base()) + ", if it runs";
    } catch (ModelUnavailableException missing) {
      usable = false;
      state = String.valueOf(missing.getMessage());
    }
    return List.of(new ModelListing(name() + "/MODEL", usable, state, OptionalLong.empty()));
  }

  @Override
  public boolean isConfigured(ProviderContext context) {
    boolean isSet = context.setting(HOST).isPresent() || context.setting(KEY).isPresent();
    return built != null || (isSet && models(context).getFirst().usable());
  }

  @Override
  public List<ModelListing> offered(ProviderContext context) {
    return Tags.of(account("MODEL", context), context);
  }

  @Override
  public Optional<ModelProvider> at(String name, URI address) {
    URI root = URI.create(HostSetting.base(address.toString()));
    return Optional.of(new OllamaProvider(Account.of(name, root).hinting(HINTS)));
  }

  @Override
  public void close() {
    // The transport belongs to whoever made it.
  }

  /** Names where it is, never its key. */
  @Override
  public String toString() {
    return "OllamaProvider[" + (built == null ? "as the environment says" : built) + "]";
  }

  /** Describes one server. Not thread-safe. */
  public static final class Builder extends AccountBuilder<Builder> {
    private Builder() {
      super(NAME, "", OllamaChat.KEY_HEADER);
      baseUrl("");
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** Where it is, in each form that {@code OLLAMA_HOST} has; by default on this machine. */
    @Override
    public Builder baseUrl(String url) {
      return super.baseUrl(HostSetting.base(url));
    }

    /**
     * The provider, for {@code Models.builder().provider(…)}.
     *
     * @throws IllegalArgumentException if something of it cannot be used; the message says what,
     *     and holds no secret
     */
    public OllamaProvider build() {
      return new OllamaProvider(account().hinting(HINTS));
    }
  }
}
