package dev.sluice.spi.provider;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.ModelName;
import dev.sluice.provider.ModelUnavailableException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A server, and as whom it is asked; all of it known to be right. Immutable: each method that
 * changes something gives another one.
 */
public final class Account {
  private final String name;
  private final URI base;
  private final Optional<Secret> key;
  private final Optional<Supplier<String>> keys;
  private final Map<String, String> headers;

  /** What is taken out of all that the server says of itself. */
  private final List<Secret> secrets;

  private Account(
      String name,
      URI base,
      Optional<Secret> key,
      Optional<Supplier<String>> keys,
      Map<String, String> headers) {
    this(name, base, key, keys, headers, List.of());
  }

  private Account(
      String name,
      URI base,
      Optional<Secret> key,
      Optional<Supplier<String>> keys,
      Map<String, String> headers,
      List<Secret> others) {
    this.name = Objects.requireNonNull(name, "name");
    this.base = Objects.requireNonNull(base, "base");
    this.key = key;
    this.keys = keys;
    this.headers = Map.copyOf(headers);
    List<Secret> all = new ArrayList<>(Secret.of(headers));
    all.addAll(Secret.of(query(base)));
    key.ifPresent(all::add);
    all.addAll(others);
    this.secrets = List.copyOf(all);
  }

  /**
   * A server that is asked without a key.
   *
   * @param name what stands before the slash in the names of its models
   */
  public static Account of(String name, URI base) {
    return new Account(name, base, Optional.empty(), Optional.empty(), Map.of());
  }

  /** The same, asked with this key. */
  public Account with(Secret given) {
    return new Account(name, base, Optional.of(given), Optional.empty(), headers);
  }

  /** The same, with a key that is asked for before each attempt. */
  public Account asking(Supplier<String> supplier) {
    return new Account(name, base, Optional.empty(), Optional.of(supplier), headers);
  }

  /** The same, with these headers on every request; their names are in lower case. */
  public Account sending(Map<String, String> others) {
    return new Account(name, base, key, keys, others);
  }

  /** The same at another address. */
  public Account at(URI other) {
    return new Account(name, other, key, keys, headers);
  }

  /** The same, which takes these out of what the server says too. */
  public Account hiding(List<Secret> others) {
    return new Account(name, base, key, keys, headers, others);
  }

  /** What stands before the slash in the names of its models. */
  public String name() {
    return name;
  }

  /** The whole name of one of its models. */
  public String modelName(String model) {
    return ModelName.of(name, model);
  }

  /** Where it is. */
  public URI base() {
    return base;
  }

  /** The key, if there is a fixed one, or once an attempt was given one. */
  public Optional<Secret> key() {
    return key;
  }

  /**
   * The key as it is now, asked for if nobody has it yet; empty if there is none. May block.
   *
   * @throws ModelUnavailableException if it cannot be had, or is none; the message holds no secret
   */
  public Optional<Secret> keyNow() {
    if (keys.isEmpty()) {
      return key;
    }
    Secret given;
    try {
      given = new Secret(keys.get().get().strip());
    } catch (ModelUnavailableException said) {
      throw said;
    } catch (RuntimeException thrown) {
      throw new ModelUnavailableException(
          "the key of the provider " + name + " could not be had: " + thrown.getClass().getName());
    }
    given
        .fault()
        .ifPresent(
            fault -> {
              throw new ModelUnavailableException("the key of the provider " + name + " " + fault);
            });
    return Optional.of(given);
  }

  /** Sent with every request, names in lower case. */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * Who gives the key for this request; empty if there is a fixed one or none, and if the request
   * authorises itself.
   *
   * @param keyHeader by which the key is sent, in lower case
   */
  public Optional<Supplier<String>> keys(ChatRequest request, String keyHeader) {
    return request.headers().containsKey(keyHeader) ? Optional.empty() : keys;
  }

  /**
   * The headers of a request whose body is JSON. Those of the account go before the usual ones, and
   * those of the request before all.
   *
   * @param accept the media type of the answer
   * @param keyHeader by which the key is sent, in lower case
   * @param before what stands before the key there: {@code "Bearer "} or nothing
   */
  public Map<String, String> headers(
      ChatRequest request, String accept, String keyHeader, String before) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("content-type", "application/json");
    all.put("accept", accept);
    // A coding could hold tokens back until a block of it is full.
    all.put("accept-encoding", "identity");
    all.put("user-agent", "sluice");
    key.ifPresent(secret -> all.put(keyHeader, before + secret.value()));
    all.putAll(headers);
    all.putAll(request.headers());
    return all;
  }

  /** This text without the secrets of this account. */
  public String redact(String text) {
    String clean = text;
    for (Secret secret : secrets) {
      clean = secret.redact(clean);
    }
    return clean;
  }

  /** What the address says after its question mark, where some servers have their key. */
  private static Map<String, String> query(URI base) {
    Map<String, String> said = new HashMap<>();
    if (base.getRawQuery() != null) {
      for (String each : base.getRawQuery().split("&", -1)) {
        int equals = each.indexOf('=');
        if (equals > 0) {
          String value = each.substring(equals + 1).replace("+", "%2B");
          said.put(each.substring(0, equals), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
      }
    }
    return said;
  }

  /** Names where it is; what its headers hold may be secret. */
  @Override
  public String toString() {
    return "Account[" + name + " at " + base.getRawAuthority() + "]";
  }
}
