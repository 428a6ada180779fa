package dev.sluice.transport.jdk;

import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.spi.transport.TransportFailure.Kind;
import dev.sluice.transport.http.ProxyRefusal;
import dev.sluice.transport.http.TlsVerdict;
import dev.sluice.transport.http.UntrustedException;
import dev.sluice.transport.http.Via;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the exceptions of the JDK's client mean, in words for persons. */
final class Failures {
  /** The client's words for an answer that is not HTTP, which tell of its parser, and ours. */
  private static final List<Meaning> MEANINGS =
      List.of(
          new Meaning(
              "(?s)Invalid status line.*|Bad trailing char.*|.*after status line CR.*",
              "the answer does not begin with an HTTP/1.1 status line"),
          new Meaning(
              "(?s)Invalid header.*|.*after CR LF CR.*", "a header of the answer cannot be read"),
          new Meaning("Header size too big.*", "the head of the answer is too long"),
          new Meaning("Too many interim responses.*", "too many interim answers came"),
          new Meaning(
              "Unexpected 101.*", "the server changed the protocol, which it was not asked to"),
          new Meaning("(?s)For input string.*", "the length of the answer is not a number"),
          new Meaning("invalid content", "the transfer encoding of the answer is not known"),
          new Meaning(
              "unexpected content length header with 204.*",
              "the answer has a length, which none of status 204 has"),
          new Meaning("Chunk header size too long.*", "the size of a chunk is longer than a line"),
          new Meaning(
              "invalid chunk header|Illegal character in chunk size.*",
              "the size of a chunk is not a number"));

  private static final Pattern TUNNEL_FAILED = Pattern.compile("Tunnel failed, got: (\\d{3})");

  private record Meaning(Pattern said, String reason) {
    Meaning(String said, String reason) {
      this(Pattern.compile(said), reason);
    }
  }

  private Failures() {}

  static TransportFailure connectTimeout() {
    String reason = "connect timed out";
    return new TransportFailure(Kind.CONNECT_TIMEOUT, reason, new SocketTimeoutException(reason));
  }

  static TransportFailure closed() {
    String reason = "the transport was closed";
    return new TransportFailure(Kind.LOST, reason, new IOException(reason));
  }

  /** A proxy's no. */
  static TransportFailure refused(Optional<Via> via, int status) {
    return refused(via, ProxyRefusal.ofStatus(status, via.flatMap(Via::login).isPresent()));
  }

  /** The same. */
  static TransportFailure refused(Optional<Via> via, ProxyRefusal refusal) {
    Kind kind = refusal.isLasting() ? Kind.SETTING : Kind.CONNECT;
    return new TransportFailure(kind, byProxy(via) + said(refusal), refusal);
  }

  private static String byProxy(Optional<Via> via) {
    return via.map(Via::said).orElse("the proxy") + ": ";
  }

  /** An answer that the client would take for another. */
  static TransportFailure misread(String reason) {
    return new TransportFailure(Kind.PROTOCOL, reason, new ProtocolException(reason));
  }

  /** Of whoever listens. */
  static TransportFailure defect(Throwable thrown) {
    return new TransportFailure(
        Kind.DEFECT, "a defect in what reads the answer: " + said(thrown), thrown);
  }

  /** Whether an HTTP/2 server takes no more streams on the connection there is. */
  static boolean isFull(Throwable thrown) {
    return find(thrown, "too many concurrent streams"::equals) != null;
  }

  /**
   * What the client says went wrong.
   *
   * @param nothingSent whether there was no connection yet
   * @param via the proxy on the way
   */
  static TransportFailure of(Throwable thrown, boolean nothingSent, Optional<Via> via) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    Optional<String> verdict =
        Optional.ofNullable(tls(cause)).flatMap(TlsVerdict::of).map(Failures::ofTls);
    if (verdict.isPresent()) {
      return new TransportFailure(Kind.UNTRUSTED, verdict.get(), cause);
    }
    if (cause instanceof UntrustedException) {
      return new TransportFailure(Kind.UNTRUSTED, said(cause), cause);
    }
    if (nothingSent) {
      return connecting(cause, via);
    }
    for (Meaning meaning : MEANINGS) {
      if (find(cause, text -> meaning.said.matcher(text).matches()) != null) {
        return new TransportFailure(Kind.PROTOCOL, meaning.reason, cause);
      }
    }
    if (has(cause, ProtocolException.class)
        || has(cause, IllegalArgumentException.class)
        || has(cause, IndexOutOfBoundsException.class)) {
      return new TransportFailure(Kind.PROTOCOL, "the answer cannot be read as HTTP", cause);
    }
    return new TransportFailure(Kind.LOST, lost(cause), cause);
  }

  private static @Nullable SSLException tls(Throwable cause) {
    return (SSLException) deepest(cause, SSLException.class);
  }

  private static String ofTls(String what) {
    return "TLS failed: " + what;
  }

  private static TransportFailure connecting(Throwable cause, Optional<Via> via) {
    String said = said(cause);
    Matcher tunnel = TUNNEL_FAILED.matcher(said);
    if (tunnel.matches()) {
      return refused(via, Integer.parseInt(tunnel.group(1)));
    }
    SSLException tls = tls(cause);
    if (tls != null) {
      return new TransportFailure(Kind.CONNECT, ofTls(said(tls)), cause);
    }
    if (cause instanceof IllegalArgumentException) {
      return new TransportFailure(Kind.SETTING, said, cause); // Nothing was tried.
    }
    String who = via.isPresent() ? byProxy(via) : "";
    return new TransportFailure(Kind.CONNECT, who + connecting(cause, said), cause);
  }

  private static String connecting(Throwable cause, String said) {
    if (isUnresolved(cause)) {
      return "the host's name is not known";
    }
    if (has(cause, ConnectException.class)) {
      String message = cause.getMessage();
      return message == null || message.isBlank() ? "connection refused" : message;
    }
    return has(cause, EOFException.class)
        ? "the connection was closed while it was being made"
        : said;
  }

  /** An address without a number is no argument that a socket takes. */
  private static boolean isUnresolved(Throwable cause) {
    return has(cause, UnknownHostException.class)
        || (has(cause, ConnectException.class) && has(cause, IllegalArgumentException.class));
  }

  /** The JDK tells of its parser's state; what a person wants to know is who hung up, and when. */
  private static String lost(Throwable cause) {
    if (find(cause, text -> text.contains("header parser received no bytes")) != null
        && has(cause, EOFException.class)) {
      return "it was closed before an answer began";
    }
    if (has(cause, EOFException.class)) {
      return "it was closed in mid-answer";
    }
    Throwable root = cause;
    for (Throwable next = root.getCause(); next != null; next = next.getCause()) {
      root = next;
    }
    String said = said(root);
    String lower = said.toLowerCase(Locale.ROOT);
    return lower.contains("reset") || lower.contains("broken pipe")
        ? "the other side closed it at once (a reset)"
        : said;
  }

  /** What an exception says; where it says nothing, that. */
  static String said(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank()
        ? "the connection broke, and the system does not say why"
        : message;
  }

  private static @Nullable Throwable find(Throwable thrown, Predicate<String> said) {
    for (@Nullable Throwable at = thrown; at != null; at = at.getCause()) {
      String message = at.getMessage();
      if (message != null && said.test(message)) {
        return at;
      }
    }
    return null;
  }

  private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
    return deepest(thrown, type) != null;
  }

  private static @Nullable Throwable deepest(Throwable thrown, Class<? extends Throwable> type) {
    Throwable deepest = null;
    for (@Nullable Throwable at = thrown; at != null; at = at.getCause()) {
      deepest = type.isInstance(at) ? at : deepest;
    }
    return deepest;
  }
}
