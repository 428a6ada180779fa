package dev.sluice.provider.openai;

import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.HttpSource;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.Secret;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.transport.RequestHeader;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat completions, or any server that speaks them. As it is without a builder, its models
 * are {@code openai/MODEL}, the server is the one that {@code OPENAI_BASE_URL} names, and the key
 * is {@code OPENAI_API_KEY}; a server on this machine needs none. What a {@link #builder} makes
 * takes nothing from the environment.
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
  private static final String KEY = "OPENAI_API_KEY";
  private static final String BASE_URL = "OPENAI_BASE_URL";

  /** As it was built; null to be read from the environment. */
  private final @Nullable Account built;

  /** As the environment says. */
  public OpenAiProvider() {
    this.built = null;
  }

  private OpenAiProvider(Account built) {
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
  public StreamSource source(String model, ProviderContext context) {
    Account account = built == null ? ofEnvironment(model, context) : built;
    return new HttpSource(
        new ChatCompletions(account, model), context.transport(), context.clock());
  }

  private static Account ofEnvironment(String model, ProviderContext context) {
    URI base = baseUrl(context);
    Optional<Secret> key = context.setting(KEY).map(Secret::new);
    if (key.isEmpty() && !BaseUrl.isLoopback(base)) {
      throw new ModelUnavailableException(
          NAME
              + "/"
              + model
              + " needs a key: set "
              + KEY
              + " (or "
              + BASE_URL
              + " to a server on this machine, which needs none)");
    }
    key.flatMap(Secret::fault)
        .ifPresent(
            fault -> {
              throw new ModelUnavailableException(KEY + " " + fault);
            });
    return Account.of(NAME, base, key, Map.of());
  }

  @Override
  public List<ModelListing> models(ProviderContext context) {
    if (built != null) {
      return listed(true, BaseUrl.shown(built.base()));
    }
    URI base;
    try {
      base = baseUrl(context);
    } catch (ModelUnavailableException wrong) {
      return listed(false, String.valueOf(wrong.getMessage()));
    }
    Optional<Secret> key = context.setting(KEY).map(Secret::new);
    Optional<String> fault = key.flatMap(Secret::fault);
    if (fault.isPresent()) {
      return listed(false, KEY + " " + fault.get());
    }
    boolean usable = key.isPresent() || BaseUrl.isLoopback(base);
    return listed(usable, usable ? BaseUrl.shown(base) : "needs " + KEY);
  }

  private List<ModelListing> listed(boolean usable, String state) {
    return List.of(new ModelListing(name() + "/MODEL", usable, state, OptionalLong.empty()));
  }

  private static URI baseUrl(ProviderContext context) {
    try {
      return BaseUrl.read(BASE_URL, context.setting(BASE_URL).orElse(BaseUrl.DEFAULT));
    } catch (IllegalArgumentException wrong) {
      // Without its stack: what counts is the message.
      throw new ModelUnavailableException(String.valueOf(wrong.getMessage()));
    }
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

  /**
   * Describes one server. Nothing is read from the environment: a key that is meant for one server
   * goes to no other. Not thread-safe.
   */
  public static final class Builder {
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9][\\w.-]{0,99}");

    private String name = NAME;
    private String baseUrl = BaseUrl.DEFAULT;
    private Optional<Secret> key = Optional.empty();
    private Optional<Supplier<String>> keys = Optional.empty();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String reasoningField = "";

    private Builder() {}

    /** What stands before the slash in its models' names; {@code openai} by default. */
    public Builder name(String before) {
      name = Objects.requireNonNull(before, "name");
      return this;
    }

    /** Where it is, such as {@code http://localhost:8080/v1}; by default OpenAI's own. */
    public Builder baseUrl(String url) {
      baseUrl = Objects.requireNonNull(url, "baseUrl");
      return this;
    }

    /** The key, sent as a bearer token. By default none is sent. */
    public Builder key(String fixed) {
      key = Optional.of(new Secret(Objects.requireNonNull(fixed, "key").strip()));
      keys = Optional.empty();
      return this;
    }

    /**
     * Who gives the key, asked anew before each attempt, retries too. It may block, and is asked on
     * a virtual thread of its own; its time counts as connecting, and it is interrupted when the
     * connect timeout is over or the stream is cancelled. It must be thread-safe.
     *
     * <p>An exception ends that attempt as {@code unreachable}, and retries go on, unless it is a
     * {@link ModelUnavailableException}, which ends it as {@code unavailable} with its message. No
     * other exception's message is shown, because it may hold a key.
     */
    public Builder key(Supplier<String> supplier) {
      keys = Optional.of(Objects.requireNonNull(supplier, "key"));
      key = Optional.empty();
      return this;
    }

    /**
     * Sends a header with every request; a request's own of the same name goes before it. What
     * names a key or a token by its name is taken out of all that the server says of itself.
     */
    public Builder header(String header, String value) {
      Objects.requireNonNull(header, "header");
      headers.put(header.toLowerCase(Locale.ROOT), Objects.requireNonNull(value, "value"));
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
      reasoningField = Objects.requireNonNull(field, "reasoningField");
      return this;
    }

    /**
     * The provider, for {@code Models.builder().provider(…)}.
     *
     * @throws IllegalArgumentException if something of it cannot be used; the message says what,
     *     and holds no secret
     */
    public OpenAiProvider build() {
      if (!NAMES.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "the name of a provider is of letters, digits, dots, hyphens and underscores, because"
                + " it stands before the slash of its models' names; this one is not: '"
                + name
                + "'");
      }
      URI base = BaseUrl.read("the base URL of the provider " + name, baseUrl.strip());
      key.flatMap(Secret::fault)
          .ifPresent(
              fault -> {
                throw new IllegalArgumentException("the key of the provider " + name + " " + fault);
              });
      headers.forEach(this::check);
      boolean authorised = headers.containsKey("authorization");
      boolean hasKey = key.isPresent() || keys.isPresent();
      if (authorised && hasKey) {
        throw new IllegalArgumentException(
            "the provider "
                + name
                + " has a key and a header 'authorization', which would hold it: leave one out");
      }
      if (!authorised && !hasKey && baseUrl.equals(BaseUrl.DEFAULT)) {
        throw new IllegalArgumentException(
            "the provider "
                + name
                + " asks OpenAI, which wants a key: give it by key(…), or name another server by"
                + " baseUrl(…)");
      }
      Account account =
          Account.of(name, base, key, Map.copyOf(headers)).reasoningBy(reasoningField);
      return new OpenAiProvider(keys.map(account::asking).orElse(account));
    }

    private void check(String header, String value) {
      try {
        RequestHeader.check(header, value);
      } catch (IllegalArgumentException impossible) {
        throw new IllegalArgumentException(
            "of the provider " + name + ", " + impossible.getMessage(), impossible);
      }
    }
  }
}
