package dev.sluice.transport.http;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads a private key in PEM: PKCS#8, plain or encrypted (RFC 7468, sections 10 and 11). */
final class PemKey {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY)-----([^-]*)-----END");

  /** PKCS#5's second scheme, whose parameters name what it is made of. */
  private static final String PBES2 = "1.2.840.113549.1.5.13";

  private PemKey() {}

  /**
   * The key.
   *
   * @param fitting the public key that it must belong to
   * @throws UntrustedException if it cannot be read, or belongs to another
   */
  static PrivateKey read(Path file, String pem, PublicKey fitting, Supplier<char[]> password)
      throws UntrustedException {
    Matcher found = KEY.matcher(pem);
    if (!found.find()) {
      throw ClientCertificate.unusable(
          file, "holds no private key in PEM (-----BEGIN PRIVATE KEY-----)", null);
    }
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(found.group(2));
      PKCS8EncodedKeySpec encoded =
          switch (found.group(1)) {
            case "PRIVATE KEY" -> new PKCS8EncodedKeySpec(bytes);
            case "ENCRYPTED PRIVATE KEY" -> decrypted(file, bytes, password);
            default ->
                throw ClientCertificate.unusable(
                    file,
                    "holds a key of an older form; turn it into PKCS#8 with"
                        + " 'openssl pkcs8 -topk8 -nodes'",
                    null);
          };
      PrivateKey key = KeyFactory.getInstance(fitting.getAlgorithm()).generatePrivate(encoded);
      if (fits(key, fitting)) {
        return key;
      }
    } catch (IllegalArgumentException damaged) {
      throw ClientCertificate.unusable(file, "holds a key that cannot be read", null);
    } catch (GeneralSecurityException other) {
      // Of another kind than the certificate's, or damaged: told below.
    }
    throw ClientCertificate.unusable(
        file, "holds a key that is not the certificate's; check which files belong together", null);
  }

  private static PKCS8EncodedKeySpec decrypted(Path file, byte[] bytes, Supplier<char[]> password)
      throws UntrustedException {
    char[] secret = ClientCertificate.secret(file, password);
    PBEKeySpec spec = new PBEKeySpec(secret);
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(bytes);
      String named = info.getAlgName();
      String algorithm =
          named.equals(PBES2) || named.equals("PBES2") ? info.getAlgParameters().toString() : named;
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm).generateSecret(spec),
          info.getAlgParameters());
      return info.getKeySpec(cipher);
    } catch (IOException | GeneralSecurityException unreadable) {
      throw ClientCertificate.unusable(
          file,
          "holds an encrypted key that cannot be read with the password given; check it",
          null);
    } finally {
      spec.clearPassword();
      Arrays.fill(secret, '\0');
    }
  }

  /** Whether what one signs the other confirms. */
  private static boolean fits(PrivateKey key, PublicKey other) throws GeneralSecurityException {
    String algorithm =
        switch (other.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> other.getAlgorithm();
        };
    byte[] said = {1, 2, 3};
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(said);
    byte[] signature = signing.sign();
    signing.initVerify(other);
    signing.update(said);
    return signing.verify(signature);
  }
}
