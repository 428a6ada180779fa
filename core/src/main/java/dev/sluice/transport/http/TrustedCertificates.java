package dev.sluice.transport.http;

import java.io.ByteArrayInputStream;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are trusted: those of files such as the one that {@code SSL_CERT_FILE} names,
 * as command-line tools read it (PEM, one after the other), or else the JVM's own; and the
 * certificate that this side shows to servers which want one. Thread-safe.
 */
public final class TrustedCertificates implements Certificates {
  private static final String VARIABLE = "SSL_CERT_FILE";

  /** Java would read a larger file for minutes, into a memory that need not hold it. */
  private static final int LARGEST = 16 << 20;

  private static final String PROPERTY = "javax.net.ssl.trustStore";

  private final List<String> files;

  /** Where the files are named, for messages. */
  private final String setting;

  /** What this side shows; empty if nothing. */
  private final List<KeyManager> own;

  private volatile @Nullable SSLContext loaded;

  private TrustedCertificates(List<String> files, String setting, List<KeyManager> own) {
    this.files = List.copyOf(files);
    this.setting = setting;
    this.own = List.copyOf(own);
  }

  /** As the environment says. */
  public static TrustedCertificates of(Map<String, String> environment) {
    String file = environment.getOrDefault(VARIABLE, "").strip();
    return new TrustedCertificates(file.isEmpty() ? List.of() : List.of(file), VARIABLE, List.of());
  }

  /**
   * Those of these files together, and no others.
   *
   * @param setting where they are named, for messages
   */
  public static TrustedCertificates of(List<Path> files, String setting) {
    return new TrustedCertificates(files.stream().map(Path::toString).toList(), setting, List.of());
  }

  /** The same, and a certificate of this side for servers that want one. */
  public TrustedCertificates showing(List<KeyManager> certificate) {
    return new TrustedCertificates(files, setting, certificate);
  }

  @Override
  public SSLContext load() throws UntrustedException {
    SSLContext before = loaded;
    if (before != null) {
      return before;
    }
    SSLContext context = files.isEmpty() ? ofJvm() : ofFiles();
    loaded = context;
    return context;
  }

  private SSLContext ofFiles() throws UntrustedException {
    List<Certificate> all = new ArrayList<>();
    for (String file : files) {
      all.addAll(read(file));
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
      context.init(keys(), trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException unusable) {
      throw unusable(String.join(", ", files), "cannot be used", unusable);
    }
  }

  private Collection<? extends Certificate> read(String file) throws UntrustedException {
    Collection<? extends Certificate> all;
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw unusable(file, "is larger than 16 MiB, which no list of certificates is", null);
      }
      all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes));
    } catch (UntrustedException told) {
      throw told;
    } catch (IOException | InvalidPathException unreadable) {
      throw unusable(file, "cannot be read; check its path and its permissions", unreadable);
    } catch (GeneralSecurityException damaged) {
      throw unusable(file, "holds no certificates that can be read; they must be in PEM", damaged);
    }
    if (all.isEmpty()) {
      throw unusable(file, "holds no certificate", null);
    }
    return all;
  }

  private KeyManager @Nullable [] keys() {
    return own.isEmpty() ? null : own.toArray(KeyManager[]::new);
  }

  private UntrustedException unusable(String file, String why, @Nullable Throwable cause) {
    return new UntrustedException(
        "the file of trusted certificates " + file + " (" + setting + ") " + why, cause);
  }

  /** Java takes a store that is not there for an empty one, which trusts nobody. */
  private SSLContext ofJvm() throws UntrustedException {
    String store = System.getProperty(PROPERTY, "");
    String said = "the trust store " + store + " (" + PROPERTY + ") cannot be ";
    boolean isFile = !store.isEmpty() && !store.equals("NONE");
    if (isFile && !new File(store).canRead()) {
      throw new UntrustedException(said + "read; check its path and its permissions", null);
    }
    try {
      if (own.isEmpty()) {
        return SSLContext.getDefault();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(), null, null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw new UntrustedException(
          isFile
              ? said + "used; check its password and its type"
              : "the certificates that this Java trusts cannot be loaded; check its installation",
          unusable);
    }
  }
}
