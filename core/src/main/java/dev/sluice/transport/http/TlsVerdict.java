package dev.sluice.transport.http;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why TLS with a peer is refused for good, said so that a person knows what to do. */
public final class TlsVerdict {
  private static final int MAX_CAUSES = 16;

  private TlsVerdict() {}

  /** The verdict; empty if it may have been the network, and another attempt may do. */
  public static Optional<String> of(SSLException thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      String verdict = ofCertificate(cause);
      if (!verdict.isEmpty()) {
        return Optional.of(verdict);
      }
      cause = cause.getCause();
    }
    return Optional.of(ofHandshake(String.valueOf(thrown.getMessage()))).filter(v -> !v.isEmpty());
  }

  /** Of one in the row of causes; empty if it says nothing. */
  private static String ofCertificate(Throwable cause) {
    if (cause instanceof CertificateExpiredException) {
      return "the server's certificate has expired; check this machine's date, or have the server"
          + " renew it";
    }
    if (cause instanceof CertificateNotYetValidException) {
      return "the server's certificate is not valid yet; check this machine's date";
    }
    if (cause instanceof CertificateRevokedException) {
      return "the server's certificate was revoked";
    }
    if (cause instanceof CertPathValidatorException path) {
      if (path.getReason() == BasicReason.REVOKED) {
        return "the server's certificate was revoked";
      }
      if (path.getReason() == BasicReason.ALGORITHM_CONSTRAINED) {
        return "the server's certificate is signed in a way that is no longer safe";
      }
      return "";
    }
    String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (said.contains("trustanchors parameter must be non-empty")) {
      return "no certificate is trusted at all; check the trust store of this Java, or name a file"
          + " of certificates in SSL_CERT_FILE";
    }
    if (cause instanceof CertPathBuilderException) {
      // What it was is the cause below, where there is one.
      return cause.getCause() != null
          ? ""
          : "nobody that is trusted vouches for the server's certificate (it is self-signed, or of"
              + " an authority of one's own): name a file with the authority's certificate in"
              + " SSL_CERT_FILE";
    }
    if (cause instanceof CertificateException
        && (said.contains("subject alternative") || said.contains("no name matching"))) {
      return "the server's certificate is for another name; check the host's name in the address";
    }
    return "";
  }

  private static String ofHandshake(String message) {
    String said = message.toLowerCase(Locale.ROOT);
    if (said.contains("protocol_version")
        || said.contains("not accepted by client preferences")
        || said.contains("client requested protocol")) {
      return "the server speaks only versions of TLS that are no longer safe; it needs TLS 1.2 or"
          + " later";
    }
    if (said.contains("handshake_failure")
        || said.contains("insufficient_security")
        || said.contains("improper ciphersuite")) {
      return "the server refused the handshake: it has no safe way of TLS in common with this"
          + " machine, or wants a certificate of this client";
    }
    if (said.contains("bad_certificate") || said.contains("certificate_required")) {
      return "the server wants a certificate of this client, which it has none of";
    }
    if (said.contains("another handshake")) {
      return message;
    }
    if (said.contains("ssl message") || said.contains("plaintext connection")) {
      return "what answers there does not speak TLS; check the address's scheme and port";
    }
    if (said.contains("algorithm constraints") || said.contains("disabled")) {
      return "the server's key or certificate is of a kind that is no longer safe";
    }
    return "";
  }
}
