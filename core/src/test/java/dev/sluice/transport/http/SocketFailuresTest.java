package dev.sluice.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.spi.transport.TransportFailure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SocketFailuresTest {
  private static final Route ROUTE = new Route(new Origin(false, "host", 80), Optional.empty());

  static Stream<Arguments> beforeTheConnection() {
    return Stream.of(
        Arguments.of(
            new ConnectException("Connection refused"),
            "connection refused: nobody listens at host:80"),
        Arguments.of(new ConnectException(), "connection refused: nobody listens at host:80"),
        Arguments.of(new SocketException("Network is unreachable"), "no network leads to host:80"),
        Arguments.of(
            new SocketException("Too many open files"),
            "this process may open no more files and connections (ulimit -n)"),
        Arguments.of(
            new SocketException("Connection reset"), "the other side closed it at once (a reset)"),
        Arguments.of(new UnresolvedAddressException(), "the host's name is not known"),
        Arguments.of(new UnknownHostException("x"), "the host's name is not known"),
        Arguments.of(new SSLHandshakeException("no trust"), "TLS failed: no trust"));
  }

  @Test
  void whatIsSetAndCannotWorkIsNoMatterOfTheNetwork() {
    Exception thrown = new IllegalArgumentException("no URL");
    assertThat(SocketFailures.ofConnecting(thrown, ROUTE))
        .isEqualTo(new TransportFailure(Kind.SETTING, "no URL", thrown));
    assertThat(SocketFailures.ofPreparing(thrown))
        .isEqualTo(new TransportFailure(Kind.SETTING, "no URL", thrown));
  }

  static Stream<Arguments> afterTheConnection() {
    return Stream.of(
        Arguments.of(new ProtocolException("bad status"), Kind.PROTOCOL, "bad status"),
        Arguments.of(
            new SocketException("Connection reset"),
            Kind.LOST,
            "the other side closed it at once (a reset)"),
        Arguments.of(
            new IOException("Broken pipe"),
            Kind.LOST,
            "the other side closed it at once (a reset)"),
        Arguments.of(
            new IOException("Connection timed out"), Kind.LOST, "the other side no longer answers"),
        Arguments.of(new EOFException(), Kind.LOST, "it was closed in mid-answer"),
        Arguments.of(new ClosedChannelException(), Kind.LOST, "it was closed"));
  }

  @ParameterizedTest
  @MethodSource("beforeTheConnection")
  void whatKeepsAConnectionFromBeingMadeHasAReason(Exception thrown, String reason) {
    assertThat(SocketFailures.ofConnecting(thrown, ROUTE))
        .isEqualTo(new TransportFailure(Kind.CONNECT, reason, thrown));
  }

  @ParameterizedTest
  @MethodSource("afterTheConnection")
  void whatBreaksAConnectionHasAKindAndAReason(Exception thrown, Kind kind, String reason) {
    assertThat(SocketFailures.of(thrown)).isEqualTo(new TransportFailure(kind, reason, thrown));
  }
}
