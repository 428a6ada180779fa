package dev.sluice.transport.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** TLS as a client that checks the certificate and the name in it. */
public final class ClientEngine {
  private ClientEngine() {}

  /**
   * The engine of one connection.
   *
   * @param protocols what may be spoken inside, the best first (RFC 7301); empty to leave it open
   */
  public static LimitedEngine of(SSLContext context, String host, int port, String... protocols) {
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (host.indexOf('_') >= 0) {
      // The engine leaves such a name out by itself, and the server would not know who is meant.
      byte[] name = host.getBytes(StandardCharsets.US_ASCII);
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    if (protocols.length > 0) {
      parameters.setApplicationProtocols(protocols);
    }
    engine.setSSLParameters(parameters);
    return new LimitedEngine(engine);
  }
}
