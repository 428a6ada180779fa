package dev.sluice.provider.bedrock;

import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked as the environment says: by the settings that Amazon's own libraries read, and where
 * they say nothing, by a {@link Profile}.
 */
final class Environment {
  static final String BEARER = "AWS_BEARER_TOKEN_BEDROCK";
  private static final String KEY_ID = "AWS_ACCESS_KEY_ID";
  private static final String SECRET_KEY = "AWS_SECRET_ACCESS_KEY";
  private static final String TOKEN = "AWS_SESSION_TOKEN";
  private static final List<String> REGIONS = List.of("AWS_REGION", "AWS_DEFAULT_REGION");
  private static final List<String> ADDRESSES =
      List.of("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "BEDROCK_BASE_URL");

  private final String name;
  private final ProviderContext context;

  /** Read when it is needed. */
  private @Nullable Profile profile;

  /**
   * The settings.
   *
   * @param name what stands before the slash in the names of models
   */
  Environment(String name, ProviderContext context) {
    this.name = name;
    this.context = context;
  }

  /**
   * Who is asked, and as whom.
   *
   * @param model for the message, if something is missing
   * @throws ModelUnavailableException if something is missing or cannot be used; the message says
   *     what, and what to do
   */
  Access access(String model) {
    Optional<Secret> bearer = context.setting(BEARER).map(Secret::new);
    bearer.flatMap(Secret::fault).ifPresent(fault -> fail(BEARER + " " + fault));
    Optional<URI> set = address();
    boolean isNear = set.filter(BaseUrl::isNear).isPresent();
    Optional<Credentials> credentials = bearer.isPresent() ? Optional.empty() : credentials(model);
    // A server that is near may want none, and the usual profile is not meant for it.
    if (bearer.isEmpty() && credentials.isEmpty() && (!isNear || Profile.isNamed(context))) {
      credentials = profile().credentials();
    }
    boolean keyless = bearer.isEmpty() && credentials.isEmpty();
    if (keyless && !isNear) {
      fail(
          called(model)
              + "needs a key: set "
              + BEARER
              + ", or "
              + KEY_ID
              + " and "
              + SECRET_KEY
              + ", or AWS_PROFILE to a profile of ~/.aws/credentials that holds keys (roles and"
              + " sign-on are not looked up: the AWS CLI gives these settings for one by `aws"
              + " configure export-credentials --format env`)");
    }
    Optional<String> region = region();
    if (set.isEmpty() && region.isEmpty()) {
      fail(
          called(model)
              + "is asked in a region, and none is set: set AWS_REGION, such as us-east-1");
    }
    URI base = set.orElseGet(() -> URI.create(Regions.runtime(region.orElseThrow())));
    String where = region.or(() -> Regions.of(base)).orElse("");
    Account account = Account.of(name, base);
    if (credentials.isEmpty()) {
      return Access.bearer(bearer.map(account::with).orElse(account), where);
    }
    if (where.isEmpty()) {
      fail(
          called(model) + "needs a region to sign requests for: set AWS_REGION, such as us-east-1");
    }
    return Access.signed(account, where, credentials.get());
  }

  private String called(String model) {
    return name + "/" + model + " ";
  }

  /** What can be told without a network, as one line for all models. */
  ModelListing listing() {
    try {
      URI base = access("MODEL").account().base();
      return listing(true, BaseUrl.shown(base));
    } catch (ModelUnavailableException missing) {
      String why = String.valueOf(missing.getMessage());
      boolean key = why.contains(" needs a key: ");
      return listing(false, key ? "needs " + BEARER + " or " + KEY_ID : why);
    }
  }

  private ModelListing listing(boolean usable, String state) {
    return new ModelListing(name + "/MODEL", usable, state, OptionalLong.empty());
  }

  private Optional<String> region() {
    for (String setting : REGIONS) {
      Optional<String> region = context.setting(setting);
      if (region.isPresent()) {
        if (!Regions.isOne(region.get())) {
          fail(setting + " is no region of AWS, such as us-east-1");
        }
        return region;
      }
    }
    Optional<String> region = profile().region();
    if (region.isPresent() && !Regions.isOne(region.get())) {
      fail("the region of AWS's profile is none, such as us-east-1");
    }
    return region;
  }

  private Profile profile() {
    Profile read = profile == null ? Profile.of(context) : profile;
    profile = read;
    return read;
  }

  /** The address that is set, if one is. */
  private Optional<URI> address() {
    for (String setting : ADDRESSES) {
      Optional<String> address = context.setting(setting);
      if (address.isPresent()) {
        try {
          return Optional.of(BaseUrl.read(setting, address.get()));
        } catch (IllegalArgumentException wrong) {
          // Without its stack: what counts is the message.
          throw new ModelUnavailableException(String.valueOf(wrong.getMessage()));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Credentials> credentials(String model) {
    Optional<String> id = context.setting(KEY_ID);
    Optional<String> secret = context.setting(SECRET_KEY);
    if (id.isPresent() != secret.isPresent()) {
      fail(
          called(model)
              + "needs "
              + KEY_ID
              + " and "
              + SECRET_KEY
              + ", and only one of them is set");
    }
    if (id.isEmpty() || secret.isEmpty()) {
      return Optional.empty();
    }
    Credentials all = Credentials.of(id.get(), secret.get(), context.setting(TOKEN).orElse(""));
    all.fault().ifPresent(fault -> fail("of the settings AWS_…, " + fault));
    return Optional.of(all);
  }

  private static void fail(String why) {
    throw new ModelUnavailableException(why);
  }
}
