package dev.sluice.server.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask, told by the key that a client presents. Keys themselves are kept nowhere: they are
 * found by a digest that is made with a secret of this object's own, so that the time of a look-up
 * says nothing of a key that was nearly right. Immutable, thread-safe.
 */
public final class Keys {
  private static final Keys NONE = new Keys(List.of());

  private static final String DIGEST = "SHA-256";
  private static final String BLINDING = "HmacSHA256";
  private static final int BLINDING_BYTES = 32;

  private final Mac blinding;
  private final Map<ByteBuffer, Key> byDigest = new HashMap<>();

  private Keys(List<Key> keys) {
    byte[] secret = new byte[BLINDING_BYTES];
    new SecureRandom().nextBytes(secret);
    try {
      this.blinding = Mac.getInstance(BLINDING);
      blinding.init(new SecretKeySpec(secret, BLINDING));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + BLINDING, impossible);
    }
    for (Key key : keys) {
      Key other = byDigest.putIfAbsent(blinded(key.digest), key);
      if (other != null && !other.owner.equals(key.owner)) {
        throw new IllegalArgumentException(
            other.owner + " and " + key.owner + " have the same key: give one of them another");
      }
    }
  }

  /** Nobody needs a key. */
  public static Keys none() {
    return NONE;
  }

  /**
   * These. An owner may have several.
   *
   * @throws IllegalArgumentException if one key is two owners'
   */
  public static Keys of(List<Key> keys) {
    return keys.isEmpty() ? NONE : new Keys(keys);
  }

  /** Whether there are none, so that nobody needs one. */
  public boolean isEmpty() {
    return byDigest.isEmpty();
  }

  /** Whose key it is; empty if it is nobody's. */
  public Optional<Who> who(String presented) {
    byte[] digest = digest(presented);
    @Nullable Key found = byDigest.get(blinded(digest));
    // Compared whole all the same: two digests that are blinded alike would be the same key.
    return found != null && MessageDigest.isEqual(found.digest, digest)
        ? Optional.of(new Who(found.owner, found.models))
        : Optional.empty();
  }

  private ByteBuffer blinded(byte[] digest) {
    try {
      // A copy each time: one can be used by one thread alone.
      return ByteBuffer.wrap(((Mac) blinding.clone()).doFinal(digest));
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException(BLINDING + " of this JDK cannot be copied", impossible);
    }
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance(DIGEST).digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + DIGEST, impossible);
    }
  }

  /** Says how many there are, and nothing of them. */
  @Override
  public String toString() {
    return "Keys[" + byDigest.size() + "]";
  }

  /**
   * Who asks.
   *
   * @param owner whose runs they are
   * @param models the only ones that may be asked, as {@link CatalogSettings#models} has them; all
   *     of them if it is empty
   */
  public record Who(String owner, List<String> models) {
    /** Where there are no keys: nobody in particular. */
    public static final Who ANYBODY = new Who("", List.of());

    public Who {
      models = List.copyOf(models);
    }
  }

  /** One key, of which only a digest is kept. */
  public static final class Key {
    private static final int SHOWN_DIGITS = 8;

    private final String owner;
    private final byte[] digest;
    private final List<String> models;

    private Key(String owner, byte[] digest, List<String> models) {
      this.owner = owner;
      this.digest = digest;
      this.models = List.copyOf(models);
    }

    /**
     * A key with its owner's name.
     *
     * @param models the only ones that it is for; all of them if it is empty
     */
    public static Key of(String owner, String key, List<String> models) {
      return new Key(owner, digest(key), models);
    }

    /**
     * A key that has no name: its owner is called by the beginning of its digest, and so the same
     * whatever other keys there are.
     */
    public static Key unnamed(String key) {
      byte[] digest = digest(key);
      String name = HexFormat.of().formatHex(digest).substring(0, SHOWN_DIGITS);
      return new Key("key-" + name, digest, List.of());
    }

    /** Whose it is. */
    public String owner() {
      return owner;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && owner.equals(key.owner)
          && models.equals(key.models)
          && MessageDigest.isEqual(digest, key.digest);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(digest);
    }

    /** Names its owner, and nothing of it. */
    @Override
    public String toString() {
      return "Key[" + owner + "]";
    }
  }
}
