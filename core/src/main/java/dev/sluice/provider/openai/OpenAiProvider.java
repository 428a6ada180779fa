package dev.sluice.provider.openai;

import dev.sluice.provider.HttpSource;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelProvider;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.Secret;
import dev.sluice.stream.StreamSource;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code openai/MODEL}: OpenAI, or any compatible server that {@code OPENAI_BASE_URL} names. The
 * key is {@code OPENAI_API_KEY}; a server on this machine needs none.
 */
public final class OpenAiProvider implements ModelProvider {
  private static final String DEFAULT_BASE_URL = "https://api.openai.com/v1";
  private static final String KEY = "OPENAI_API_KEY";
  private static final String BASE_URL = "OPENAI_BASE_URL";

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public StreamSource source(String model, ProviderContext context) {
    URI base = baseUrl(context);
    Optional<Secret> key = context.setting(KEY).map(Secret::new);
    if (key.isEmpty() && !isLoopback(base)) {
      throw new ModelUnavailableException(
          name()
              + "/"
              + model
              + " needs a key: set "
              + KEY
              + " (or "
              + BASE_URL
              + " to a server on this machine, which needs none)");
    }
    String fault = key.map(OpenAiProvider::fault).orElse("");
    if (!fault.isEmpty()) {
      throw new ModelUnavailableException(KEY + " " + fault);
    }
    return new HttpSource(new ChatCompletions(base, model, key), context.transport());
  }

  @Override
  public List<ModelListing> models(ProviderContext context) {
    String name = name() + "/MODEL";
    URI base;
    try {
      base = baseUrl(context);
    } catch (ModelUnavailableException wrong) {
      return List.of(
          new ModelListing(name, false, String.valueOf(wrong.getMessage()), OptionalLong.empty()));
    }
    Optional<Secret> key = context.setting(KEY).map(Secret::new);
    String fault = key.map(OpenAiProvider::fault).orElse("");
    if (!fault.isEmpty()) {
      return List.of(new ModelListing(name, false, KEY + " " + fault, OptionalLong.empty()));
    }
    boolean usable = key.isPresent() || isLoopback(base);
    String state = usable ? "at " + base.getRawAuthority() + base.getRawPath() : "needs " + KEY;
    return List.of(new ModelListing(name, usable, state, OptionalLong.empty()));
  }

  /** Why a key cannot be one, without it; empty if it can. */
  private static String fault(Secret key) {
    String value = key.value();
    if (!value.chars().allMatch(c -> c > ' ' && c <= '~')) {
      return "holds a character that no key has, such as a space or a line end: set it anew";
    }
    return "\"'`".indexOf(value.charAt(0)) >= 0 || value.endsWith("\"") || value.endsWith("'")
        ? "stands in quotation marks, which are not part of a key: set it anew without them"
        : "";
  }

  private static URI baseUrl(ProviderContext context) {
    String text = context.setting(BASE_URL).orElse(DEFAULT_BASE_URL);
    try {
      URI uri = new URI(text.replaceAll("/+$", ""));
      boolean http =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (http && !host(uri).isEmpty() && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (java.net.URISyntaxException wrong) {
      // Told below: what was set may hold a password, so it is not repeated.
    }
    throw new ModelUnavailableException(
        BASE_URL
            + " must be an http or https URL without user and password, such as"
            + " http://localhost:8080/v1"
            + wrong(text));
  }

  /** What people get wrong, as far as it can be seen. */
  private static String wrong(String text) {
    if (text.matches("[\"'].*")) {
      return ": it stands in quotation marks";
    }
    if (!text.matches("(?i)https?://.*")) {
      return ": it does not begin with http:// or https://";
    }
    if (text.matches("[^/]*//[^/]*@.*")) {
      return ": it holds a user or a password";
    }
    if (text.matches("[^/]*//[^\\[/]*:[^/]*:.*")) {
      return ": an IPv6 address stands in brackets, as in http://[::1]:8080/v1";
    }
    return "";
  }

  /** The host; empty if there is none. Java's own knows none whose name has an underscore. */
  private static String host(URI base) {
    if (base.getHost() != null) {
      return base.getHost();
    }
    String authority = base.getRawAuthority() == null ? "" : base.getRawAuthority();
    return authority.matches("[\\w.~-]+(:\\d*)?") ? authority.replaceAll(":.*", "") : "";
  }

  private static boolean isLoopback(URI base) {
    String host = host(base);
    return host.equalsIgnoreCase("localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }

  @Override
  public void close() {
    // The transport belongs to whoever made it.
  }
}
