package dev.sluice.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate with its key, in each of the forms in which users have theirs in files.
 *
 * @param pkcs12 both in one file
 * @param certificate in PEM
 * @param key in PEM
 * @param encryptedKey the same with {@link #PASSWORD}
 */
public record Identity(String name, Path pkcs12, Path certificate, Path key, Path encryptedKey) {
  /** Of the PKCS#12 file and of the encrypted key. */
  public static final String PASSWORD = "changeit";

  private static final String ENCRYPTION = "PBEWithHmacSHA256AndAES_256";

  /** Makes one for this machine by the JDK's own tool, which takes about a second. */
  public static Identity make(Path folder, String name, String algorithm) throws Exception {
    Path store = folder.resolve(name + ".p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
    command.addAll(List.of("-keyalg", algorithm, "-ext", "SAN=dns:localhost,ip:127.0.0.1"));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
    command.addAll(List.of("-storepass", PASSWORD));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(said);
    }
    KeyStore read = read(store);
    Key key = read.getKey(name, PASSWORD.toCharArray());
    byte[] certificate = read.getCertificate(name).getEncoded();
    return new Identity(
        name,
        store,
        pem(folder.resolve(name + ".pem"), "CERTIFICATE", certificate),
        pem(folder.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded()),
        pem(folder.resolve(name + "-encrypted.key"), "ENCRYPTED PRIVATE KEY", encrypted(key)));
  }

  private static Path pem(Path file, String label, byte[] bytes) throws IOException {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n");
  }

  private static byte[] encrypted(Key key) throws GeneralSecurityException, IOException {
    Cipher cipher = Cipher.getInstance(ENCRYPTION);
    PBEKeySpec password = new PBEKeySpec(PASSWORD.toCharArray());
    cipher.init(
        Cipher.ENCRYPT_MODE, SecretKeyFactory.getInstance(ENCRYPTION).generateSecret(password));
    byte[] bytes = cipher.doFinal(key.getEncoded());
    AlgorithmParameters scheme = AlgorithmParameters.getInstance("PBES2");
    scheme.init(cipher.getParameters().getEncoded());
    return new EncryptedPrivateKeyInfo(scheme, bytes).getEncoded();
  }

  private static KeyStore read(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  /** Shows this certificate and trusts it, and no other. */
  public SSLContext context() throws IOException, GeneralSecurityException {
    KeyStore store = read(pkcs12);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD.toCharArray());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
