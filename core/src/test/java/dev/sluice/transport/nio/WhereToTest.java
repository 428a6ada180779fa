package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Peer;
import dev.sluice.transport.http.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which host and which of its addresses a URI leads to, and what it says there. */
@Timeout(240)
class WhereToTest {
  private static NioTransport transport(NioTransport.Names names) {
    return NioTransport.create(
        Map.of(), NioTransport.Setting.of(MachineTimer.INSTANCE).resolving(names));
  }

  @ParameterizedTest
  @CsvSource({
    "my_host, /v1, my_host, my_host, /v1",
    "MY_HOST, /v1, my_host, my_host, /v1",
    "bücher.example, /v1, xn--bcher-kva.example, xn--bcher-kva.example, /v1",
    "user:pw@my_host, /, my_host, my_host, /",
    "host.example, /größe/日本?q=ü&a=%C3%BC, host.example, host.example,"
        + " /gr%C3%B6%C3%9Fe/%E6%97%A5%E6%9C%AC?q=%C3%BC&a=%C3%BC",
    "host.example, /𝄞, host.example, host.example, /%F0%9D%84%9E",
    "[::1], /, ::1, [::1], /"
  })
  void namesAndPathsAreSaidSoThatServersUnderstandThem(
      String host, String path, String resolved, String said, String sent) throws Exception {
    List<String> names = new CopyOnWriteArrayList<>();
    List<String> heard = new CopyOnWriteArrayList<>();
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  heard.add(client.line());
                  heard.add(client.line());
                  client.answer("hello");
                });
        NioTransport transport =
            transport(
                name -> {
                  names.add(name);
                  return List.of(InetAddress.getLoopbackAddress());
                })) {
      URI uri = URI.create("http://" + host + ":" + peer.port() + path);
      assertThat(Exchanges.ask(transport, uri, "{}").outcome()).isEqualTo("200 hello");
      assertThat(names).containsExactly(resolved);
      assertThat(heard)
          .containsExactly("POST " + sent + " HTTP/1.1", "Host: " + said + ":" + peer.port());
    }
  }

  @Test
  void anAddressThatDoesNotAnswerDoesNotHoldUpTheNextOne() throws Exception {
    InetAddress silent = InetAddress.getByName("127.0.0.2");
    try (Peer peer = Peer.start(Exchanges.PLAIN, client -> client.answerAll("hello"));
        ServerSocket full = new ServerSocket(peer.port(), 1, silent)) {
      // Its queue is full, so that further connections hang.
      List<Socket> filling = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        filling.add(new Socket(silent, peer.port()));
      }
      try (NioTransport transport =
          transport(name -> List.of(silent, InetAddress.getLoopbackAddress()))) {
        assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome())
            .isEqualTo("200 hello");
        assertThat(peer.connections()).isEqualTo(1);
      }
      for (Socket one : filling) {
        one.close();
      }
      assertThat(full.isClosed()).isFalse();
    }
  }

  @Test
  void anAddressThatRefusesIsFollowedByTheNextOneAtOnce() throws Exception {
    InetAddress nobody = InetAddress.getByName("127.0.0.3");
    try (Peer peer = Peer.start(Exchanges.PLAIN, client -> client.answerAll("hello"));
        NioTransport transport =
            transport(name -> List.of(nobody, nobody, InetAddress.getLoopbackAddress()))) {
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("200 hello");
    }
    try (NioTransport transport = transport(name -> List.of(nobody, nobody))) {
      assertThat(Exchanges.ask(transport, URI.create("http://host.example:9/"), "{}").outcome())
          .isEqualTo("CONNECT connection refused: nobody listens at host.example:9");
    }
    try (NioTransport transport = transport(name -> List.of())) {
      assertThat(Exchanges.ask(transport, URI.create("http://host.example:9/"), "{}").outcome())
          .isEqualTo("CONNECT the host has no address");
    }
  }

  @Test
  void familiesOfAddressesTakeTurns() throws Exception {
    List<InetAddress> found = new ArrayList<>();
    for (String one : new String[] {"fd00::1", "fd00::2", "fd00::3", "10.0.0.1", "10.0.0.2"}) {
      found.add(InetAddress.getByName(one));
    }
    assertThat(Addresses.inTurn(found, 80))
        .extracting(address -> address.getAddress().getHostAddress())
        .containsExactly(
            "fd00:0:0:0:0:0:0:1",
            "10.0.0.1",
            "fd00:0:0:0:0:0:0:2",
            "10.0.0.2",
            "fd00:0:0:0:0:0:0:3");
    assertThat(Addresses.inTurn(found, 80)).extracting(InetSocketAddress::getPort).containsOnly(80);
  }
}
