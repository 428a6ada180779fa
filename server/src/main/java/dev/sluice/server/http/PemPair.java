package dev.sluice.server.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A certificate and its key, as they stand in files. Immutable. */
record PemPair(Buffer certificates, Buffer key) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");
  private static final byte[] PROBE = "sluice".getBytes(StandardCharsets.UTF_8);

  static PemPair read(PemFiles files) throws IOException {
    return new PemPair(
        Buffer.buffer(Files.readAllBytes(files.certificates())),
        Buffer.buffer(Files.readAllBytes(files.key())));
  }

  KeyCertOptions options() {
    return new PemKeyCertOptions().addCertValue(certificates).addKeyValue(key);
  }

  /**
   * Sees whether the key is the certificate's: while a pair is replaced, one file is new already.
   *
   * @throws IllegalArgumentException if not, and why
   */
  void check() {
    try {
      Collection<? extends Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(certificates.getBytes()));
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("it holds no certificate in PEM");
      }
      PublicKey open = chain.iterator().next().getPublicKey();
      PrivateKey secret = secret(open.getAlgorithm());
      String algorithm =
          switch (open.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> open.getAlgorithm();
          };
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(secret);
      signing.update(PROBE);
      byte[] signed = signing.sign();
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(open);
      verifying.update(PROBE);
      if (!verifying.verify(signed)) {
        throw new IllegalArgumentException("the key is not the certificate's");
      }
    } catch (GeneralSecurityException wrong) {
      throw new IllegalArgumentException(
          "the certificate and its key do not fit, or are broken", wrong);
    }
  }

  private PrivateKey secret(String algorithm) throws GeneralSecurityException {
    Matcher found = KEY.matcher(key.toString(StandardCharsets.US_ASCII));
    if (!found.find()) {
      throw new IllegalArgumentException(
          "its key is not one in PKCS #8 without a password (-----BEGIN PRIVATE KEY-----)");
    }
    byte[] bytes = Base64.getMimeDecoder().decode(found.group(1));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }

  /** Says nothing of the key. */
  @Override
  public String toString() {
    return "PemPair[" + certificates.length() + " bytes]";
  }
}
