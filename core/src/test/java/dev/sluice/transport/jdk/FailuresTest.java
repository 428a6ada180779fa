package dev.sluice.transport.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.spi.transport.TransportFailure.Kind;
import dev.sluice.transport.http.Via;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

  static Stream<Arguments> whileConnecting() {
    ConnectException unresolved = new ConnectException();
    unresolved.initCause(new IllegalArgumentException());
    return Stream.of(
        Arguments.of(new ConnectException("Connection refused"), "Connection refused"),
        Arguments.of(new ConnectException(), "connection refused"),
        Arguments.of(unresolved, "the host's name is not known"),
        Arguments.of(new UnknownHostException("x"), "the host's name is not known"),
        Arguments.of(new EOFException(), "the connection was closed while it was being made"),
        Arguments.of(new SSLHandshakeException("odd"), "TLS failed: odd"));
  }

  @ParameterizedTest
  @CsvSource({"403, SETTING", "407, SETTING", "429, CONNECT", "502, CONNECT"})
  void whatAProxyRefusesForGoodIsAMatterOfSettings(int status, Kind kind) {
    IOException thrown = new IOException("Tunnel failed, got: " + status);
    TransportFailure failure = Failures.of(thrown, true, Optional.empty());
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.reason()).startsWith("the proxy: it answered " + status);
  }

  @ParameterizedTest
  @MethodSource("whileConnecting")
  void whatBreaksWhileConnectingIsSaidAndNothingWasSent(Throwable thrown, String reason) {
    assertThat(Failures.of(thrown, true, Optional.empty()))
        .isEqualTo(new TransportFailure(Kind.CONNECT, reason, thrown));
  }

  @Test
  void aCertificateThatDoesNotFitIsNoMatterOfTheNetwork() {
    SSLHandshakeException thrown = new SSLHandshakeException("PKIX path validation failed: x");
    thrown.initCause(new CertificateExpiredException("NotAfter: Mon"));
    for (boolean nothingSent : new boolean[] {true, false}) {
      TransportFailure failure = Failures.of(thrown, nothingSent, Optional.empty());
      assertThat(failure.kind()).isEqualTo(Kind.UNTRUSTED);
      assertThat(failure.reason()).startsWith("TLS failed: the server's certificate has expired");
    }
  }

  @Test
  void whoDidNotListenIsTheProxyWhereThereIsOne() {
    Optional<Via> via = Optional.of(new Via(Via.Kind.HTTP, "p", 80, Optional.empty()));
    assertThat(Failures.of(new ConnectException("Connection refused"), true, via).reason())
        .isEqualTo("the proxy p:80: Connection refused");
  }

  static Stream<Arguments> later() {
    return Stream.of(
        Arguments.of(
            new SocketException("Connection reset"),
            Kind.LOST,
            "the other side closed it at once (a reset)"),
        Arguments.of(
            new IOException("HTTP/1.1 header parser received no bytes", new EOFException("EOF")),
            Kind.LOST,
            "it was closed before an answer began"),
        Arguments.of(
            new IOException("chunked transfer encoding, state: X", new EOFException("EOF")),
            Kind.LOST,
            "it was closed in mid-answer"),
        Arguments.of(
            new IOException(), Kind.LOST, "the connection broke, and the system does not say why"),
        Arguments.of(
            new ProtocolException("Invalid status line: \"sk-secret\""),
            Kind.PROTOCOL,
            "the answer does not begin with an HTTP/1.1 status line"),
        Arguments.of(
            new IOException("wrapped", new IOException("Illegal character in chunk size: 33")),
            Kind.PROTOCOL,
            "the size of a chunk is not a number"),
        Arguments.of(
            new ProtocolException("something new, with sk-secret in it"),
            Kind.PROTOCOL,
            "the answer cannot be read as HTTP"));
  }

  @ParameterizedTest
  @MethodSource("later")
  void whatBreaksLaterIsSaidWithoutTheParsersWords(Throwable thrown, Kind kind, String reason) {
    assertThat(Failures.of(thrown, false, Optional.empty()))
        .isEqualTo(new TransportFailure(kind, reason, thrown));
  }

  @Test
  void theWrapperOfAFutureIsTakenOff() {
    ConnectException below = new ConnectException("no");
    assertThat(Failures.of(new CompletionException(below), true, Optional.empty()).cause())
        .isSameAs(below);
  }
}
