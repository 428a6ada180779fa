package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
