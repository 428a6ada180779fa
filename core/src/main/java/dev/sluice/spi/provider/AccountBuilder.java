package dev.sluice.spi.provider;

import dev.sluice.spi.transport.RequestHeader;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What the builders of providers have in common: a name, an address, a key and headers. Nothing is
 * read from the environment: a key that is meant for one server goes to no other. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract class AccountBuilder<B extends AccountBuilder<B>> {
  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9][\\w.-]{0,99}");

  private final String defaultBase;
  private final KeyHeader keyHeader;
  private String name;
  private String baseUrl;
  private Optional<Secret> key = Optional.empty();
  private Optional<Supplier<String>> keys = Optional.empty();
  private final Map<String, String> headers = new LinkedHashMap<>();

  /**
   * A builder.
   *
   * @param name the usual name of the provider
   * @param defaultBase its usual address, which wants a key; empty if there is none
   * @param keyHeader by which the key is sent
   */
  protected AccountBuilder(String name, String defaultBase, KeyHeader keyHeader) {
    this.name = name;
    this.baseUrl = defaultBase;
    this.defaultBase = defaultBase;
    this.keyHeader = keyHeader;
  }

  /** This builder. */
  protected abstract B self();

  /** What stands before the slash in its models' names; by default the provider's usual name. */
  public B name(String before) {
    name = Objects.requireNonNull(before, "name");
    return self();
  }

  /** Where it is, such as {@code http://localhost:8080/v1}; by default where it usually is. */
  public B baseUrl(String url) {
    baseUrl = Objects.requireNonNull(url, "baseUrl");
    return self();
  }

  /** The key. By default none is sent. */
  public B key(String fixed) {
    key = Optional.of(new Secret(Objects.requireNonNull(fixed, "key").strip()));
    keys = Optional.empty();
    return self();
  }

  /**
   * Who gives the key, asked anew before each attempt, retries too. It may block, and is asked on a
   * virtual thread of its own; its time counts as connecting, and it is interrupted when the
   * connect timeout is over or the stream is cancelled. It must be thread-safe.
   *
   * <p>An exception ends that attempt as {@code unreachable}, and retries go on, unless it is a
   * {@link dev.sluice.provider.ModelUnavailableException}, which ends it as {@code unavailable}
   * with its message. No other exception's message is shown, because it may hold a key.
   */
  public B key(Supplier<String> supplier) {
    keys = Optional.of(Objects.requireNonNull(supplier, "key"));
    key = Optional.empty();
    return self();
  }

  /**
   * Sends a header with every request; a request's own of the same name goes before it. What names
   * a key or a token by its name is taken out of all that the server says of itself.
   */
  public B header(String header, String value) {
    Objects.requireNonNull(header, "header");
    headers.put(header.toLowerCase(Locale.ROOT), Objects.requireNonNull(value, "value"));
    return self();
  }

  /**
   * The account.
   *
   * @throws IllegalArgumentException if something of it cannot be used; the message says what, and
   *     holds no secret
   */
  protected final Account account() {
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
    boolean authorised = headers.containsKey(keyHeader.header());
    boolean hasKey = key.isPresent() || keys.isPresent();
    if (authorised && hasKey) {
      throw new IllegalArgumentException(
          "the provider "
              + name
              + " has a key and a header '"
              + keyHeader.header()
              + "', which would hold it: leave one out");
    }
    if (!authorised && !hasKey && !defaultBase.isEmpty() && baseUrl.equals(defaultBase)) {
      throw new IllegalArgumentException(
          "the provider "
              + name
              + " asks "
              + base.getRawAuthority()
              + ", which wants a key: give it by key(…), or name another server by baseUrl(…)");
    }
    Account account = Account.of(name, base).sending(headers);
    return keys.map(account::asking).orElseGet(() -> key.map(account::with).orElse(account));
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
