package dev.sluice.spi.provider;

import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which settings say where a provider's server is and as whom it is asked, for a provider that is
 * read from the environment.
 *
 * @param provider what stands before the slash in the names of its models
 * @param keys the settings that may hold the key; the first that is set counts
 * @param baseUrl the setting that may hold another address; empty if there is none
 * @param defaultBase the address, where none is set; empty if one has to be
 * @param wantsKey whether a server that is not near wants a key
 */
public record Settings(
    String provider, List<String> keys, String baseUrl, String defaultBase, boolean wantsKey) {

  public Settings {
    keys = List.copyOf(keys);
  }

  /** A provider that wants a key, and has an address unless this setting says another one. */
  public static Settings of(String provider, String key, String baseUrl, String defaultBase) {
    return new Settings(provider, List.of(key), baseUrl, defaultBase, true);
  }

  /**
   * The account that they describe.
   *
   * @param model for the message, if something is missing
   * @throws ModelUnavailableException if something is missing or cannot be used; the message says
   *     what, and what to do
   */
  public Account account(String model, ProviderContext context) {
    URI base = base(context);
    Optional<Secret> key = key(context);
    if (key.isEmpty() && wantsKey && !BaseUrl.isNear(base)) {
      throw new ModelUnavailableException(
          provider
              + "/"
              + model
              + " needs a key: set "
              + String.join(" or ", keys)
              + (baseUrl.isEmpty()
                  ? ""
                  : " (or " + baseUrl + " to a server on this machine, which needs none)"));
    }
    Account account = Account.of(provider, base);
    return key.map(account::with).orElse(account);
  }

  /** What can be told of the provider without a network, as one line for all of its models. */
  public ModelListing listing(ProviderContext context) {
    try {
      return listing(true, BaseUrl.shown(account("MODEL", context).base()));
    } catch (ModelUnavailableException missing) {
      return listing(false, shortly(context, missing));
    }
  }

  private String shortly(ProviderContext context, ModelUnavailableException missing) {
    try {
      return key(context).isEmpty() && base(context) != null
          ? "needs " + String.join(" or ", keys)
          : String.valueOf(missing.getMessage());
    } catch (ModelUnavailableException wrong) {
      return String.valueOf(wrong.getMessage());
    }
  }

  private ModelListing listing(boolean usable, String state) {
    return new ModelListing(provider + "/MODEL", usable, state, OptionalLong.empty());
  }

  private URI base(ProviderContext context) {
    Optional<String> set = baseUrl.isEmpty() ? Optional.empty() : context.setting(baseUrl);
    if (set.isEmpty() && defaultBase.isEmpty()) {
      throw new ModelUnavailableException(
          "where the models of " + provider + " are is not known: set " + baseUrl);
    }
    try {
      return BaseUrl.read(baseUrl, set.orElse(defaultBase));
    } catch (IllegalArgumentException wrong) {
      // Without its stack: what counts is the message.
      throw new ModelUnavailableException(String.valueOf(wrong.getMessage()));
    }
  }

  private Optional<Secret> key(ProviderContext context) {
    for (String name : keys) {
      Optional<Secret> key = context.setting(name).map(Secret::new);
      if (key.isPresent()) {
        key.flatMap(Secret::fault)
            .ifPresent(
                fault -> {
                  throw new ModelUnavailableException(name + " " + fault);
                });
        return key;
      }
    }
    return Optional.empty();
  }
}
