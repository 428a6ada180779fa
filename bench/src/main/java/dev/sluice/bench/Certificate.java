package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A certificate of the load server's own, made when it is first needed. */
public final class Certificate {
  /** Of the key store. */
  public static final String PASSWORD = "loopback";

  private final Path store;
  private final String java;

  /**
   * One in this folder.
   *
   * @param java the program beside which {@code keytool} is
   */
  public Certificate(Path work, String java) {
    this.store = work.resolve("certificate.p12").toAbsolutePath();
    this.java = java;
  }

  /** The key store that holds it and its key; clients trust it as their trust store. */
  public Path store() {
    if (!Files.exists(store)) {
      make();
    }
    return store;
  }

  /** The options of a JVM that trusts it. */
  public List<String> trust() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + store(), "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
  }

  private void make() {
    List<String> command =
        List.of(
            Path.of(java).resolveSibling("keytool").toString(),
            "-genkeypair",
            "-alias",
            "bench",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=ip:127.0.0.1,dns:localhost",
            "-validity",
            "30",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    try {
      Process keytool = new ProcessBuilder(command).inheritIO().start();
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool made no certificate");
      }
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }
}
