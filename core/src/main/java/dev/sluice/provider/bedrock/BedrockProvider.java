package dev.sluice.provider.bedrock;

import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.AccountBuilder;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.HttpSource;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Amazon Bedrock's models, by its Converse API. As it is without a builder, its models are {@code
 * bedrock/MODEL}, where a model is an id or an ARN; the region is that of {@code AWS_REGION}, and
 * requests are authorised by {@code AWS_BEARER_TOKEN_BEDROCK}, or else signed by {@code
 * AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and {@code AWS_SESSION_TOKEN}, or else by the
 * keys of a profile in {@code ~/.aws}, {@code AWS_PROFILE} or {@code default}. What a {@link
 * #builder} makes takes nothing from the environment.
 *
 * <pre>{@code
 * var models = Models.builder()
 *     .provider(BedrockProvider.builder()
 *         .region("eu-central-1")
 *         .credentials(() -> {
 *           var role = sts.assumed();
 *           return Credentials.of(role.keyId(), role.secretKey(), role.token());
 *         })
 *         .build())
 *     .build();
 * var model = models.model("bedrock/eu.anthropic.claude-sonnet-4-20250514-v1:0");
 * }</pre>
 */
public final class BedrockProvider implements ModelProvider {
  private static final String NAME = "bedrock";

  /** As it was built; null to be read from the environment. */
  private final @Nullable Access built;

  /** As the environment says. */
  public BedrockProvider() {
    this(null);
  }

  private BedrockProvider(@Nullable Access built) {
    this.built = built;
  }

  /** A way to ask Bedrock that is described in code alone. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return built == null ? NAME : built.account().name();
  }

  @Override
  public Optional<WireFormat> format(String format, String model) {
    Access access = built == null ? Access.bearer(Account.ofKept(NAME), "") : built;
    return format.equals(Converse.FORMAT)
        ? Optional.of(new Converse(access, model, Clock.system()))
        : Optional.empty();
  }

  @Override
  public StreamSource source(String model, ProviderContext context) {
    // As a part of a path these would lead elsewhere.
    if (model.isBlank() || model.equals(".") || model.equals("..")) {
      throw new ModelUnavailableException(
          name() + "/" + model + " names no model: give its id or its ARN after the slash");
    }
    return new HttpSource(
        new Converse(access(model, context), model, context.clock()),
        context.transport(),
        context.clock());
  }

  private Access access(String model, ProviderContext context) {
    return built == null ? new Environment(NAME, context).access(model) : built;
  }

  @Override
  public List<ModelListing> models(ProviderContext context) {
    return List.of(
        built == null
            ? new Environment(NAME, context).listing()
            : new ModelListing(
                name() + "/MODEL",
                true,
                BaseUrl.shown(built.account().base()),
                OptionalLong.empty()));
  }

  @Override
  public List<ModelListing> offered(ProviderContext context) {
    return ModelList.of(access("MODEL", context), context);
  }

  @Override
  public void close() {
    // The transport belongs to whoever made it.
  }

  /** Names where it is, never its key. */
  @Override
  public String toString() {
    return "BedrockProvider[" + (built == null ? "as the environment says" : built.account()) + "]";
  }

  /**
   * Describes a region, and as whom it is asked: by a bearer key ({@link #key}) or by signatures
   * ({@link #credentials}). Not thread-safe.
   */
  public static final class Builder extends AccountBuilder<Builder> {
    private String region = "";
    private boolean hasAddress;
    private boolean hasKey;
    private @Nullable Credentials fixed;
    private @Nullable Supplier<Credentials> supplier;

    private Builder() {
      super(NAME, "", Access.KEY_HEADER);
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The region, such as {@code us-east-1}; there is none by default. */
    public Builder region(String name) {
      region = Objects.requireNonNull(name, "region").strip();
      return this;
    }

    /** Another address than the region's own: that of an endpoint in a private network. */
    @Override
    public Builder baseUrl(String url) {
      hasAddress = true;
      return super.baseUrl(url);
    }

    @Override
    public Builder key(String bearer) {
      hasKey = true;
      return super.key(bearer);
    }

    @Override
    public Builder key(Supplier<String> bearers) {
      hasKey = true;
      return super.key(bearers);
    }

    /** Signs requests by these. */
    public Builder credentials(Credentials credentials) {
      fixed = Objects.requireNonNull(credentials, "credentials");
      supplier = null;
      return this;
    }

    /**
     * Signs requests by what this gives, asked anew before each attempt, retries too: it may keep
     * what has not expired. It may block, and is asked as a supplier of keys is.
     */
    public Builder credentials(Supplier<Credentials> credentials) {
      supplier = Objects.requireNonNull(credentials, "credentials");
      fixed = null;
      return this;
    }

    /**
     * The provider, for {@code Models.builder().provider(…)}.
     *
     * @throws IllegalArgumentException if something of it cannot be used; the message says what,
     *     and holds no secret
     */
    public BedrockProvider build() {
      Credentials credentials = fixed;
      Supplier<Credentials> asked = supplier;
      boolean signs = credentials != null || asked != null;
      if (!region.isEmpty() && !Regions.isOne(region)) {
        throw new IllegalArgumentException(
            "'" + region + "' is no region of AWS, such as us-east-1");
      }
      if (region.isEmpty() && !hasAddress) {
        throw new IllegalArgumentException(
            "Bedrock is asked in a region: give it by region(…), such as us-east-1");
      }
      if (hasKey && signs) {
        throw new IllegalArgumentException(
            "Bedrock is asked with a bearer key or with credentials: leave one out");
      }
      if (credentials != null) {
        credentials
            .fault()
            .ifPresent(
                fault -> {
                  throw new IllegalArgumentException("of the credentials, " + fault);
                });
      }
      if (!hasAddress) {
        Builder unused = super.baseUrl(Regions.runtime(region));
      }
      Account account = account();
      String where = region.isEmpty() ? Regions.of(account.base()).orElse("") : region;
      if (signs && where.isEmpty()) {
        throw new IllegalArgumentException(
            "requests are signed for a region: give it by region(…), such as us-east-1");
      }
      boolean authorised =
          hasKey || signs || account.headers().containsKey(Access.KEY_HEADER.header());
      if (!authorised && !BaseUrl.isNear(account.base())) {
        throw new IllegalArgumentException(
            account.base().getRawAuthority() + " wants a key: give it by key(…) or credentials(…)");
      }
      if (credentials != null) {
        return new BedrockProvider(Access.signed(account, where, credentials));
      }
      return new BedrockProvider(
          asked != null ? Access.signed(account, where, asked) : Access.bearer(account, where));
    }
  }
}
