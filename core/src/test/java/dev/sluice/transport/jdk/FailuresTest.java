package dev.sluice.transport.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.transport.TransportFailure;
import dev.sluice.transport.TransportFailure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

  static Stream<Arguments> meanings() {
    ConnectException unresolved = new ConnectException();
    unresolved.initCause(new UnresolvedAddressException());
    return Stream.of(
        Arguments.of(
            new ConnectException("Connection refused"), Kind.CONNECT, "Connection refused"),
        Arguments.of(new ConnectException(), Kind.CONNECT, "connection refused"),
        Arguments.of(
            new IOException("wrapped", new ConnectException("no")), Kind.CONNECT, "wrapped"),
        Arguments.of(unresolved, Kind.CONNECT, "the host's name is not known"),
        Arguments.of(new UnknownHostException("x"), Kind.CONNECT, "the host's name is not known"),
        Arguments.of(new SSLHandshakeException("no trust"), Kind.CONNECT, "TLS failed: no trust"),
        Arguments.of(
            new HttpConnectTimeoutException("HTTP connect timed out"),
            Kind.CONNECT_TIMEOUT,
            "connect timed out"),
        Arguments.of(new ProtocolException("bad status"), Kind.PROTOCOL, "bad status"),
        Arguments.of(
            new IllegalArgumentException("the proxy in the environment is not a URL"),
            Kind.CONNECT,
            "the proxy in the environment is not a URL"),
        Arguments.of(new SocketException("Connection reset"), Kind.LOST, "Connection reset"),
        Arguments.of(
            new IOException("HTTP/1.1 header parser received no bytes"),
            Kind.LOST,
            "it was closed before an answer began"),
        Arguments.of(
            new IOException("chunked transfer encoding, state: READING_LENGTH"),
            Kind.LOST,
            "it was closed in mid-answer"),
        Arguments.of(
            new IOException("fixed content-length: 10, bytes received: 3"),
            Kind.LOST,
            "it was closed in mid-answer"),
        Arguments.of(new EOFException(), Kind.LOST, "it was closed in mid-answer"),
        Arguments.of(new ClosedChannelException(), Kind.LOST, "ClosedChannelException"));
  }

  @ParameterizedTest
  @MethodSource("meanings")
  void everyExceptionHasAMeaningAndAReason(Throwable thrown, Kind kind, String reason) {
    assertThat(Failures.of(thrown)).isEqualTo(new TransportFailure(kind, reason, thrown));
  }

  @Test
  void theWrapperOfAFutureIsTakenOff() {
    ConnectException below = new ConnectException("no");
    assertThat(Failures.of(new CompletionException(below)))
        .isEqualTo(new TransportFailure(Kind.CONNECT, "no", below));
  }
}
