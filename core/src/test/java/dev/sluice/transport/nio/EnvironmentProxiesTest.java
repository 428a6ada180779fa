package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentProxiesTest {

  @Test
  void httpAndHttpsHaveAProxyEach() {
    Map<String, String> environment =
        Map.of("HTTP_PROXY", "http://plain:3128", "HTTPS_PROXY", "http://secure:3129");
    assertThat(proxy(environment, "http://host/")).isEqualTo("plain:3128");
    assertThat(proxy(environment, "https://host/")).isEqualTo("secure:3129");
    assertThat(proxy(environment, "HTTPS://host/")).isEqualTo("secure:3129");
  }

  @Test
  void oneProxyMayServeBoth() {
    Map<String, String> environment = Map.of("ALL_PROXY", "http://all:1");
    assertThat(proxy(environment, "http://host/")).isEqualTo("all:1");
    assertThat(proxy(environment, "https://host/")).isEqualTo("all:1");
    assertThat(proxy(Map.of("ALL_PROXY", "http://all:1", "https_proxy", "s:2"), "https://host/"))
        .isEqualTo("s:2");
  }

  @Test
  void namesAreReadInEitherCaseAndTheLowerWins() {
    assertThat(proxy(Map.of("http_proxy", "low:1", "HTTP_PROXY", "high:2"), "http://host/"))
        .isEqualTo("low:1");
    assertThat(proxy(Map.of("HTTP_PROXY", "high:2"), "http://host/")).isEqualTo("high:2");
  }

  @ParameterizedTest
  @CsvSource({
    "http://proxy:3128, proxy:3128",
    "http://proxy:3128/, proxy:3128",
    "proxy:3128, proxy:3128",
    "http://proxy, proxy:80",
    "proxy, proxy:80",
    "' http://proxy:3128 ', proxy:3128",
    "http://user:password@proxy:3128, proxy:3128",
    "http://[fe80::1]:3128, [fe80::1]:3128"
  })
  void aProxyIsAnAddressInOneOfTheseForms(String value, String expected) {
    assertThat(proxy(Map.of("http_proxy", value), "http://host/")).isEqualTo(expected);
  }

  @Test
  void withoutAProxyTheSystemDecides() {
    assertThat(proxy(Map.of(), "http://host/")).isEqualTo("direct");
    assertThat(proxy(Map.of("http_proxy", " ", "HTTPS_PROXY", "s:1"), "http://host/"))
        .isEqualTo("direct");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/",
        "http://LOCALHOST:8080/",
        "http://api.localhost/",
        "http://127.0.0.1/",
        "http://127.1.2.3:8080/",
        "http://[::1]:8080/"
      })
  void loopbackIsNeverReachedThroughAProxy(String uri) {
    assertThat(proxy(Map.of("http_proxy", "p:1"), uri)).isEqualTo("direct");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost.example.com/", "http://127.0.0.1.example.com/"})
  void whatOnlyLooksLikeLoopbackIsReachedThroughIt(String uri) {
    assertThat(proxy(Map.of("http_proxy", "p:1"), uri)).isEqualTo("p:1");
  }

  @ParameterizedTest
  @CsvSource({
    "*, http://host/",
    "host, http://host/",
    "HOST, http://host/",
    "host, http://HOST/",
    "example.com, http://example.com/",
    "example.com, http://api.example.com/",
    ".example.com, http://api.example.com/",
    "*.example.com, http://api.example.com/",
    "'a,b,host', http://host/",
    "' a , host ', http://host/",
    "'a host', http://host/",
    "host:8080, http://host:8080/",
    "host:80, http://host/",
    "host:443, https://host/",
    "192.168.1.5, http://192.168.1.5:8080/",
    "fe80::1, http://[fe80::1]/",
    "[fe80::1], http://[fe80::1]/"
  })
  void whatNoProxyNamesIsReachedDirectly(String exceptions, String uri) {
    Map<String, String> environment = Map.of("ALL_PROXY", "p:1", "NO_PROXY", exceptions);
    assertThat(proxy(environment, uri)).isEqualTo("direct");
  }

  @ParameterizedTest
  @CsvSource({
    "'', http://host/",
    "',', http://host/",
    "., http://host/",
    "ost, http://host/",
    "host.example.com, http://host/",
    "example.com, http://badexample.com/",
    ".example.com, http://badexample.com/",
    "host:8080, http://host/",
    "host:8080, http://host:8081/"
  })
  void whatNoProxyDoesNotNameIsNot(String exceptions, String uri) {
    Map<String, String> environment = Map.of("ALL_PROXY", "p:1", "NO_PROXY", exceptions);
    assertThat(proxy(environment, uri)).isEqualTo("p:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:hunter2@",
        "http://user:hunter2@ proxy",
        "http://user:hunter2@:3128",
        "http://user:hunter2@pro xy:1",
        "socks5://user:hunter2@proxy:1080"
      })
  void aProxyThatCannotBeUsedIsSaidWithoutItsPassword(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> proxy(Map.of("http_proxy", value), "http://host/"))
        .withMessageStartingWith("the proxy in the environment ")
        .withMessageNotContaining("hunter2")
        .withNoCause();
  }

  private static String proxy(Map<String, String> environment, String uri) {
    List<Proxy> proxies = EnvironmentProxies.of(environment).select(URI.create(uri));
    assertThat(proxies).hasSize(1);
    Proxy proxy = proxies.getFirst();
    if (proxy.type() == Proxy.Type.DIRECT) {
      return "direct";
    }
    assertThat(proxy.type()).isEqualTo(Proxy.Type.HTTP);
    InetSocketAddress address = (InetSocketAddress) proxy.address();
    assertThat(address.isUnresolved()).as("no name is looked up here").isTrue();
    return address.getHostString() + ":" + address.getPort();
  }
}
