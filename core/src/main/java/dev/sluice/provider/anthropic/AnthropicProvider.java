package dev.sluice.provider.anthropic;

import dev.sluice.provider.ModelListing;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.AccountBuilder;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.HttpSource;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.Settings;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.stream.StreamSource;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's messages API, or any server that speaks it. As it is without a builder, its models
 * are {@code anthropic/MODEL}, the server is the one that {@code ANTHROPIC_BASE_URL} names, and the
 * key is {@code ANTHROPIC_API_KEY}, or {@code ANTHROPIC_AUTH_TOKEN} as a bearer token; a server on
 * this machine needs none. What a {@link #builder} makes takes nothing from the environment.
 *
 * <pre>{@code
 * var models = Models.builder()
 *     .provider(AnthropicProvider.builder().key(vault::anthropicKey).build())
 *     .provider(AnthropicProvider.builder()
 *         .name("here").baseUrl("http://localhost:8080").build())
 *     .build();
 * var model = models.model("anthropic/claude-sonnet-4-5");
 * }</pre>
 */
public final class AnthropicProvider implements ModelProvider {
  private static final String NAME = "anthropic";
  private static final String DEFAULT_BASE = "https://api.anthropic.com";
  private static final String KEY = "ANTHROPIC_API_KEY";
  private static final String TOKEN = "ANTHROPIC_AUTH_TOKEN";

  /** The key goes before the token: servers refuse both where they differ. */
  private static final Settings SETTINGS =
      new Settings(NAME, List.of(KEY, TOKEN), "ANTHROPIC_BASE_URL", DEFAULT_BASE, true);

  /** As it was built; null to be read from the environment. */
  private final @Nullable Account built;

  private final Dialect dialect;

  /** As the environment says. */
  public AnthropicProvider() {
    this(null, Dialect.ANTHROPIC);
  }

  private AnthropicProvider(@Nullable Account built, Dialect dialect) {
    this.built = built;
    this.dialect = dialect;
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
    return format.equals(Messages.FORMAT)
        ? Optional.of(new Messages(account, dialect, model))
        : Optional.empty();
  }

  @Override
  public StreamSource source(String model, ProviderContext context) {
    return new HttpSource(
        new Messages(account(model, context), dialect(context), model),
        context.transport(),
        context.clock());
  }

  private Account account(String model, ProviderContext context) {
    return built == null ? SETTINGS.account(model, context) : built;
  }

  private Dialect dialect(ProviderContext context) {
    boolean token = context.setting(KEY).isEmpty() && context.setting(TOKEN).isPresent();
    return built == null ? dialect.asBearer(token) : dialect;
  }

  @Override
  public List<ModelListing> models(ProviderContext context) {
    return List.of(
        built == null
            ? SETTINGS.listing(context)
            : new ModelListing(
                name() + "/MODEL", true, BaseUrl.shown(built.base()), OptionalLong.empty()));
  }

  @Override
  public List<ModelListing> offered(ProviderContext context) {
    return ModelList.of(account("MODEL", context), dialect(context), context);
  }

  @Override
  public Optional<ModelProvider> at(String name, URI address) {
    return Optional.of(new AnthropicProvider(Account.of(name, address), dialect));
  }

  @Override
  public void close() {
    // The transport belongs to whoever made it.
  }

  /** Names where it is, never its key. */
  @Override
  public String toString() {
    return "AnthropicProvider[" + (built == null ? "as the environment says" : built) + "]";
  }

  /** Describes one server. Not thread-safe. */
  public static final class Builder extends AccountBuilder<Builder> {
    private Dialect dialect = Dialect.ANTHROPIC;

    private Builder() {
      super(NAME, DEFAULT_BASE, Dialect.KEY);
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * The version of the API, {@code anthropic-version}; by default {@code 2023-06-01}. A request
     * says another one by {@code providerOption("anthropic", "version", "\"…\"")}.
     */
    public Builder version(String date) {
      dialect = dialect.version(Dialect.checkedVersion(date));
      return this;
    }

    /**
     * Adds features that are not for everybody yet, {@code anthropic-beta}; a request adds others
     * by {@code providerOption("anthropic", "betas", "[\"…\"]")}.
     *
     * @throws IllegalArgumentException if a name cannot be sent
     */
    public Builder betas(String... names) {
      List<String> all = new ArrayList<>(dialect.betas());
      for (String name : names) {
        all.add(Betas.checked(name));
      }
      dialect = dialect.betas(all);
      return this;
    }

    /** Sends the key as {@code Authorization: Bearer} in place of {@code x-api-key}. */
    public Builder bearer() {
      dialect = dialect.asBearer(true);
      return this;
    }

    /**
     * Sends thoughts back that nobody has signed, for servers that sign none and want them all the
     * same. By default only signed ones go back, because Anthropic refuses others.
     */
    public Builder unsignedThinking() {
      dialect = dialect.withUnsignedThoughts();
      return this;
    }

    /**
     * How many tokens an answer may have if its request does not say, for the API wants a limit. By
     * default what a Claude model can, up to 64,000 (21,333 if it is not streamed), and 8,192 for
     * models whose names say nothing.
     */
    public Builder defaultMaxTokens(int tokens) {
      if (tokens < 1) {
        throw new IllegalArgumentException("max-tokens must be 1 or more, not " + tokens);
      }
      dialect = dialect.defaultMaxTokens(tokens);
      return this;
    }

    /**
     * The provider, for {@code Models.builder().provider(…)}.
     *
     * @throws IllegalArgumentException if something of it cannot be used; the message says what,
     *     and holds no secret
     */
    public AnthropicProvider build() {
      return new AnthropicProvider(account(), dialect);
    }
  }
}
