package dev.sluice.spi.provider;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.ModelName;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.transport.TransportFailure;
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
  private final ServerHints hints;

  /** What is taken out of all that the server says of itself. */
  private final List<Secret> secrets;

  private Account(
      String name,
      URI base,
      Optional<Secret> key,
      Optional<Supplier<String>> keys,
      Map<String, String> headers,
      ServerHints hints) {
    this(name, base, key, keys, headers, hints, List.of());
  }

  private Account(
      String name,
      URI base,
      Optional<Secret> key,
      Optional<Supplier<String>> keys,
      Map<String, String> headers,
      ServerHints hints,
      List<Secret> others) {
    this.name = Objects.requireNonNull(name, "name");
    this.base = Objects.requireNonNull(base, "base");
    this.key = key;
    this.keys = keys;
    this.headers = Map.copyOf(headers);
    this.hints = hints;
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
    return new Account(name, base, Optional.empty(), Optional.empty(), Map.of(), ServerHints.NONE);
  }

  /**
   * Nobody's server, for a format that is to read what was kept and to ask nobody.
   *
   * @param name what stands before the slash in the names of the models
   */
  public static Account ofKept(String name) {
    return of(name, URI.create("https://kept.invalid/v1"));
  }

  /** The same, asked with this key. */
  public Account with(Secret given) {
    return new Account(name, base, Optional.of(given), Optional.empty(), headers, hints);
  }

  /** The same, with a key that is asked for before each attempt. */
  public Account asking(Supplier<String> supplier) {
    return new Account(name, base, Optional.empty(), Optional.of(supplier), headers, hints);
  }

  /** The same, with these headers on every request; their names are in lower case. */
  public Account sending(Map<String, String> others) {
    return new Account(name, base, key, keys, others, hints);
  }

  /** The same at another address. */
  public Account at(URI other) {
    return new Account(name, other, key, keys, headers, hints);
  }

  /** The same, of whose server this is known. */
  public Account hinting(ServerHints known) {
    return new Account(name, base, key, keys, headers, known);
  }

  /** The same, which takes these out of what the server says too. */
  public Account hiding(List<Secret> others) {
    return new Account(name, base, key, keys, headers, hints, others);
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
   * @param by the header by which the key is sent
   */
  public Optional<Supplier<String>> keys(ChatRequest request, KeyHeader by) {
    return request.headers().containsKey(by.header()) ? Optional.empty() : keys;
  }

  /**
   * The headers of a request whose body is JSON. Those of the account go before the usual ones, and
   * those of the request before all.
   *
   * @param accept the media type of the answer
   * @param by the header by which the key is sent
   */
  public Map<String, String> headers(ChatRequest request, String accept, KeyHeader by) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("content-type", "application/json");
    all.put("accept", accept);
    // A coding could hold tokens back until a block of it is full.
    all.put("accept-encoding", "identity");
    all.put("user-agent", "sluice");
    all.putAll(headers(by));
    all.putAll(headers);
    all.putAll(request.headers());
    return all;
  }

  /** The header that sends the key, if there is one. */
  public Map<String, String> headers(KeyHeader by) {
    return key.map(secret -> Map.of(by.header(), by.value(secret))).orElse(Map.of());
  }

  /** Why the server was not reached, for a person. */
  public String unreached(TransportFailure failure) {
    return hints.unreached(base, failure);
  }

  /** A refusal of one of its models, with what helps a person to find the right one. */
  public Failure.Refused hinted(Failure.Refused refused, String model) {
    return hints.named(refused, model);
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
