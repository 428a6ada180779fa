package dev.sluice.llamacpp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mirrors send clients on, and not everywhere is followed. */
class RedirectTest {
  private static final URI ASKED = URI.create("http://mirror.test/owner/tiny");
  private static final URI ASKED_SECURELY = URI.create("https://mirror.test/owner/tiny");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectToAnotherServerIsFollowed(int status) throws Exception {
    try (HubServer files = new HubServer(HubServer.file(TestModel.CONTENT));
        HubServer mirror = new HubServer(HubServer.redirect(status, files.endpoint() + "/f"))) {
      assertThat(obtain(mirror)).hasBinaryContent(TestModel.CONTENT);
      assertThat(mirror.paths()).containsExactly(TestModel.PATH);
      assertThat(files.paths()).containsExactly("/f");
    }
  }

  @Test
  void aRedirectWithinTheServerIsFollowed() throws Exception {
    HubServer.Answer first = HubServer.redirect(302, "/elsewhere/tiny.gguf");
    HubServer.Answer answer =
        exchange -> {
          boolean there = exchange.getRequestURI().getPath().startsWith("/elsewhere/");
          (there ? HubServer.file(TestModel.CONTENT) : first).to(exchange);
        };
    try (HubServer hub = new HubServer(answer)) {
      assertThat(obtain(hub)).hasBinaryContent(TestModel.CONTENT);
      assertThat(hub.paths()).containsExactly(TestModel.PATH, "/elsewhere/tiny.gguf");
    }
  }

  @Test
  void aDownloadContinuesBehindARedirect() throws Exception {
    Files.write(folder.resolve("tiny.gguf.part"), Arrays.copyOf(TestModel.CONTENT, 100_000));
    try (HubServer files = new HubServer(HubServer.file(TestModel.CONTENT));
        HubServer mirror = new HubServer(HubServer.redirect(302, files.endpoint() + "/f"))) {
      assertThat(obtain(mirror)).hasBinaryContent(TestModel.CONTENT);
      assertThat(files.ranges()).containsExactly("bytes=100000-");
    }
  }

  @Test
  void redirectsWithoutEndAreGivenUp() throws Exception {
    try (HubServer hub = new HubServer(HubServer.redirect(302, "/again"))) {
      assertThatThrownBy(() -> obtain(hub))
          .hasMessageContaining(hub.authority() + " redirected more than 5 times");
      assertThat(hub.paths()).hasSize(6);
    }
  }

  @Test
  void aRedirectToAServerThatDoesNotExistNamesIt() throws Exception {
    try (HubServer hub = new HubServer(HubServer.redirect(302, "http://nowhere.invalid/f"))) {
      assertThatThrownBy(() -> obtain(hub))
          .hasMessageContaining("the name nowhere.invalid cannot be resolved");
    }
  }

  @Test
  void aRedirectFromHttpToHttpsIsFollowedAndTheWayBackIsNot() throws Exception {
    SSLContext tls = SelfSigned.context(folder);
    SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
    HttpsURLConnection.setDefaultSSLSocketFactory(tls.getSocketFactory());
    try (HubServer files = HubServer.secure(tls, HubServer.file(TestModel.CONTENT));
        HubServer mirror = new HubServer(HubServer.redirect(302, files.endpoint() + "/f"));
        HubServer plain = new HubServer(HubServer.file(TestModel.CONTENT));
        HubServer back = HubServer.secure(tls, HubServer.redirect(302, plain.endpoint() + "/f"))) {
      assertThatThrownBy(() -> obtain(back))
          .hasMessageContaining(
              back.authority()
                  + " redirected from https to http, at "
                  + plain.authority()
                  + ", which is not followed");
      assertThat(plain.paths()).isEmpty();

      assertThat(obtain(mirror)).hasBinaryContent(TestModel.CONTENT);
      assertThat(files.paths()).containsExactly("/f");
    } finally {
      HttpsURLConnection.setDefaultSSLSocketFactory(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://cdn.test/x?a=b, https://cdn.test/x?a=b",
    "HTTP://cdn.test:81/x, HTTP://cdn.test:81/x",
    "//cdn.test/x, http://cdn.test/x",
    "/x, http://mirror.test/x",
    "x, http://mirror.test/owner/x",
    "https://cdn.test/a b|c, https://cdn.test/a%20b%7Cc",
  })
  void whereItLeads(String location, String target) throws IOException {
    assertThat(Redirect.target(ASKED, location)).hasToString(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://cdn.test/x", "file:///etc/passwd", "jar:http://x!/y", "http:x"})
  void whatIsNoHttpAddressIsNotFollowed(String location) {
    assertThatThrownBy(() -> Redirect.target(ASKED, location))
        .hasMessage("mirror.test redirected to what is no http address: " + location);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://mirror.test/x", "HTTP://cdn.test/x"})
  void aDowngradeIsNotFollowedEvenWithinTheHost(String location) {
    assertThatThrownBy(() -> Redirect.target(ASKED_SECURELY, location))
        .hasMessageContaining("redirected from https to http");
  }

  @Test
  void aRedirectToNowhereSaysSo() {
    assertThatThrownBy(() -> Redirect.target(ASKED, null))
        .hasMessage("mirror.test redirected without saying where");
    assertThatThrownBy(() -> Redirect.target(ASKED, "http://%zz/"))
        .hasMessage("mirror.test redirected to what is no address: http://%zz/");
  }

  private Path obtain(HubServer hub) throws IOException, InterruptedException {
    return TestModel.store(folder, hub.endpoint()).obtain(TestModel.MODEL, _ -> {});
  }
}
