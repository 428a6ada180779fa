package dev.sluice.transport.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the certificate by which this side shows servers who it is, and its private key. Messages
 * name the file and what to do, and hold neither passwords nor keys.
 */
public final class ClientCertificate {
  private static final int LARGEST = 1 << 20;

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

  private ClientCertificate() {}

  /**
   * The certificate and the key of a PKCS#12 file.
   *
   * @throws UntrustedException if they cannot be read or used
   */
  public static List<KeyManager> ofPkcs12(Path file, Supplier<char[]> password)
      throws UntrustedException {
    byte[] bytes = read(file);
    char[] secret = secret(file, password);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), secret);
      if (!hasKey(store)) {
        throw unusable(file, "holds no private key; make it anew with the key", null);
      }
      return managers(store, secret);
    } catch (UntrustedException told) {
      throw told;
    } catch (IOException unreadable) {
      throw unreadable.getCause() instanceof UnrecoverableKeyException
          ? unusable(file, "has another password than the one given", null)
          : unusable(file, "is no PKCS#12 file that can be read", unreadable);
    } catch (GeneralSecurityException unusable) {
      throw unusable(file, "cannot be used", unusable);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  /**
   * The certificate of one file in PEM, with those that vouch for it after it, and the key of
   * another, or of the same.
   *
   * @param password asked if the key is encrypted
   * @throws UntrustedException if they cannot be read or used, or are not of each other
   */
  public static List<KeyManager> ofPem(Path certificates, Path key, Supplier<char[]> password)
      throws UntrustedException {
    List<Certificate> chain = chain(certificates);
    PrivateKey own = PemKey.read(key, text(key), chain.getFirst().getPublicKey(), password);
    char[] secret = {'-'}; // Of a store in memory, which wants one.
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("own", own, secret, chain.toArray(Certificate[]::new));
      return managers(store, secret);
    } catch (IOException | GeneralSecurityException unusable) {
      throw unusable(certificates, "cannot be used with the key in " + key, unusable);
    }
  }

  private static List<Certificate> chain(Path file) throws UntrustedException {
    List<Certificate> chain = new ArrayList<>();
    Matcher each = CERTIFICATE.matcher(text(file));
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      while (each.find()) {
        byte[] pem = each.group().getBytes(StandardCharsets.ISO_8859_1);
        chain.add(factory.generateCertificate(new ByteArrayInputStream(pem)));
      }
    } catch (GeneralSecurityException damaged) {
      throw unusable(file, "holds a certificate that cannot be read", damaged);
    }
    if (chain.isEmpty()) {
      throw unusable(file, "holds no certificate in PEM (-----BEGIN CERTIFICATE-----)", null);
    }
    return chain;
  }

  /**
   * A copy of the password, for whoever overwrites it after use.
   *
   * @throws UntrustedException if none is given, as by a console whose user has ended the input
   */
  static char[] secret(Path file, Supplier<char[]> password) throws UntrustedException {
    char @Nullable [] given = password.get();
    if (given == null) {
      throw unusable(file, "wants a password, and none was given", null);
    }
    return given.clone();
  }

  private static boolean hasKey(KeyStore store) throws GeneralSecurityException {
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        return true;
      }
    }
    return false;
  }

  private static List<KeyManager> managers(KeyStore store, char[] secret)
      throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, secret);
    return List.of(keys.getKeyManagers());
  }

  private static String text(Path file) throws UntrustedException {
    return new String(read(file), StandardCharsets.ISO_8859_1);
  }

  private static byte[] read(Path file) throws UntrustedException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw unusable(file, "is larger than 1 MiB, which no certificate with its key is", null);
      }
      return bytes;
    } catch (UntrustedException told) {
      throw told;
    } catch (IOException unreadable) {
      throw unusable(file, "cannot be read; check its path and its permissions", unreadable);
    }
  }

  static UntrustedException unusable(Path file, String why, @Nullable Throwable cause) {
    return new UntrustedException("the file of the client certificate " + file + " " + why, cause);
  }
}
