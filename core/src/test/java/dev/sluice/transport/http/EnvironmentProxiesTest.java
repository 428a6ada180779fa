package dev.sluice.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
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
        "socks4://user:hunter2@proxy:1080",
        "http://user:hunter2@proxy:99999"
      })
  void aProxyThatCannotBeUsedIsSaidWithoutItsPassword(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> proxy(Map.of("http_proxy", value), "http://host/"))
        .withMessageStartingWith("the proxy in the environment variable http_proxy ")
        .withMessageEndingWith("; correct the variable or unset it")
        .withMessageNotContaining("hunter2")
        .withNoCause();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_PROXY, http://host/",
    "HTTPS_PROXY, https://host/",
    "ALL_PROXY, http://host/",
    "all_proxy, https://host/"
  })
  void theVariableThatIsWrongIsNamed(String variable, String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> proxy(Map.of(variable, "hunter2://hun ter2@"), uri))
        .withMessageContaining("variable " + variable + " is no ")
        .withMessageNotContaining("hun ter2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> proxy(Map.of(variable, "user:hunter2://host"), uri))
        .withMessageContaining("variable " + variable + " is no URL such as http://host:8080")
        .withMessageNotContaining("hunter2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> proxy(Map.of(variable, "http://host:99999"), uri))
        .withMessageContaining(variable)
        .withMessageContaining("ports go from 1 to 65535");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, http://10.200.3.4/",
    "10.1.2.0/23, http://10.1.3.255/",
    "10.0.0.0/8:8080, http://10.1.1.1:8080/",
    "fd00::/8, http://[fd12:3456::1]/",
    "fe80:0:0:0:0:0:0:1, http://[fe80::1]/",
    "FE80::0001, http://[fe80::1]/",
    "fe80::1%eth0, http://[fe80::1]/",
    "fe80::1, http://[fe80::1%25eth0]/",
    "[fe80::1]:8080, http://[fe80::1]:8080/",
    "::ffff:10.1.1.1, http://10.1.1.1/",
    "0.0.0.0/0, http://10.1.1.1/",
    "my_host, http://my_host:8080/",
    "example.com, http://my_host.example.com/",
    "example.com., http://example.com/",
    "example.com, http://example.com./",
    "*.example.com:8080, http://api.example.com:8080/"
  })
  void networksAndAddressesAreNamedInAnyForm(String exceptions, String uri) {
    Map<String, String> environment = Map.of("ALL_PROXY", "p:1", "NO_PROXY", exceptions);
    assertThat(proxy(environment, uri)).isEqualTo("direct");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, http://11.0.0.1/",
    "10.0.0.0/33, http://10.0.0.1/",
    "10.0.0.0/8, http://10.example.com/",
    "10.0.0.0/8:8080, http://10.1.1.1/",
    "fd00::/8, http://[fe80::1]/",
    "[fe80::1]:8080, http://[fe80::1]/",
    "10.1.1.1, http://[fe80::1]/",
    "*.example.com:8080, http://api.example.com/"
  })
  void whatIsOutsideOfANetworkGoesThroughTheProxy(String exceptions, String uri) {
    Map<String, String> environment = Map.of("ALL_PROXY", "p:1", "NO_PROXY", exceptions);
    assertThat(proxy(environment, uri)).isEqualTo("p:1");
  }

  @ParameterizedTest
  @CsvSource({
    "https://proxy, HTTPS, 443",
    "https://proxy:3128, HTTPS, 3128",
    "socks5://proxy, SOCKS5, 1080",
    "socks5h://proxy:9, SOCKS5H, 9",
    "SOCKS5://my_proxy, SOCKS5, 1080"
  })
  void proxiesOfEachKindAreKnown(String value, Via.Kind kind, int port) {
    Via via = via(Map.of("all_proxy", value), "http://host/").orElseThrow();
    assertThat(via.kind()).isEqualTo(kind);
    assertThat(via.port()).isEqualTo(port);
  }

  @ParameterizedTest
  @CsvSource({
    "http://user:pass@proxy:1, user, pass",
    "http://us%65r:p%40ss%3Aw%C3%B6rd@proxy:1, user, p@ss:wörd",
    "http://user:a+b@proxy:1, user, a+b",
    "http://user@proxy:1, user, ''",
    "http://user:@proxy:1, user, ''"
  })
  void aLoginIsDecodedFromTheUrlAndNotPrinted(String value, String name, String password) {
    Via via = via(Map.of("http_proxy", value), "http://host/").orElseThrow();
    assertThat(via.login()).contains(new Via.Login(name, password));
    assertThat(via.toString()).doesNotContain("user", "pass");
  }

  private static Optional<Via> via(Map<String, String> environment, String uri) {
    return EnvironmentProxies.of(environment).via(URI.create(uri));
  }

  private static String proxy(Map<String, String> environment, String uri) {
    return via(environment, uri)
        .map(via -> via.said().replaceFirst("^the proxy ", ""))
        .orElse("direct");
  }
}
