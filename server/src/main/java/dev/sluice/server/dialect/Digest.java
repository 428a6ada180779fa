package dev.sluice.server.dialect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, in 64 hexadecimal digits, by which what is long is known again. */
public final class Digest {
  private Digest() {}

  /** Of a text. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of texts, behind each of which there is a zero, and of bytes behind them. */
  public static String of(byte[] bytes, String... before) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String text : before) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
