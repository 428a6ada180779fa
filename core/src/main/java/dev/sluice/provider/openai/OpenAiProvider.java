package dev.sluice.provider.openai;

import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
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
import dev.sluice.spi.provider.ServerHints;
import dev.sluice.spi.provider.Settings;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.transport.RequestHeader;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI, or any server that speaks its formats. As it is without a builder, its models are {@code
 * openai/MODEL}, the server is the one that {@code OPENAI_BASE_URL} names, the key is {@code
 * OPENAI_API_KEY}, and {@code OPENAI_ORG_ID} and {@code OPENAI_PROJECT} are charged; a server on
 * this machine or in a private network needs none. What a {@link #builder} makes takes nothing from
 * the environment.
 *
 * <p>OpenAI itself is asked by its responses API, unless the model has chat completions alone; any
 * other server by chat completions, unless {@link Builder#api} says otherwise. {@link
 * #chatCompletions} are those of the same server under a name of their own, {@code
 * openai-chat/MODEL}, and {@link #responses} is its responses API, {@code openai-responses/MODEL}.
 *
 * <pre>{@code
 * var models = Models.builder()
 *     .provider(OpenAiProvider.like("groq").key(vault::groqKey).build())
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

  private static final Settings RESPONSES_SETTINGS =
      Settings.of("openai-responses", "OPENAI_API_KEY", "OPENAI_BASE_URL", DEFAULT_BASE);

  /** What may be set of who is charged, and the header that says it. */
  private static final Map<String, List<String>> CHARGED =
      Map.of(
          "openai-organization", List.of("OPENAI_ORG_ID", "OPENAI_ORGANIZATION"),
          "openai-project", List.of("OPENAI_PROJECT", "OPENAI_PROJECT_ID"));

  /** As it was built; null to be read from the environment. */
  private final @Nullable Account built;

  /** Of which row of the table it is; null for OpenAI, and for what is built. */
  private final @Nullable Compatible row;

  private final Settings settings;
  private final Quirks quirks;
  private final RefusedFields refused = new RefusedFields();
  private final RefusedAdditions refusedAdditions = new RefusedAdditions();

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
    this(null, null, SETTINGS, Quirks.NONE, null);
  }

  private OpenAiProvider(
      @Nullable Account built,
      @Nullable Compatible row,
      Settings settings,
      Quirks quirks,
      @Nullable Api api) {
    this.built = built;
    this.row = row;
    this.settings = settings;
    this.quirks = quirks;
    this.api = api;
  }

  /** As the environment says, asked by chat completions: its models are {@code openai-chat/…}. */
  public static OpenAiProvider chatCompletions() {
    return new OpenAiProvider(null, null, CHAT_SETTINGS, Quirks.NONE, Api.CHAT_COMPLETIONS);
  }

  /**
   * As the environment says, asked by the responses API: its models are {@code openai-responses/…},
   * and {@code openai-responses+http://host/v1/…} those of another server that has it.
   */
  public static OpenAiProvider responses() {
    return new OpenAiProvider(null, null, RESPONSES_SETTINGS, Quirks.NONE, Api.RESPONSES);
  }

  /** A server that is described in code alone. */
  public static Builder builder() {
    return new Builder(NAME, DEFAULT_BASE, Quirks.NONE, false, ServerHints.NONE, null);
  }

  /**
   * A server that is known by name, such as {@code groq} or {@code vllm}: its address and its
   * oddities are set already, and what it still wants, mostly a key, is described in code.
   *
   * @throws IllegalArgumentException if none is known by this name; the message names those that
   *     are
   */
  public static Builder like(String name) {
    Compatible known =
        Compatibles.named(Objects.requireNonNull(name, "name"))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no server is known as '"
                            + name
                            + "': describe it by builder(), or take one of "
                            + Compatibles.names()));
    return new Builder(
        known.name(),
        known.base(),
        known.quirks(),
        known.isLocal(),
        known.hints(),
        Api.CHAT_COMPLETIONS);
  }

  /** All servers that are known by name, each as the environment says. */
  public static List<ModelProvider> compatibles() {
    return Compatibles.ALL.stream().<ModelProvider>map(OpenAiProvider::ofRow).toList();
  }

  private static OpenAiProvider ofRow(Compatible row) {
    return new OpenAiProvider(null, row, row.settings(), row.quirks(), Api.CHAT_COMPLETIONS);
  }

  @Override
  public String name() {
    return built == null ? settings.provider() : built.name();
  }

  @Override
  public Optional<WireFormat> format(String format, String model) {
    Account account = built == null ? Account.ofKept(settings.provider()) : built;
    return switch (format) {
      case ChatCompletions.FORMAT ->
          Optional.of(new ChatCompletions(account, KeyHeader.BEARER, quirks, model, refused));
      case Responses.FORMAT ->
          Optional.of(new Responses(account, KeyHeader.BEARER, model, refusedAdditions));
      default -> Optional.empty();
    };
  }

  @Override
  public StreamSource source(String model, ProviderContext context) {
    return source(model, "", context);
  }

  @Override
  public StreamSource source(String model, String preferred, ProviderContext context) {
    Account account = account(model, context);
    Api by = api == null ? UsualApi.of(account, model, preferred) : api;
    WireFormat format =
        by == Api.RESPONSES
            ? new Responses(account, KeyHeader.BEARER, model, refusedAdditions)
            : new ChatCompletions(account, KeyHeader.BEARER, quirks, model, refused);
    return new HttpSource(format, context.transport(), context.clock());
  }

  /** Below the address of chat completions, unless it is known that the server has none. */
  @Override
  public Optional<StreamSource> embeddings(String model, ProviderContext context) {
    if (row != null && !row.embeds()) {
      return Optional.empty();
    }
    Account account = account(model, context);
    WireFormat format =
        new Embeddings(
            account, KeyHeader.BEARER, BaseUrl.endpoint(account.base(), "/embeddings"), model);
    return Optional.of(new HttpSource(format, context.transport(), context.clock()));
  }

  private Account account(String model, ProviderContext context) {
    if (built != null) {
      return built;
    }
    Account account = settings.account(model, context);
    return row == null ? account.sending(charged(context)) : account.hinting(row.hints());
  }

  private static Map<String, String> charged(ProviderContext context) {
    Map<String, String> headers = new LinkedHashMap<>();
    CHARGED.forEach(
        (header, settings) ->
            settings.stream()
                .flatMap(setting -> checked(setting, header, context).stream())
                .findFirst()
                .ifPresent(value -> headers.put(header, value)));
    return headers;
  }

  private static Optional<String> checked(String setting, String header, ProviderContext context) {
    Optional<String> value = context.setting(setting);
    try {
      value.ifPresent(text -> RequestHeader.check(header, text));
    } catch (IllegalArgumentException impossible) {
      throw new ModelUnavailableException(setting + " cannot be sent: " + impossible.getMessage());
    }
    return value;
  }

  @Override
  public List<ModelListing> models(ProviderContext context) {
    if (built != null) {
      return List.of(
          new ModelListing(
              name() + "/MODEL", true, BaseUrl.shown(built.base()), OptionalLong.empty()));
    }
    ModelListing listing = settings.listing(context);
    return List.of(
        isGuessed(context) && listing.usable()
            ? new ModelListing(
                listing.name(), true, listing.state() + ", if one runs there", OptionalLong.empty())
            : listing);
  }

  /** Whether nobody has said where its server is, which may then be here. */
  private boolean isGuessed(ProviderContext context) {
    return row != null && row.isLocal() && context.setting(row.baseSetting()).isEmpty();
  }

  @Override
  public boolean isConfigured(ProviderContext context) {
    boolean keyIsSet = settings.keys().stream().anyMatch(key -> context.setting(key).isPresent());
    return built != null
        || (settings.listing(context).usable() && (!isGuessed(context) || keyIsSet));
  }

  @Override
  public List<ModelListing> offered(ProviderContext context) {
    Account account = account("MODEL", context);
    boolean elsewhere =
        row != null && !row.models().isEmpty() && account.base().equals(URI.create(row.base()));
    URI list =
        elsewhere && row != null
            ? URI.create(row.models())
            : BaseUrl.endpoint(account.base(), "/models");
    return ModelList.of(list, account, KeyHeader.BEARER, BaseUrl.shown(account.base()), context);
  }

  @Override
  public Optional<ModelProvider> at(String name, URI address) {
    boolean bare = address.getRawPath().isEmpty();
    URI base = bare ? BaseUrl.endpoint(address, "/v1") : address;
    Account account = Account.of(name, base).hinting(row == null ? ServerHints.NONE : row.hints());
    return Optional.of(new OpenAiProvider(account, null, settings, quirks, api));
  }

  @Override
  public void close() {
    // The transport belongs to whoever made it.
  }

  /** Names where it is, never its key. */
  @Override
  public String toString() {
    return "OpenAiProvider["
        + (built != null ? built : (row == null ? "" : name() + " ") + "as the environment says")
        + "]";
  }

  /** Describes one server. Not thread-safe. */
  public static final class Builder extends AccountBuilder<Builder> {
    private Quirks quirks;

    private @Nullable Api api;

    private final ServerHints hints;

    private Builder(
        String name,
        String base,
        Quirks quirks,
        boolean keyless,
        ServerHints hints,
        @Nullable Api api) {
      super(name, keyless ? "" : base, KeyHeader.BEARER);
      baseUrl(base);
      this.quirks = quirks;
      this.hints = hints;
      this.api = api;
    }

    @Override
    protected Builder self() {
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

    /** Sends thoughts back by this field, with the tool calls that they led to alone. */
    public Builder reasoningFieldOfCalls(String field) {
      quirks = quirks.reasoningWithCallsBy(Objects.requireNonNull(field, "reasoningFieldOfCalls"));
      return this;
    }

    /**
     * Puts this in the reasoning field of a tool call without thoughts, for servers that refuse the
     * call without it: Kimi wants a space.
     */
    public Builder reasoningFiller(String filler) {
      quirks = quirks.reasoningFilledWith(Objects.requireNonNull(filler, "reasoningFiller"));
      return this;
    }

    /** Sends {@code reasoning_details} back as they came, or thoughts by this field. */
    public Builder reasoningDetails(String otherwise) {
      quirks = quirks.reasoningByDetailsOr(Objects.requireNonNull(otherwise, "reasoningDetails"));
      return this;
    }

    /** Sends thoughts back as parts of the content, as Mistral wants them. */
    public Builder reasoningInContent() {
      quirks = quirks.reasoningInContent();
      return this;
    }

    /**
     * Says that the server goes on with an assistant message at the end of a request that has this
     * field, such as {@code prefix} or {@code partial}, set to true; or, if it is empty, with any.
     * An answer that broke off is then continued in this way.
     */
    public Builder prefixField(String field) {
      quirks = field.isEmpty() ? quirks.prefixUnmarked() : quirks.prefixBy(field);
      return this;
    }

    /**
     * Says that the server goes on with an assistant message if it is told to by {@code
     * continue_final_message}, as vLLM and SGLang are.
     */
    public Builder prefixByTemplate() {
      quirks = quirks.prefixByTemplate();
      return this;
    }

    /**
     * The field for the most tokens: {@code max_tokens} or {@code max_completion_tokens}. By
     * default that depends on the model, as it does with OpenAI.
     */
    public Builder maxTokensField(String field) {
      quirks = quirks.calling("max_tokens", Objects.requireNonNull(field, "maxTokensField"));
      return this;
    }

    /** The field for the seed, {@code seed} by default. */
    public Builder seedField(String field) {
      quirks = quirks.calling("seed", Objects.requireNonNull(field, "seedField"));
      return this;
    }

    /** The role of system prompts, {@code system} by default; {@code developer} for some. */
    public Builder systemRole(String role) {
      quirks = quirks.calling("system", Objects.requireNonNull(role, "systemRole"));
      return this;
    }

    /**
     * The server's word for the demand that some tool be called, {@code required} by default; if it
     * is empty, a request with that demand is refused before it is sent.
     */
    public Builder requiredToolChoice(String word) {
      quirks = quirks.choosingTools("required", Objects.requireNonNull(word, "requiredToolChoice"));
      return this;
    }

    /** Sends no {@code stream_options}, for servers that refuse it. */
    public Builder withoutStreamOptions() {
      return with(Quirks.Oddity.NO_STREAM_OPTIONS);
    }

    /** Joins what one role says in several messages, for servers whose roles take turns. */
    public Builder alternatingRoles() {
      return with(Quirks.Oddity.ALTERNATING_ROLES);
    }

    /** Gives calls ids of nine letters and digits, as Mistral's models want them. */
    public Builder nineCharacterCallIds() {
      return with(Quirks.Oddity.NINE_CHARACTER_CALL_IDS);
    }

    /**
     * Says that results of tools may hold images and the like. Otherwise these go in a user's
     * message behind the results, each with a mark by which the model knows whose they are.
     */
    public Builder mediaInToolResults() {
      return with(Quirks.Oddity.MEDIA_IN_RESULTS);
    }

    /**
     * Has the assistant say a word between results of tools and the user's next message, for
     * servers that refuse a user who speaks right after a tool, as many that run Mistral's models
     * do.
     */
    public Builder assistantAfterToolResults() {
      return with(Quirks.Oddity.ASSISTANT_AFTER_RESULTS);
    }

    /**
     * Says that texts of this server begin with thoughts between {@code <think>} and {@code
     * </think>}, which are then told as what they are.
     */
    public Builder thinkTags() {
      return with(Quirks.Oddity.THINK_TAGS);
    }

    private Builder with(Quirks.Oddity oddity) {
      quirks = quirks.with(oddity);
      return this;
    }

    /**
     * By which format it is asked. By default OpenAI's own address by the responses API, for models
     * that have it, and any other server by chat completions.
     */
    public Builder api(Api by) {
      api = Objects.requireNonNull(by, "api");
      return this;
    }

    /**
     * The provider, for {@code Models.builder().provider(…)}.
     *
     * @throws IllegalArgumentException if something of it cannot be used; the message says what,
     *     and holds no secret
     */
    public OpenAiProvider build() {
      return new OpenAiProvider(account().hinting(hints), null, SETTINGS, quirks, api);
    }
  }
}
