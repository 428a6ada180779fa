package dev.sluice.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {

  @Test
  void whatStandsBeforeTheFirstSlashIsTheProvider() {
    ModelName name = ModelName.of("openrouter/meta-llama/llama-3.3-70b");
    assertThat(name.provider()).isEqualTo("openrouter");
    assertThat(name.speaks()).isEqualTo("openrouter");
    assertThat(name.model()).isEqualTo("meta-llama/llama-3.3-70b");
    assertThat(name.address()).isEmpty();
    assertThat(name).hasToString("openrouter/meta-llama/llama-3.3-70b");
  }

  @ParameterizedTest
  @CsvSource({
    "openai+http://host:8080/v1#m,            http://host:8080/v1, m",
    "openai+http://host:8080/v1/m,            http://host:8080/v1, m",
    "openai+http://host:8080/v1/#m,           http://host:8080/v1, m",
    "openai+http://host/v1/org/m,             http://host/v1, org/m",
    "openai+https://host/openai/v1/org/m,     https://host/openai/v1, org/m",
    "openai+https://host/api/paas/v4/glm,     https://host/api/paas/v4, glm",
    "openai+http://host/some/where#m,         http://host/some/where, m",
    "openai+http://host/v1#org/m,             http://host/v1, org/m",
    "openai+http://host/v1#a#b,               http://host/v1, a#b",
    "ollama+http://host:11434/qwen3:4b,       http://host:11434, qwen3:4b",
    "ollama+HTTP://host:11434/hf.co/a/b,      HTTP://host:11434, hf.co/a/b",
    "openai+http://[::1]:8080/v1/m,           http://[::1]:8080/v1, m",
    "openai+http://host/v1,                   http://host, v1",
  })
  void aNameMaySayWhereItsServerIs(String text, String address, String model) {
    ModelName name = ModelName.of(text);
    assertThat(name.address()).contains(address);
    assertThat(name.model()).isEqualTo(model);
    assertThat(name.provider()).isEqualTo(name.speaks() + "+" + address);
    assertThat(ModelName.of(name.toString())).as("the usual form").isEqualTo(name);
  }

  @Test
  void theAnswerOfSuchAModelIsKnownByItsServer() {
    Message.Assistant said =
        new Message.Assistant(List.of(Part.text("hi")), "openai+http://host:8080/v1#org/m");
    assertThat(said.provider()).isEqualTo("openai+http://host:8080/v1");
  }

  @Test
  void optionsForAProviderHoldWhereverItsServerIs() {
    ChatRequest request =
        ChatRequest.builder().user("hi").providerOption("openai", "n", "1").build();
    for (String server :
        List.of(
            "openai+http://host:8080/v1",
            "openai+https://host/v1",
            "openai+HTTP://HOST/v1",
            "openai+http://h/a+http://b")) {
      assertThat(request.providerOptions(server)).as(server).containsEntry("n", "1");
    }
    for (String other :
        List.of("groq", "openai-chat", "groq+http://host/v1", "openai+ftp://host", "openai+", "")) {
      assertThat(request.providerOptions(other)).as(other).isEmpty();
    }
  }

  @Test
  void optionsForAServerAreItsOwnAloneAndTakeThePlaceOfItsProviders() {
    ChatRequest request =
        ChatRequest.builder()
            .user("hi")
            .providerOption("openai", "service_tier", "\"flex\"")
            .providerOption("openai+http://host:8080/v1", "top_k", "40")
            .build();
    assertThat(request.providerOptions("openai+http://host:8080/v1"))
        .isEqualTo(Map.of("top_k", "40"));
    assertThat(request.providerOptions("openai")).containsOnlyKeys("service_tier");
    assertThat(request.providerOptions("openai+http://other/v1")).containsOnlyKeys("service_tier");
  }

  @ParameterizedTest
  @CsvSource({"m", "''", "/m", "openai+m", "openai+ftp://host/m"})
  void otherTextIsTakenAsItIs(String text) {
    assertThat(ModelName.of(text).address()).isEmpty();
    assertThat(ModelName.of(text)).hasToString(text);
  }

  @Test
  void aLongNameIsTakenApartAtOnce() {
    String segments = "/x".repeat(200_000);
    assertThat(ModelName.of("openai+http://host" + segments).model()).endsWith("/x/x");
  }

  /** There some servers have their key, and a name is printed, logged and kept. */
  @ParameterizedTest
  @ValueSource(strings = {"/v1?key=secret&x=1", "?key=secret", "/v1/?key=secret"})
  void whatAnAddressSaysBehindAQuestionMarkIsInNoFormOfTheName(String path) {
    ModelName name = ModelName.of("openai+http://host:8080" + path + "#m");
    assertThat(name.address()).hasValueSatisfying(at -> assertThat(at).contains("key=secret"));
    assertThat(name.model()).isEqualTo("m");
    assertThat(name.provider()).doesNotContain("secret").startsWith("openai+http://host:8080");
    assertThat(name.toString()).doesNotContain("secret").endsWith("#m");
  }

  @Test
  void howLongAnAddressIsMakesNoDifferenceToWhatIsCutOff() {
    String slashes = "/".repeat(2_000_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          assertThat(ModelName.of("openai+http://h" + slashes + "a" + slashes + "#m").provider())
              .isEqualTo("openai+http://h" + slashes + "a");
          assertThat(ModelName.of("openai+http://h" + slashes + "a?b" + slashes + "#m").provider())
              .isEqualTo("openai+http://h" + slashes + "a");
          assertThat(ModelName.of("openai+http://h/v1" + slashes + "m").model()).isEqualTo("m");
        });
  }
}
