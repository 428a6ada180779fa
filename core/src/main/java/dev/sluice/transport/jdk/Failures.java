package dev.sluice.transport.jdk;

import dev.sluice.transport.TransportFailure;
import dev.sluice.transport.TransportFailure.Kind;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What the exceptions of the JDK's client mean. */
final class Failures {
  private Failures() {}

  static TransportFailure of(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof HttpConnectTimeoutException) {
      return new TransportFailure(Kind.CONNECT_TIMEOUT, "connect timed out", cause);
    }
    if (has(cause, UnresolvedAddressException.class) || has(cause, UnknownHostException.class)) {
      return new TransportFailure(Kind.CONNECT, "the host's name is not known", cause);
    }
    if (has(cause, SSLHandshakeException.class)) {
      return new TransportFailure(Kind.CONNECT, "TLS failed: " + said(cause), cause);
    }
    if (cause instanceof IllegalArgumentException) {
      // A proxy or a header that cannot be used: nothing was sent.
      return new TransportFailure(Kind.CONNECT, said(cause), cause);
    }
    if (has(cause, ConnectException.class)) {
      return new TransportFailure(Kind.CONNECT, refused(cause), cause);
    }
    if (cause instanceof ProtocolException) {
      return new TransportFailure(Kind.PROTOCOL, said(cause), cause);
    }
    return new TransportFailure(Kind.LOST, lost(cause), cause);
  }

  private static String refused(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank() ? "connection refused" : message;
  }

  /** The JDK tells of its parser's state; what a person wants to know is who hung up, and when. */
  private static String lost(Throwable cause) {
    String said = said(cause);
    if (said.contains("header parser received no bytes")) {
      return "it was closed before an answer began";
    }
    if (cause instanceof EOFException
        || said.contains("chunked transfer encoding")
        || said.contains("fixed content-length")) {
      return "it was closed in mid-answer";
    }
    return said;
  }

  private static String said(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }

  private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
    for (@Nullable Throwable at = thrown; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return true;
      }
    }
    return false;
  }
}
