package dev.sluice.provider.bedrock;

import dev.sluice.chat.ChatRequest;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.KeyHeader;
import dev.sluice.spi.provider.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * As whom a server is asked: with a bearer key, which is the account's, with signatures, or without
 * either. Immutable.
 */
final class Access {
  static final KeyHeader KEY_HEADER = KeyHeader.BEARER;

  private final Account account;
  private final String region;

  /** Whether what the account's supplier gives are credentials, and no bearer key. */
  private final boolean signs;

  private final Optional<Credentials> credentials;

  private Access(Account account, String region, boolean signs, Optional<Credentials> credentials) {
    this.account = account.at(lower(account.base()));
    this.region = region;
    this.signs = signs;
    this.credentials = credentials;
  }

  /** What is signed is the host as it is sent: in lower case, whichever way it goes. */
  private static URI lower(URI base) {
    String authority = String.valueOf(base.getRawAuthority());
    return URI.create(
        base.toString().replaceFirst("//[^/?#]*", "//" + authority.toLowerCase(Locale.ROOT)));
  }

  /** With the account's key, or without one. */
  static Access bearer(Account account, String region) {
    return new Access(account, region, false, Optional.empty());
  }

  /** With signatures by these credentials. */
  static Access signed(Account account, String region, Credentials credentials) {
    return new Access(account, region, true, Optional.of(credentials));
  }

  /**
   * With signatures by credentials that are asked for before each attempt. They are handed on as
   * the one text that a key is.
   */
  static Access signed(Account account, String region, Supplier<Credentials> supplier) {
    Supplier<String> joined =
        () -> {
          Credentials given = supplier.get();
          if (given == null) {
            return ""; // Told as a key that is empty.
          }
          given
              .fault()
              .ifPresent(
                  fault -> {
                    throw new ModelUnavailableException("of the credentials, " + fault);
                  });
          return given.joined();
        };
    return new Access(account.asking(joined), region, true, Optional.empty());
  }

  Account account() {
    return account;
  }

  /** The account, which takes the credentials too out of what the server says. */
  Account hiding() {
    return credentials.map(all -> account.hiding(all.secrets())).orElse(account);
  }

  /** The region that is asked; empty if nothing told it. */
  String region() {
    return region;
  }

  /** This with what one attempt was given. */
  Access with(Secret key) {
    return signs
        ? new Access(account, region, true, Optional.of(Credentials.parse(key.value())))
        : new Access(account.with(key), region, false, Optional.empty());
  }

  /** The same at another address. */
  Access at(URI other) {
    return new Access(account.at(other), region, signs, credentials);
  }

  /**
   * The headers of a request, those that authorise it among them. One that brings an authorisation
   * of its own is not signed.
   */
  Map<String, String> headers(
      ChatRequest request, String accept, String method, URI uri, byte[] body, Instant now) {
    Map<String, String> all = account.headers(request, accept, KEY_HEADER);
    if (credentials.isEmpty() || all.containsKey(KEY_HEADER.header())) {
      return all;
    }
    Map<String, String> signed = new LinkedHashMap<>(all);
    signed.putAll(signature(credentials.get(), method, uri, all, body, now));
    return signed;
  }

  /** The headers that authorise a request for a document. */
  Map<String, String> headers(URI uri, Instant now) {
    if (credentials.isEmpty()) {
      return account.headers(KEY_HEADER);
    }
    return signature(credentials.get(), "GET", uri, account.headers(), new byte[0], now);
  }

  private Map<String, String> signature(
      Credentials by,
      String method,
      URI uri,
      Map<String, String> headers,
      byte[] body,
      Instant now) {
    Map<String, String> lower = new HashMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return new Signature(by, region).headers(method, uri, lower, body, now);
  }

  /** This text without the secrets of this account. */
  String redact(String text) {
    String clean = account.redact(text);
    if (credentials.isPresent()) {
      for (Secret secret : credentials.get().secrets()) {
        clean = secret.redact(clean);
      }
    }
    return clean;
  }
}
