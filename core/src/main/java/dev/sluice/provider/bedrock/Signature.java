package dev.sluice.provider.bedrock;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4, as the IAM user guide describes it under "Create a signed AWS API
 * request", in headers, for services other than S3: the path is encoded once more than it is sent.
 */
final class Signature {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String SERVICE = "bedrock";
  private static final String END = "aws4_request";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final HexFormat HEX = HexFormat.of();

  private final Credentials credentials;
  private final String region;

  /**
   * A way to sign.
   *
   * @param region whose service is asked
   */
  Signature(Credentials credentials, String region) {
    this.credentials = credentials;
    this.region = region;
  }

  /**
   * The headers that authorise a request at this time, to be sent besides its own.
   *
   * @param headers its own, names in lower case; those that name its content, and Amazon's, are
   *     signed too
   */
  Map<String, String> headers(
      String method, URI uri, Map<String, String> headers, byte[] body, Instant now) {
    String time = TIME.format(now);
    String bodyHash = hash(body);
    Map<String, String> added = new LinkedHashMap<>();
    added.put("x-amz-date", time);
    added.put("x-amz-content-sha256", bodyHash);
    if (!credentials.sessionToken().isEmpty()) {
      added.put("x-amz-security-token", credentials.sessionToken());
    }
    Map<String, String> signed = new TreeMap<>(added);
    signed.put("host", host(uri));
    headers.forEach(
        (name, value) -> {
          if (name.startsWith("x-amz-") || name.equals("content-type")) {
            signed.putIfAbsent(name, value);
          }
        });
    String names = String.join(";", signed.keySet());
    String canonical = canonical(method, uri, signed, names, bodyHash);
    String scope = time.substring(0, 8) + "/" + region + "/" + SERVICE + "/" + END;
    String toSign = String.join("\n", ALGORITHM, time, scope, hash(bytes(canonical)));
    added.put(
        "authorization",
        ALGORITHM
            + " Credential="
            + credentials.accessKeyId()
            + "/"
            + scope
            + ", SignedHeaders="
            + names
            + ", Signature="
            + HEX.formatHex(hmac(key(time.substring(0, 8)), toSign)));
    return added;
  }

  private static String canonical(
      String method, URI uri, Map<String, String> signed, String names, String bodyHash) {
    StringBuilder lines = new StringBuilder(512);
    lines.append(method).append('\n').append(path(uri)).append('\n').append(query(uri));
    signed.forEach(
        (name, value) ->
            lines
                .append('\n')
                .append(name)
                .append(':')
                .append(value.strip().replaceAll("\\s+", " ")));
    return lines.append("\n\n").append(names).append('\n').append(bodyHash).toString();
  }

  /** As it is sent, without dots, and encoded again but for its slashes. */
  private static String path(URI uri) {
    String sent = URI.create(uri.toASCIIString()).normalize().getRawPath();
    return sent == null || sent.isEmpty() ? "/" : encoded(sent).replace("%2F", "/");
  }

  private static String query(URI uri) {
    if (uri.getRawQuery() == null) {
      return "";
    }
    List<String> pairs = new ArrayList<>();
    for (String pair : uri.getRawQuery().split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        pairs.add(encoded(decoded(name)) + "=" + encoded(decoded(value)));
      }
    }
    // Whole pairs would be out of order where a name ends and another one goes on with a digit.
    pairs.sort((one, other) -> one.replace('=', '\0').compareTo(other.replace('=', '\0')));
    return String.join("&", pairs);
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Every byte in percent but for those that RFC 3986 calls unreserved. */
  static String encoded(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte b : bytes(text)) {
      boolean unreserved =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || "-._~".indexOf(b) >= 0;
      if (unreserved) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.withUpperCase().toHexDigits(b));
      }
    }
    return out.toString();
  }

  /** As it is sent: without the port that its scheme has anyway. */
  private static String host(URI uri) {
    String authority = String.valueOf(uri.getRawAuthority());
    String usual = "https".equalsIgnoreCase(uri.getScheme()) ? ":443" : ":80";
    return authority.endsWith(usual)
        ? authority.substring(0, authority.length() - usual.length())
        : authority;
  }

  private byte[] key(String day) {
    byte[] key = bytes("AWS4" + credentials.secretAccessKey());
    for (String step : List.of(day, region, SERVICE, END)) {
      key = hmac(key, step);
    }
    return key;
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA256", impossible);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
