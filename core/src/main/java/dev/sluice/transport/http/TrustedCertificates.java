package dev.sluice.transport.http;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are trusted: those of the file that {@code SSL_CERT_FILE} names, as
 * command-line tools read it (PEM, one after the other), or else the JVM's own. Thread-safe.
 */
public final class TrustedCertificates implements Certificates {
  private static final String VARIABLE = "SSL_CERT_FILE";
  private static final String PROPERTY = "javax.net.ssl.trustStore";

  private final String file;
  private volatile @Nullable SSLContext loaded;

  private TrustedCertificates(String file) {
    this.file = file;
  }

  public static Certificates of(Map<String, String> environment) {
    return new TrustedCertificates(environment.getOrDefault(VARIABLE, "").strip());
  }

  @Override
  public SSLContext load() throws IOException {
    SSLContext before = loaded;
    if (before != null) {
      return before;
    }
    SSLContext context = file.isEmpty() ? ofJvm() : ofFile();
    loaded = context;
    return context;
  }

  private SSLContext ofFile() throws IOException {
    Collection<? extends Certificate> all;
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      all = CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (IOException | InvalidPathException unreadable) {
      throw unusable("cannot be read; check its path and its permissions", unreadable);
    } catch (GeneralSecurityException damaged) {
      throw unusable("holds no certificates that can be read; they must be in PEM", damaged);
    }
    if (all.isEmpty()) {
      throw unusable("holds no certificate", null);
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate one : all) {
        store.setCertificateEntry("trusted-" + store.size(), one);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw unusable("cannot be used", unusable);
    }
  }

  private UntrustedException unusable(String why, @Nullable Throwable cause) {
    return new UntrustedException(
        "the file of trusted certificates " + file + " (" + VARIABLE + ") " + why, cause);
  }

  /** Java takes a store that is not there for an empty one, which trusts nobody. */
  private static SSLContext ofJvm() throws IOException {
    String store = System.getProperty(PROPERTY, "");
    String said = "the trust store " + store + " (" + PROPERTY + ") cannot be ";
    boolean isFile = !store.isEmpty() && !store.equals("NONE");
    if (isFile && !new File(store).canRead()) {
      throw new UntrustedException(said + "read; check its path and its permissions", null);
    }
    try {
      return SSLContext.getDefault();
    } catch (GeneralSecurityException unusable) {
      throw new UntrustedException(
          isFile
              ? said + "used; check its password and its type"
              : "the certificates that this Java trusts cannot be loaded; check its installation",
          unusable);
    }
  }
}
