package dev.sluice.provider.openai;

import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.openai.OpenAiProvider.Api;
import dev.sluice.provider.openai.chat.ChatCompletions;
import dev.sluice.provider.openai.chat.Quirks;
import dev.sluice.provider.openai.chat.RefusedFields;
import dev.sluice.provider.openai.responses.RefusedAdditions;
import dev.sluice.provider.openai.responses.Responses;
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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's models at Azure, as {@code azure/DEPLOYMENT}. As it is without a builder, the resource
 * is the one that {@code AZURE_OPENAI_ENDPOINT} names, and the key is {@code AZURE_OPENAI_API_KEY},
 * or {@code AZURE_OPENAI_AD_TOKEN} a token of Entra's, which goes before it. Its API without
 * versions is asked, {@code /openai/v1/}, unless {@code AZURE_OPENAI_API_VERSION} or {@code
 * OPENAI_API_VERSION} says one: then deployments have addresses of their own. What a {@link
 * #builder} makes takes nothing from the environment.
 *
 * <pre>{@code
 * var azure = AzureProvider.builder()
 *     .endpoint("https://my-resource.openai.azure.com")
 *     .token(() -> credential.getTokenSync(scope).getToken())
 *     .build();
 * }</pre>
 */
public final class AzureProvider implements ModelProvider {
  private static final String NAME = "azure";
  private static final String RESPONSES_NAME = "azure-responses";
  private static final String ENDPOINT = "AZURE_OPENAI_ENDPOINT";
  private static final String KEY = "AZURE_OPENAI_API_KEY";
  private static final String TOKEN = "AZURE_OPENAI_AD_TOKEN";
  private static final List<String> VERSIONS =
      List.of("AZURE_OPENAI_API_VERSION", "OPENAI_API_VERSION");

  /** As it was built; null to be read from the environment. */
  private final @Nullable AzureResource built;

  private final RefusedFields refused = new RefusedFields();
  private final RefusedAdditions refusedAdditions = new RefusedAdditions();
  private final Api api;

  /** As the environment says, asked by chat completions. */
  public AzureProvider() {
    this(null, Api.CHAT_COMPLETIONS);
  }

  private AzureProvider(@Nullable AzureResource built, Api api) {
    this.built = built;
    this.api = api;
  }

  /** As the environment says, asked by the responses API: {@code azure-responses/DEPLOYMENT}. */
  public static AzureProvider responses() {
    return new AzureProvider(null, Api.RESPONSES);
  }

  /** A resource that is described in code alone. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return built == null ? usualName() : built.account().name();
  }

  private String usualName() {
    return api == Api.RESPONSES ? RESPONSES_NAME : NAME;
  }

  @Override
  public Optional<WireFormat> format(String format, String model) {
    Account account = built == null ? Account.ofKept(usualName()) : built.account();
    KeyHeader header = AzureResource.KEY;
    return switch (format) {
      case ChatCompletions.FORMAT ->
          Optional.of(
              new ChatCompletions(
                  account.at(Account.ofKept(name()).base()), header, Quirks.NONE, model, refused));
      case Responses.FORMAT -> Optional.of(new Responses(account, header, model, refusedAdditions));
      default -> Optional.empty();
    };
  }

  @Override
  public StreamSource source(String model, ProviderContext context) {
    checkName(model);
    AzureResource resource = resource(model, context);
    WireFormat format =
        api == Api.RESPONSES
            ? new Responses(resource.undated(), resource.keyHeader(), model, refusedAdditions)
            : new ChatCompletions(
                resource.deployment(model), resource.keyHeader(), Quirks.NONE, model, refused);
    return new HttpSource(format, context.transport(), context.clock());
  }

  private void checkName(String model) {
    // As a part of a path these would lead elsewhere.
    if (model.isBlank() || model.equals(".") || model.equals("..")) {
      throw new ModelUnavailableException(
          name() + "/" + model + " names no model: give its deployment's name after the slash");
    }
  }

  @Override
  public Optional<StreamSource> embeddings(String model, ProviderContext context) {
    checkName(model);
    AzureResource resource = resource(model, context);
    Account account = resource.deployment(model);
    WireFormat format =
        new Embeddings(
            account, resource.keyHeader(), BaseUrl.endpoint(account.base(), "/embeddings"), model);
    return Optional.of(new HttpSource(format, context.transport(), context.clock()));
  }

  private AzureResource resource(String model, ProviderContext context) {
    if (built != null) {
      return built;
    }
    boolean hasToken = context.setting(TOKEN).isPresent();
    // As Azure's SDKs have it, a token goes before a key.
    List<String> keys = hasToken ? List.of(TOKEN) : List.of(KEY, TOKEN);
    return AzureResource.of(
        new Settings(usualName(), keys, ENDPOINT, "", true).account(model, context),
        version(context),
        hasToken ? KeyHeader.BEARER : AzureResource.KEY);
  }

  private static String version(ProviderContext context) {
    return VERSIONS.stream().map(context::setting).flatMap(Optional::stream).findFirst().orElse("");
  }

  @Override
  public List<ModelListing> models(ProviderContext context) {
    try {
      return List.of(listing(true, state(resource("DEPLOYMENT", context))));
    } catch (ModelUnavailableException missing) {
      return List.of(listing(false, needs(context, missing)));
    }
  }

  private static String state(AzureResource resource) {
    return BaseUrl.shown(resource.account().base());
  }

  private static String needs(ProviderContext context, ModelUnavailableException missing) {
    boolean hasKey = context.setting(KEY).isPresent() || context.setting(TOKEN).isPresent();
    boolean hasEndpoint = context.setting(ENDPOINT).isPresent();
    if (hasKey && hasEndpoint) {
      return String.valueOf(missing.getMessage());
    }
    String key = KEY + " or " + TOKEN;
    return "needs " + (hasEndpoint ? key : hasKey ? ENDPOINT : ENDPOINT + ", and " + key);
  }

  private ModelListing listing(boolean usable, String state) {
    return new ModelListing(name() + "/DEPLOYMENT", usable, state, OptionalLong.empty());
  }

  /** The models that the resource could deploy; what they are called by, only its owner knows. */
  @Override
  public List<ModelListing> offered(ProviderContext context) {
    AzureResource resource = resource("DEPLOYMENT", context);
    String state = state(resource) + ", by the name of its deployment";
    return ModelList.of(
        resource.models(), resource.account(), resource.keyHeader(), state, context);
  }

  @Override
  public void close() {
    // The transport belongs to whoever made it.
  }

  /** Names where it is, never its key. */
  @Override
  public String toString() {
    return "AzureProvider[" + (built == null ? "as the environment says" : built.account()) + "]";
  }

  /** Describes one resource. Not thread-safe. */
  public static final class Builder extends AccountBuilder<Builder> {
    private String version = "";
    private Api api = Api.CHAT_COMPLETIONS;
    private KeyHeader keyHeader = AzureResource.KEY;

    private Builder() {
      super(NAME, "", AzureResource.KEY);
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** Where the resource is, such as {@code https://NAME.openai.azure.com}. */
    public Builder endpoint(String url) {
      return baseUrl(url);
    }

    /** Asks this version of the API, whose deployments have addresses of their own. */
    public Builder apiVersion(String dated) {
      version = Objects.requireNonNull(dated, "apiVersion").strip();
      return this;
    }

    /**
     * By which of OpenAI's formats it is asked; by default by chat completions, which all of its
     * models have. The responses API is asked without a dated version: {@link #apiVersion} is not
     * for it.
     */
    public Builder api(Api by) {
      api = Objects.requireNonNull(by, "api");
      return this;
    }

    /** A key of the resource's. */
    @Override
    public Builder key(String fixed) {
      keyHeader = AzureResource.KEY;
      return super.key(fixed);
    }

    /** Who gives a key of the resource's; see {@link AccountBuilder#key(Supplier)}. */
    @Override
    public Builder key(Supplier<String> supplier) {
      keyHeader = AzureResource.KEY;
      return super.key(supplier);
    }

    /**
     * Who gives a token of Entra's, asked anew before each attempt as a supplier of keys is. Tokens
     * are valid for an hour or so: a credential of Azure's keeps one for so long.
     */
    public Builder token(Supplier<String> supplier) {
      super.key(supplier);
      keyHeader = KeyHeader.BEARER;
      return this;
    }

    /**
     * The provider, for {@code Models.builder().provider(…)}.
     *
     * @throws IllegalArgumentException if something of it cannot be used; the message says what,
     *     and holds no secret
     */
    public AzureProvider build() {
      if (api == Api.RESPONSES && AzureResource.isDated(version)) {
        throw new IllegalArgumentException(
            "Azure's responses API is asked without a dated version: leave out apiVersion(\""
                + version
                + "\"), or ask by api(CHAT_COMPLETIONS)");
      }
      return new AzureProvider(AzureResource.of(account(), version, keyHeader), api);
    }
  }
}
