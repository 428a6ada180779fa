package dev.sluice.transport.http;

import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.spi.transport.TransportFailure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the exceptions of sockets and TLS mean, for a person. */
public final class SocketFailures {
  private SocketFailures() {}

  /** Of a connection that had been made. */
  public static TransportFailure of(Exception thrown) {
    Optional<String> verdict =
        thrown instanceof SSLException tls ? TlsVerdict.of(tls) : Optional.empty();
    if (verdict.isPresent()) {
      return new TransportFailure(Kind.UNTRUSTED, "TLS failed: " + verdict.get(), thrown);
    }
    Kind kind = thrown instanceof ProtocolException ? Kind.PROTOCOL : Kind.LOST;
    return new TransportFailure(kind, broken(thrown), thrown);
  }

  /** Of a connection that could not be made: nothing was sent. */
  public static TransportFailure ofConnecting(Exception thrown, Route route) {
    return connecting(thrown, route.origin().hostAndPort());
  }

  /** Of the way to a proxy, or of what it said. */
  public static TransportFailure ofProxy(Via via, Exception thrown) {
    TransportFailure failure =
        connecting(thrown, via.host().indexOf(':') < 0 ? via.host() + ":" + via.port() : "it");
    return new TransportFailure(failure.kind(), via.said() + ": " + failure.reason(), thrown);
  }

  /** Of an answer that a proxy which was handed the whole request gave in its own name. */
  public static Optional<TransportFailure> ofAnswer(ResponseHead head, Route route) {
    return route.proxied()
        ? route
            .via()
            .flatMap(via -> ProxyRefusal.of(head, via).map(refusal -> ofProxy(via, refusal)))
        : Optional.empty();
  }

  /** The other side hung up. */
  public static IOException endOfInput(boolean begun) {
    return new EOFException(
        begun ? "it was closed in mid-answer" : "it was closed before an answer began");
  }

  /** Of what is done before a socket is there. */
  public static TransportFailure ofPreparing(Exception thrown) {
    if (thrown instanceof UnknownHostException || thrown instanceof UnresolvedAddressException) {
      return new TransportFailure(Kind.CONNECT, "the host's name is not known", thrown);
    }
    if (thrown instanceof UntrustedException) {
      return new TransportFailure(Kind.UNTRUSTED, said(thrown), thrown);
    }
    if (thrown instanceof GeneralSecurityException) {
      return new TransportFailure(
          Kind.UNTRUSTED, "the trusted certificates cannot be loaded: " + said(thrown), thrown);
    }
    Kind kind = thrown instanceof IllegalArgumentException ? Kind.SETTING : Kind.CONNECT;
    return new TransportFailure(kind, said(thrown), thrown);
  }

  /** Of something of this process that threw. */
  public static TransportFailure ofDefect(Throwable thrown) {
    return new TransportFailure(Kind.DEFECT, "a defect: " + thrown, thrown);
  }

  public static TransportFailure timedOut(Kind kind, String reason) {
    return new TransportFailure(kind, reason, new SocketTimeoutException(reason));
  }

  /**
   * Of what an event loop had to end.
   *
   * @param death what the loop died of; null if it was closed
   */
  public static TransportFailure ofLoop(@Nullable Throwable death) {
    String reason =
        death == null ? "the transport was closed" : "the event loop that reads it ended";
    return new TransportFailure(Kind.LOST, reason, death == null ? new IOException(reason) : death);
  }

  private static TransportFailure connecting(Exception thrown, String where) {
    if (thrown instanceof SSLException tls) {
      Optional<String> verdict = TlsVerdict.of(tls);
      return new TransportFailure(
          verdict.isPresent() ? Kind.UNTRUSTED : Kind.CONNECT,
          "TLS failed: " + verdict.orElseGet(() -> said(thrown)),
          thrown);
    }
    if (thrown instanceof ProxyRefusal refusal) {
      Kind kind = refusal.isLasting() ? Kind.SETTING : Kind.CONNECT;
      return new TransportFailure(kind, said(refusal), refusal);
    }
    String reason;
    if (thrown instanceof UnknownHostException || thrown instanceof UnresolvedAddressException) {
      reason = "the host's name is not known";
    } else if (thrown instanceof NoRouteToHostException || isUnreachable(thrown)) {
      reason = "no network leads to " + where;
    } else if (thrown instanceof ConnectException && !isTimeout(thrown)) {
      reason = "connection refused: nobody listens at " + where;
    } else if (said(thrown).contains("Too many open files")) {
      reason = "this process may open no more files and connections (ulimit -n)";
    } else if (thrown instanceof IllegalArgumentException) {
      return new TransportFailure(Kind.SETTING, said(thrown), thrown);
    } else {
      reason = broken(thrown);
    }
    return new TransportFailure(Kind.CONNECT, reason, thrown);
  }

  private static boolean isUnreachable(Exception thrown) {
    return said(thrown).toLowerCase(Locale.ROOT).contains("unreachable");
  }

  private static boolean isTimeout(Exception thrown) {
    return said(thrown).toLowerCase(Locale.ROOT).contains("timed out");
  }

  /** The words of the system and of Java, in ours. */
  private static String broken(Exception thrown) {
    String message = said(thrown);
    String lower = message.toLowerCase(Locale.ROOT);
    if (thrown instanceof EOFException) {
      return message;
    }
    if (thrown instanceof ClosedChannelException) {
      return "it was closed";
    }
    if (thrown instanceof SSLException) {
      return "TLS failed: " + message;
    }
    if (lower.contains("reset") || lower.contains("broken pipe") || lower.contains("aborted")) {
      return "the other side closed it at once (a reset)";
    }
    if (lower.contains("timed out")) {
      return "the other side no longer answers";
    }
    if (lower.contains("unreachable") || lower.contains("no route")) {
      return "the network no longer leads there";
    }
    return message;
  }

  /** An exception's message; never a class's name, which tells a person nothing. */
  private static String said(Exception thrown) {
    String message = thrown.getMessage();
    if (message != null && !message.isBlank()) {
      return message;
    }
    return thrown instanceof EOFException ? "it was closed in mid-answer" : "it broke";
  }

  /** A proxy has a name that nobody knows. */
  public static final class UnknownProxyException extends IOException {
    private static final long serialVersionUID = 1;

    public UnknownProxyException(Via via, IOException cause) {
      super(via.said() + ": the host's name is not known", cause);
    }
  }
}
