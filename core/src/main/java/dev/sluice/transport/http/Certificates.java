package dev.sluice.transport.http;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** Loads the certificates that are trusted, which takes long and only TLS needs. Thread-safe. */
@FunctionalInterface
public interface Certificates {

  /**
   * What TLS is made of.
   *
   * @throws UntrustedException if it cannot be read or used; the message names what, and where
   */
  SSLContext load() throws IOException, GeneralSecurityException;
}
