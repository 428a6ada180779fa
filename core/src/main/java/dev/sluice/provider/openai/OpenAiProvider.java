package dev.sluice.provider.openai;

import dev.sluice.provider.ModelListing;
import dev.sluice.provider.openai.chat.ChatCompletions;
import dev.sluice.provider.openai.chat.Quirks;
import dev.sluice.provider.openai.responses.Responses;
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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI, or any server that speaks its formats. As it is without a builder, its models are {@code
 * openai/MODEL}, the server is the one that {@code OPENAI_BASE_URL} names, and the key is {@code
 * OPENAI_API_KEY}; a server on this machine needs none. What a {@link #builder} makes takes nothing
 * from the environment.
 *
 * <p>OpenAI itself is asked by its responses API, unless the model has chat completions alone;
 * another server that {@code OPENAI_BASE_URL} names, and what a builder makes, by chat completions,
 * unless {@link Builder#api} says otherwise. {@link #chatCompletions} are those of the same server
 * under a name of their own, {@code openai-chat/MODEL}.
 *
 * <pre>{@code
 * var models = Models.builder()
 *     .provider(OpenAiProvider.builder()
 *         .name("groq").baseUrl("https://api.groq.com/openai/v1").key(vault::groqKey).build())
 *     .provider(OpenAiProvider.builder()
 *         .name("here").baseUrl("http://localhost:8080/v1").build())
 *     .build();
 * var model = models.model("groq/llama-3.3-70b-versatile");
 * }</pre>
 */
public final class OpenAiProvider implements ModelProvider {
  private static final String NAME = "openai";
  private static final String DEFAULT_BASE = "https://api.openai.com/v1";
  private static final Settings SETTINGS =
      Settings.of(NAME, "OPENAI_API_KEY", "OPENAI_BASE_URL", DEFAULT_BASE);
  private static final Settings CHAT_SETTINGS =
      Settings.of("openai-chat", "OPENAI_API_KEY", "OPENAI_BASE_URL", DEFAULT_BASE);

  /** As it was built; null to be read from the environment. */
  private final @Nullable Account built;

  private final Settings settings;
  private final Quirks quirks;

  /** By which it is asked; null to be chosen by the server and the model. */
  private final @Nullable Api api;

  /** One of OpenAI's formats. */
  public enum Api {
    /** {@code POST /chat/completions}, which most servers speak. */
    CHAT_COMPLETIONS,
    /** {@code POST /responses}, which has all that OpenAI's models can do. */
    RESPONSES
  }

  /** As the environment says. */
  public OpenAiProvider() {
    this(null, SETTINGS, Quirks.NONE, null);
  }

  private OpenAiProvider(
      @Nullable Account built, Settings settings, Quirks quirks, @Nullable Api api) {
    this.built = built;
    this.settings = settings;
    this.quirks = quirks;
    this.api = api;
  }

  /** As the environment says, asked by chat completions: its models are {@code openai-chat/…}. */
  public static OpenAiProvider chatCompletions() {
    return new OpenAiProvider(null, CHAT_SETTINGS, Quirks.NONE, Api.CHAT_COMPLETIONS);
  }

  /** A server that is described in code alone. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return built == null ? settings.provider() : built.name();
  }

  @Override
  public StreamSource source(String model, ProviderContext context) {
    Account account = built == null ? settings.account(model, context) : built;
    Api by = api == null ? UsualApi.of(account, model) : api;
    WireFormat format =
        by == Api.RESPONSES
            ? new Responses(account, model)
            : new ChatCompletions(account, quirks, model);
    return new HttpSource(format, context.transport(), context.clock());
  }

  @Override
  public List<ModelListing> models(ProviderContext context) {
    return List.of(
        built == null
            ? settings.listing(context)
            : new ModelListing(
                name() + "/MODEL", true, BaseUrl.shown(built.base()), OptionalLong.empty()));
  }

  @Override
  public Optional<ModelProvider> at(String name, URI address) {
    boolean bare = address.getRawPath().isEmpty();
    URI base = bare ? BaseUrl.endpoint(address, "/v1") : address;
    return Optional.of(new OpenAiProvider(Account.of(name, base), settings, quirks, api));
  }

  @Override
  public void close() {
    // The transport belongs to whoever made it.
  }

  /** Names where it is, never its key. */
  @Override
  public String toString() {
    return "OpenAiProvider[" + (built == null ? "as the environment says" : built) + "]";
  }

  /** Describes one server. Not thread-safe. */
  public static final class Builder extends AccountBuilder<Builder> {
    private Quirks quirks = Quirks.NONE;
    private Api api = Api.CHAT_COMPLETIONS;

    private Builder() {
      super(NAME, DEFAULT_BASE, "authorization");
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** By which of OpenAI's formats the server is asked; by default chat completions. */
    public Builder api(Api which) {
      api = Objects.requireNonNull(which, "api");
      return this;
    }

    /** The organisation that is charged: {@code OpenAI-Organization}. */
    public Builder organisation(String id) {
      return header("openai-organization", id);
    }

    /** The project that is charged: {@code OpenAI-Project}. */
    public Builder project(String id) {
      return header("openai-project", id);
    }

    /**
     * Sends thoughts back with the assistant's messages, in this field: {@code reasoning_content}
     * for DeepSeek, Kimi and others that refuse the result of a tool without the thoughts that led
     * to its call, {@code reasoning} for some. By default they stay behind, because OpenAI and most
     * servers have no place for them. What another provider thought is not sent.
     */
    public Builder reasoningField(String field) {
      quirks = quirks.reasoningBy(Objects.requireNonNull(field, "reasoningField"));
      return this;
    }

    /**
     * The provider, for {@code Models.builder().provider(…)}.
     *
     * @throws IllegalArgumentException if something of it cannot be used; the message says what,
     *     and holds no secret
     */
    public OpenAiProvider build() {
      return new OpenAiProvider(account(), SETTINGS, quirks, api);
    }
  }
}
