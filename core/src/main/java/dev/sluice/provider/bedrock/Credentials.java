package dev.sluice.provider.bedrock;

import dev.sluice.spi.provider.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What AWS gives an account or a role to sign requests with. Immutable; nothing of it is ever
 * printed.
 */
public final class Credentials {
  /** None of the three holds one: they are letters, digits and what base 64 has besides. */
  private static final char BETWEEN = ':';

  private final String accessKeyId;
  private final String secretAccessKey;
  private final String sessionToken;

  private Credentials(String accessKeyId, String secretAccessKey, String sessionToken) {
    this.accessKeyId = Objects.requireNonNull(accessKeyId, "accessKeyId").strip();
    this.secretAccessKey = Objects.requireNonNull(secretAccessKey, "secretAccessKey").strip();
    this.sessionToken = Objects.requireNonNull(sessionToken, "sessionToken").strip();
  }

  /**
   * Those of a user, which do not expire.
   *
   * @param accessKeyId such as {@code AWS_ACCESS_KEY_ID} holds
   * @param secretAccessKey such as {@code AWS_SECRET_ACCESS_KEY} holds
   */
  public static Credentials of(String accessKeyId, String secretAccessKey) {
    return new Credentials(accessKeyId, secretAccessKey, "");
  }

  /**
   * Those of a session, which expire.
   *
   * @param sessionToken such as {@code AWS_SESSION_TOKEN} holds; empty if there is none
   */
  public static Credentials of(String accessKeyId, String secretAccessKey, String sessionToken) {
    return new Credentials(accessKeyId, secretAccessKey, sessionToken);
  }

  /** The credentials that were {@link #joined}. */
  static Credentials parse(String joined) {
    String[] parts = joined.split(String.valueOf(BETWEEN), 3);
    return new Credentials(
        parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
  }

  /** All of them as one text, in the form in which the key of one attempt is handed on. */
  String joined() {
    return accessKeyId + BETWEEN + secretAccessKey + BETWEEN + sessionToken;
  }

  String accessKeyId() {
    return accessKeyId;
  }

  String secretAccessKey() {
    return secretAccessKey;
  }

  /** Empty if there is none. */
  String sessionToken() {
    return sessionToken;
  }

  /** Why they cannot be used, without repeating them; empty if they can. */
  Optional<String> fault() {
    return fault("access key id", accessKeyId)
        .or(() -> fault("secret access key", secretAccessKey))
        .or(() -> sessionToken.isEmpty() ? Optional.empty() : fault("session token", sessionToken));
  }

  private static Optional<String> fault(String which, String value) {
    return value.indexOf(BETWEEN) >= 0
        ? Optional.of("the " + which + " holds a colon, which none has: set it anew")
        : new Secret(value).fault().map(fault -> "the " + which + " " + fault);
  }

  /** Each of them, to be taken out of what others say. */
  List<Secret> secrets() {
    List<Secret> all = new ArrayList<>();
    for (String each : List.of(secretAccessKey, sessionToken, accessKeyId)) {
      all.add(new Secret(each));
    }
    return all;
  }

  @Override
  public String toString() {
    return "Credentials[***]";
  }
}
