package dev.sluice.transport.nio;

import dev.sluice.transport.TransportFailure;
import dev.sluice.transport.TransportFailure.Kind;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** What the exceptions of sockets and TLS mean. */
final class Failures {
  private Failures() {}

  /** Of a connection that had been made. */
  static TransportFailure of(Exception thrown) {
    if (thrown instanceof ProtocolException) {
      return new TransportFailure(Kind.PROTOCOL, said(thrown), thrown);
    }
    if (thrown instanceof EOFException) {
      return new TransportFailure(Kind.LOST, "it was closed in mid-answer", thrown);
    }
    return new TransportFailure(Kind.LOST, said(thrown), thrown);
  }

  /** Of a connection that could not be made: nothing was sent. */
  static TransportFailure ofConnecting(Exception thrown) {
    String reason;
    if (thrown instanceof UnknownHostException || thrown instanceof UnresolvedAddressException) {
      reason = "the host's name is not known";
    } else if (thrown instanceof SSLException) {
      reason = "TLS failed: " + said(thrown);
    } else if (thrown instanceof ConnectException) {
      String message = thrown.getMessage();
      reason = message == null || message.isBlank() ? "connection refused" : message;
    } else {
      reason = said(thrown);
    }
    return new TransportFailure(Kind.CONNECT, reason, thrown);
  }

  private static String said(Exception thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
  }
}
