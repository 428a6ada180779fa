package dev.sluice.provider.openai;

import dev.sluice.spi.provider.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A server, and as whom it is asked; all of it known to be right.
 *
 * @param name what stands before the slash in the names of its models
 * @param key sent as a bearer token
 * @param keys who gives each attempt its key; then there is no other one
 * @param headers sent with every request, names in lower case
 * @param reasoningField the field by which thoughts go back; empty if they do not
 * @param secrets what is taken out of all that the server says of itself
 */
record Account(
    String name,
    URI base,
    Optional<Secret> key,
    Optional<Supplier<String>> keys,
    Map<String, String> headers,
    String reasoningField,
    List<Secret> secrets) {

  static Account of(String name, URI base, Optional<Secret> key, Map<String, String> headers) {
    return new Account(name, base, key, Optional.empty(), headers, "", secrets(base, key, headers));
  }

  /** The same, whose thoughts go back by this field. */
  Account reasoningBy(String field) {
    return new Account(name, base, key, keys, headers, field, secrets);
  }

  /** The same, with a key that is asked for. */
  Account asking(Supplier<String> supplier) {
    return new Account(
        name,
        base,
        Optional.empty(),
        Optional.of(supplier),
        headers,
        reasoningField,
        secrets(base, Optional.empty(), headers));
  }

  /** The same, with the key of one attempt. */
  Account with(Secret given) {
    return of(name, base, Optional.of(given), headers).reasoningBy(reasoningField);
  }

  private static List<Secret> secrets(URI base, Optional<Secret> key, Map<String, String> headers) {
    List<Secret> secrets = new ArrayList<>(Secret.of(headers));
    secrets.addAll(Secret.of(query(base)));
    key.ifPresent(secrets::add);
    return List.copyOf(secrets);
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

  String redact(String text) {
    String clean = text;
    for (Secret secret : secrets) {
      clean = secret.redact(clean);
    }
    return clean;
  }

  /** Names where it is; what its headers hold may be secret. */
  @Override
  public String toString() {
    return "Account[" + name + " at " + base.getRawAuthority() + "]";
  }
}
