package dev.sluice.provider.gemini;

import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.AccountBuilder;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.Embeddings;
import dev.sluice.spi.provider.HttpSource;
import dev.sluice.spi.provider.KeyHeader;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.Settings;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.stream.StreamSource;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Google's Gemini, by its own interface. As it is without a builder, its models are {@code
 * gemini/MODEL}, the key is {@code GEMINI_API_KEY} or {@code GOOGLE_API_KEY}, and {@code
 * GEMINI_BASE_URL} names another server; one on this machine needs no key. What a {@link #builder}
 * makes takes nothing from the environment.
 *
 * <pre>{@code
 * var models = Models.builder()
 *     .provider(GeminiProvider.builder().key(vault::geminiKey).build())
 *     .build();
 * var model = models.model("gemini/gemini-2.5-flash");
 * }</pre>
 */
public final class GeminiProvider implements ModelProvider {
  private static final String NAME = "gemini";
  private static final String DEFAULT_BASE = "https://generativelanguage.googleapis.com/v1beta";
  private static final Settings SETTINGS =
      new Settings(
          NAME, List.of("GEMINI_API_KEY", "GOOGLE_API_KEY"), "GEMINI_BASE_URL", DEFAULT_BASE, true);

  /** As it was built; null to be read from the environment. */
  private final @Nullable Account built;

  /** As the environment says. */
  public GeminiProvider() {
    this(null);
  }

  private GeminiProvider(@Nullable Account built) {
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
    return format.equals(GenerateContent.FORMAT)
        ? Optional.of(new GenerateContent(account, model))
        : Optional.empty();
  }

  @Override
  public StreamSource source(String model, ProviderContext context) {
    // As parts of a path these would lead elsewhere.
    for (String step : model.split("/", -1)) {
      if (step.isBlank() || step.equals(".") || step.equals("..")) {
        throw new ModelUnavailableException(
            name() + "/" + model + " names no model: give its id after the slash");
      }
    }
    return new HttpSource(
        new GenerateContent(account(model, context), model), context.transport(), context.clock());
  }

  /** By its address for OpenAI's clients, which wants its key as they send it. */
  @Override
  public Optional<StreamSource> embeddings(String model, ProviderContext context) {
    Account account = account(model, context);
    WireFormat format =
        new Embeddings(
            account,
            KeyHeader.BEARER,
            BaseUrl.endpoint(account.base(), "/openai/embeddings"),
            model);
    return Optional.of(new HttpSource(format, context.transport(), context.clock()));
  }

  private Account account(String model, ProviderContext context) {
    return built == null ? SETTINGS.account(model, context) : built;
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
    return ModelList.of(account("MODEL", context), context);
  }

  @Override
  public Optional<ModelProvider> at(String name, URI address) {
    return Optional.of(new GeminiProvider(Account.of(name, address)));
  }

  @Override
  public void close() {
    // The transport belongs to whoever made it.
  }

  /** Names where it is, never its key. */
  @Override
  public String toString() {
    return "GeminiProvider[" + (built == null ? "as the environment says" : built) + "]";
  }

  /** Describes one server. Not thread-safe. */
  public static final class Builder extends AccountBuilder<Builder> {
    private Builder() {
      super(NAME, DEFAULT_BASE, GenerateContent.KEY_HEADER);
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * The provider, for {@code Models.builder().provider(…)}.
     *
     * @throws IllegalArgumentException if something of it cannot be used; the message says what,
     *     and holds no secret
     */
    public GeminiProvider build() {
      return new GeminiProvider(account());
    }
  }
}
