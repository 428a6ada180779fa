package dev.sluice.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.Offered;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.UnlistedException;
import dev.sluice.testing.OneAnswer;
import dev.sluice.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The live list of what servers offer. */
class OfferedModelsTest {
  private static final String KEY = "sk-secret-0123456789";

  private static List<ModelListing> offered(
      ModelProvider of, Map<String, String> settings, OneAnswer answer) {
    return of.offered(new ProviderContext(settings, () -> answer, Clock.system(), progress -> {}));
  }

  private static List<String> names(String body) {
    return offered(new OpenAiProvider(), Map.of("OPENAI_API_KEY", KEY), new OneAnswer(200, body))
        .stream()
        .map(ModelListing::name)
        .toList();
  }

  @Test
  void openAisListIsAskedForWithTheKeyAndNamedByItsProvider() {
    OneAnswer answer =
        new OneAnswer(
            200,
            """
            {"object": "list", "data": [
              {"id": "gpt-4.1", "object": "model", "created": 1, "owned_by": "openai"},
              {"id": "ft:gpt-4o-mini:me::x", "object": "model"}]}
            """);
    assertThat(offered(new OpenAiProvider(), Map.of("OPENAI_API_KEY", KEY), answer))
        .containsExactly(
            new ModelListing("openai/gpt-4.1", true, "at api.openai.com/v1", OptionalLong.empty()),
            new ModelListing(
                "openai/ft:gpt-4o-mini:me::x", true, "at api.openai.com/v1", OptionalLong.empty()));
    assertThat(answer.call().uri()).hasToString("https://api.openai.com/v1/models");
    assertThat(answer.call().headers()).containsEntry("authorization", "Bearer " + KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"id\":\"a/b\"},{\"id\":\"c\"}]",
        "{\"models\":[{\"name\":\"x\",\"id\":\"a/b\"},{\"id\":\"c\"}]}",
        "{\"data\":[{\"id\":\"a/b\"},{\"id\":\"c\"},{\"id\":\"c\"},{\"id\":\"\"},{},7,null]}",
        "{\"data\":[\"a/b\",\"c\",\"forged\\nopenai/x\"]}"
      })
  void listsHaveSeveralForms(String body) {
    assertThat(names(body)).containsExactly("openai/a/b", "openai/c");
  }

  @Test
  void aListHasABound() {
    String ids =
        IntStream.range(0, Offered.MAX_MODELS + 5)
            .mapToObj(i -> "{\"id\":\"m" + i + "\"}")
            .collect(Collectors.joining(","));
    assertThat(names("{\"data\":[" + ids + "]}")).hasSize(Offered.MAX_MODELS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "{}", "{\"data\":{}}", "[", "{\"error\":null}", "7"})
  void whatIsNoListIsSaid(String body) {
    assertThatExceptionOfType(UnlistedException.class)
        .isThrownBy(() -> names(body))
        .withMessage(
            "https://api.openai.com/v1/models gave no list of models; name one all the same, as"
                + " openai/MODEL");
  }

  @Test
  void aRefusalIsToldWithoutTheKey() {
    OneAnswer answer = new OneAnswer(401, "{\"error\":{\"message\":\"wrong key " + KEY + "\"}}");
    OpenAiProvider supplied = OpenAiProvider.like("groq").key(() -> KEY).build();
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> offered(supplied, Map.of(), answer))
        .withMessage("api.groq.com answered 401: wrong key ***");
    assertThat(answer.call().headers()).containsEntry("authorization", "Bearer " + KEY);
  }

  @Test
  void aSupplierThatFailsIsSaidWithoutItsMessage() {
    OpenAiProvider supplied =
        OpenAiProvider.like("groq")
            .key(
                () -> {
                  throw new IllegalStateException(KEY);
                })
            .build();
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> offered(supplied, Map.of(), new OneAnswer(200, "[]")))
        .withMessage(
            "the key of the provider groq could not be had: java.lang.IllegalStateException");
  }

  @ParameterizedTest
  @CsvSource({
    "'', https://models.github.ai/catalog/models",
    "http://localhost:9/inference, http://localhost:9/inference/models"
  })
  void aListMayBeElsewhere(String base, String asked) {
    OneAnswer answer = new OneAnswer(200, "[{\"id\":\"openai/gpt-4.1\"}]");
    ModelProvider github =
        OpenAiProvider.compatibles().stream()
            .filter(provider -> provider.name().equals("github"))
            .findFirst()
            .orElseThrow();
    Map<String, String> settings = Map.of("GITHUB_TOKEN", KEY, "GITHUB_BASE_URL", base);
    assertThat(offered(github, settings, answer))
        .extracting(ModelListing::name)
        .containsExactly("github/openai/gpt-4.1");
    assertThat(answer.call().uri()).hasToString(asked);
  }

  @ParameterizedTest
  @CsvSource({
    "'', https://r.openai.azure.com/openai/v1/models",
    "2024-10-21, https://r.openai.azure.com/openai/models?api-version=2024-10-21"
  })
  void azuresListIsOfModelsThatCouldBeDeployed(String version, String asked) {
    OneAnswer answer = new OneAnswer(200, "{\"data\":[{\"id\":\"gpt-4.1-2025-04-14\"}]}");
    Map<String, String> settings =
        Map.of(
            "AZURE_OPENAI_ENDPOINT", "https://r.openai.azure.com",
            "AZURE_OPENAI_API_KEY", KEY,
            "OPENAI_API_VERSION", version);
    assertThat(offered(new AzureProvider(), settings, answer))
        .containsExactly(
            new ModelListing(
                "azure/gpt-4.1-2025-04-14",
                true,
                "at r.openai.azure.com, by the name of its deployment",
                OptionalLong.empty()));
    assertThat(answer.call().uri()).hasToString(asked);
    assertThat(answer.call().headers()).containsEntry("api-key", KEY);
  }
}
