package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
  private static final String KEY = "sk-0123456789";

  @Test
  void aSecretIsNeverPrinted() {
    assertThat(new Secret(KEY)).hasToString("***");
    assertThat("key: " + new Secret(KEY)).isEqualTo("key: ***");
  }

  @Test
  void aSecretIsReplacedInWhatOthersPrint() {
    assertThat(new Secret(KEY).redact("a " + KEY + " b " + KEY + "c")).isEqualTo("a *** b ***c");
  }

  @Test
  void aSecretTooShortToBeOneIsNotLookedFor() {
    assertThat(new Secret("none").redact("none of it")).isEqualTo("none of it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b+c=d\"e\\f",
        "a%2Fb%2Bc%3Dd%22e%5Cf",
        "a%2fb%2bc%3dd%22e%5cf",
        "%61%2F%62%2B%63%3D%64%22%65%5C%66",
        "a\\/b+c=d\\\"e\\\\f",
        "\\u0061\\u002Fb\\u002bc=d\\u0022e\\u005cf",
        "a&#47;b&#43;c&#61;d&#34;e&#92;f",
        "a&#x2F;b&#X2b;c&#x3d;d&#x22;e&#x5C;f"
      })
  void aSecretIsFoundHoweverItIsEscaped(String escaped) {
    Secret secret = new Secret("a/b+c=d\"e\\f");
    assertThat(secret.redact("<" + escaped + "> " + escaped)).isEqualTo("<***> ***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk-012345678",
        "sk-012",
        "%73k-012345%3",
        "%73k-01234%",
        "sk-01234\\",
        "sk-01234\\u00",
        "sk-01234&#5",
        "sk-01234&"
      })
  void theBeginningOfASecretAtTheEndIsReplacedToo(String cut) {
    assertThat(new Secret(KEY).redact("key: " + cut)).isEqualTo("key: ***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sk-01",
        "sk-012345678 ",
        "sk-0123456788",
        "sk-0123%",
        "100 % & \\ \\u %zz &#; &#x; &amp; &",
        "sk-01234%3G6789",
        "sk-01234&#9999999999;6789",
        "Sk-0123456789"
      })
  void whatIsNoSecretIsLeftAsItIs(String text) {
    assertThat(new Secret(KEY).redact(text + "!")).isEqualTo(text + "!");
  }

  @Test
  void aSecretThatBeginsAnewWithinItselfIsFound() {
    assertThat(new Secret("ababac").redact("abababac")).isEqualTo("ab***");
  }

  @Test
  void aLetterThatMarksAnEscapeIsFoundEscapedItself() {
    Secret secret = new Secret("sk-up&u");
    assertThat(secret.redact("<\\u0073\\u006b\\u002d\\u0075\\u0070\\u0026\\u0075>"))
        .isEqualTo("<***>");
    assertThat(secret.redact("<sk-\\up&\\u>")).isEqualTo("<***>");
  }

  @Test
  void eachCookieIsASecretOfItsOwn() {
    String said = "no session first-cookie, nor c2Vjb25k==, for a=first-cookie; b=c2Vjb25k==";
    for (Secret secret : Secret.of(Map.of("Cookie", "a=first-cookie; b=c2Vjb25k=="))) {
      said = secret.redact(said);
    }
    assertThat(said).doesNotContain("first-cookie", "c2Vjb25k").startsWith("no session ***, nor ");
  }

  /** Megabytes of them take seconds if each is looked at, and hours if each looks at all others. */
  @Test
  @Timeout(30)
  void aTextOfBeginningsOfEntitiesIsReadOnce() {
    String text = "&".repeat(4 * 1024 * 1024);
    assertThat(new Secret(KEY).redact(text)).isEqualTo(text);
  }
}
