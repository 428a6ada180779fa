package dev.sluice.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.testing.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is said of certificates of this side that cannot be used; servers see those that can. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientCertificateTest {

  private final Path folder;
  private final Identity elliptic;
  private final Identity rsa;

  ClientCertificateTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.elliptic = Identity.make(folder, "elliptic", "EC");
    this.rsa = Identity.make(folder, "rsa", "RSA");
  }

  @Test
  void aPasswordIsAskedForOnlyWhereThereIsOne() throws Exception {
    assertThat(
            ClientCertificate.ofPem(
                elliptic.certificate(), elliptic.key(), ClientCertificateTest::wrong))
        .isNotEmpty();
  }

  @Test
  void everyFormOfBothKindsIsRead() throws Exception {
    for (Identity each : new Identity[] {elliptic, rsa}) {
      assertThat(ClientCertificate.ofPkcs12(each.pkcs12(), ClientCertificateTest::right))
          .isNotEmpty();
      assertThat(
              ClientCertificate.ofPem(each.certificate(), each.key(), ClientCertificateTest::right))
          .isNotEmpty();
      assertThat(
              ClientCertificate.ofPem(
                  each.certificate(), each.encryptedKey(), ClientCertificateTest::right))
          .isNotEmpty();
    }
  }

  @Test
  void certificateAndKeyMayStandInOneFile() throws Exception {
    Path both = folder.resolve("both.pem");
    Files.writeString(
        both, Files.readString(elliptic.key()) + Files.readString(elliptic.certificate()));
    assertThat(ClientCertificate.ofPem(both, both, ClientCertificateTest::right)).isNotEmpty();
  }

  @Test
  void aFileThatIsFarTooLargeIsNotReadToItsEnd() throws Exception {
    Path large = folder.resolve("large.p12");
    Files.write(large, new byte[2 << 20]);
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> ClientCertificate.ofPkcs12(large, ClientCertificateTest::right))
        .withMessage(
            "the file of the client certificate "
                + large
                + " is larger than 1 MiB, which no certificate with its key is");
  }

  @Test
  void aWrongPasswordIsSaidAndNotRepeated() {
    refused(
        () -> ClientCertificate.ofPkcs12(elliptic.pkcs12(), ClientCertificateTest::wrong),
        elliptic.pkcs12() + " has another password than the one given");
    refused(
        () ->
            ClientCertificate.ofPem(
                elliptic.certificate(), elliptic.encryptedKey(), ClientCertificateTest::wrong),
        elliptic.encryptedKey() + " holds an encrypted key that cannot be read");
  }

  /** As {@code Console.readPassword} answers whoever ends the input. */
  @Test
  @SuppressWarnings("NullAway")
  void aPasswordThatIsNotGivenIsSaid() {
    refused(
        () -> ClientCertificate.ofPkcs12(elliptic.pkcs12(), () -> null),
        elliptic.pkcs12() + " wants a password, and none was given");
    refused(
        () -> ClientCertificate.ofPem(elliptic.certificate(), elliptic.encryptedKey(), () -> null),
        elliptic.encryptedKey() + " wants a password, and none was given");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefusedBeforeAnyServerSeesIt() throws Exception {
    refused(
        () ->
            ClientCertificate.ofPem(
                elliptic.certificate(), rsa.key(), ClientCertificateTest::right),
        rsa.key() + " holds a key that is not the certificate's");
    Identity other = Identity.make(folder, "other", "EC");
    refused(
        () ->
            ClientCertificate.ofPem(
                elliptic.certificate(), other.key(), ClientCertificateTest::right),
        other.key() + " holds a key that is not the certificate's");
  }

  @Test
  void aFileThatIsSomethingElseIsNamedAsWhatItLacks() throws Exception {
    Path none = folder.resolve("none.p12");
    Path page = Files.writeString(folder.resolve("page.html"), "<html>");
    Path old = folder.resolve("old.key");
    Files.writeString(old, Files.readString(rsa.key()).replace("PRIVATE KEY", "RSA PRIVATE KEY"));
    refused(
        () -> ClientCertificate.ofPkcs12(none, ClientCertificateTest::right),
        none + " cannot be read; check its path");
    refused(
        () -> ClientCertificate.ofPkcs12(page, ClientCertificateTest::right),
        page + " is no PKCS#12 file");
    refused(
        () -> ClientCertificate.ofPem(page, rsa.key(), ClientCertificateTest::right),
        page + " holds no certificate in PEM");
    refused(
        () -> ClientCertificate.ofPem(rsa.certificate(), page, ClientCertificateTest::right),
        page + " holds no private key in PEM");
    refused(
        () -> ClientCertificate.ofPem(rsa.certificate(), old, ClientCertificateTest::right),
        old + " holds a key of an older form; turn it into PKCS#8");
  }

  private static char[] right() {
    return Identity.PASSWORD.toCharArray();
  }

  private static char[] wrong() {
    return "hunter2".toCharArray();
  }

  private static void refused(ThrowingCallable reading, String message) {
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(reading)
        .withMessageStartingWith("the file of the client certificate " + message)
        .withMessageNotContaining("hunter2");
  }
}
