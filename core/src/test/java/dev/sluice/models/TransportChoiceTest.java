package dev.sluice.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.Ending;
import dev.sluice.policy.Retry;
import dev.sluice.provider.ModelUnavailableException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportChoiceTest {

  @ParameterizedTest
  @CsvSource({"nio, NIO", "jdk, JDK", "JDK, JDK", "' jdk ', JDK", "'', NIO"})
  void theSettingNamesATransport(String setting, TransportChoice choice) {
    assertThat(TransportChoice.of(Map.of("SLUICE_TRANSPORT", setting))).isEqualTo(choice);
  }

  @Test
  void withoutTheSettingItIsNio() {
    assertThat(TransportChoice.of(Map.of())).isEqualTo(TransportChoice.NIO);
  }

  @Test
  void anotherValueIsAnErrorThatNamesThoseThereAre() {
    assertThatThrownBy(() -> Models.of(Map.of("SLUICE_TRANSPORT", "okhttp"), progress -> {}))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessage("SLUICE_TRANSPORT is 'okhttp', and it can be nio or jdk");
  }

  @Test
  void modelsTravelByTheOneThatTheSettingNames() {
    assertThat(refusal(Map.of("SLUICE_TRANSPORT", "jdk"))).contains("the transport jdk cannot use");
    assertThat(refusal(Map.of("SLUICE_TRANSPORT", "nio"))).doesNotContain("the transport jdk");
    assertThat(refusal(Map.of())).doesNotContain("the transport jdk");
  }

  @Test
  void inCodeItIsNamedWhateverTheSettingSays() {
    Map<String, String> environment = environment(Map.of("SLUICE_TRANSPORT", "no such transport"));
    try (Models models =
        Models.builder().environment(environment).transport(TransportChoice.JDK).build()) {
      assertThat(refusal(models)).contains("the transport jdk cannot use");
    }
  }

  private static String refusal(Map<String, String> settings) {
    try (Models models = Models.of(environment(settings), progress -> {})) {
      return refusal(models);
    }
  }

  /** What is said of a proxy that one does not speak to, and the other does not find. */
  private static String refusal(Models models) {
    Ending ending = models.model("openai/any").with(Retry.upTo(0)).stream("Count.").await();
    assertThat(ending).isInstanceOf(Ending.Incomplete.class);
    return ((Ending.Incomplete) ending).cause().message();
  }

  private static Map<String, String> environment(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("OPENAI_BASE_URL", "http://far-away.invalid/v1");
    environment.put("OPENAI_API_KEY", "sk-any");
    environment.put("HTTP_PROXY", "socks5h://127.0.0.1:1");
    return environment;
  }
}
