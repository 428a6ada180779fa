package dev.sluice.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.openai.chat.ChatCompletions;
import dev.sluice.provider.openai.chat.Quirks;
import dev.sluice.provider.openai.chat.RefusedFields;
import dev.sluice.rules.Page;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Fixtures;
import dev.sluice.testing.OneAnswer;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Recorder;
import dev.sluice.time.Clock;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AzureProviderTest {
  private static final String KEY = "0123456789abcdef";
  private static final Map<String, String> SETTINGS =
      Map.of("AZURE_OPENAI_ENDPOINT", "https://my.openai.azure.com/", "AZURE_OPENAI_API_KEY", KEY);

  private final AzureProvider provider = new AzureProvider();
  private final OneExchange transport = new OneExchange();

  private ProviderContext context(Map<String, String> settings) {
    return new ProviderContext(settings, () -> transport, Clock.system(), progress -> {});
  }

  private HttpCall call(AzureProvider of, String model, Map<String, String> settings) {
    of.source(model, context(settings)).open(ChatRequest.of("hi"), new Recorder());
    return transport.call();
  }

  private static Map<String, String> with(String setting, String value) {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.put(setting, value);
    return settings;
  }

  @Test
  void theResponsesApiIsAskedByANameOfItsOwnWhateverTheVersion() {
    for (String version : new String[] {"", "v1", "2024-10-21"}) {
      HttpCall call = call(AzureProvider.responses(), "gpt-5", with("OPENAI_API_VERSION", version));
      assertThat(call.uri()).hasToString("https://my.openai.azure.com/openai/v1/responses");
      assertThat(call.headers()).containsEntry("api-key", KEY).doesNotContainKey("authorization");
      assertThat(call.bodyText()).contains("\"model\":\"gpt-5\"");
    }
    AzureProvider built =
        AzureProvider.builder()
            .endpoint("https://my.openai.azure.com")
            .key(KEY)
            .api(OpenAiProvider.Api.RESPONSES)
            .build();
    assertThat(call(built, "d", Map.of()).uri())
        .hasToString("https://my.openai.azure.com/openai/v1/responses");
    assertThat(AzureProvider.responses().source("d", context(SETTINGS))).isNotNull();
    assertThat(AzureProvider.responses().models(context(SETTINGS)).getFirst().name())
        .isEqualTo("azure-responses/DEPLOYMENT");
  }

  @Test
  void withoutAVersionItsApiWithoutVersionsIsAskedWithTheKeyInAHeaderOfItsOwn() {
    HttpCall call = call(provider, "my-gpt", SETTINGS);
    assertThat(call.uri()).hasToString("https://my.openai.azure.com/openai/v1/chat/completions");
    assertThat(call.headers()).containsEntry("api-key", KEY).doesNotContainKey("authorization");
    assertThat(call.bodyText()).contains("\"model\":\"my-gpt\"");
  }

  @ParameterizedTest
  @CsvSource({
    "AZURE_OPENAI_API_VERSION, 2024-10-21, deployments/my-gpt/chat/completions?api-version=2024-10-21",
    "OPENAI_API_VERSION, 2024-10-21, deployments/my-gpt/chat/completions?api-version=2024-10-21",
    "OPENAI_API_VERSION, preview, v1/chat/completions?api-version=preview",
    "OPENAI_API_VERSION, v1, v1/chat/completions"
  })
  void aDatedVersionHasAddressesOfDeployments(String setting, String version, String address) {
    assertThat(call(provider, "my-gpt", with(setting, version)).uri())
        .hasToString("https://my.openai.azure.com/openai/" + address);
  }

  @ParameterizedTest
  @CsvSource({
    "https://r.openai.azure.com, https://r.openai.azure.com/openai/v1/chat/completions",
    "https://r.openai.azure.com/openai, https://r.openai.azure.com/openai/v1/chat/completions",
    "https://r.openai.azure.com/openai/v1/, https://r.openai.azure.com/openai/v1/chat/completions",
    "https://r.openai.azure.com/openai/v1/chat/completions,"
        + " https://r.openai.azure.com/openai/v1/chat/completions",
    "https://r.openai.azure.com/openai/deployments/x/chat/completions?api-version=2025-01-01-preview,"
        + " https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2025-01-01-preview",
    "https://r.services.ai.azure.com/, https://r.services.ai.azure.com/openai/v1/chat/completions",
    "https://gate.example/openai-team?k=1,"
        + " https://gate.example/openai-team/openai/v1/chat/completions?k=1",
    "https://gate.example/team/openai/deployments/x?api-version=2024-10-21&k=1,"
        + " https://gate.example/team/openai/deployments/d/chat/completions?k=1&api-version=2024-10-21"
  })
  void whateverOfTheAddressIsPastedTheResourceIsFound(String endpoint, String asked) {
    assertThat(call(provider, "d", with("AZURE_OPENAI_ENDPOINT", endpoint)).uri())
        .hasToString(asked);
  }

  @Test
  void aDeploymentsNameIsOneSegmentOfTheAddress() {
    assertThat(call(provider, "a b/c", with("OPENAI_API_VERSION", "2024-10-21")).uri().getRawPath())
        .isEqualTo("/openai/deployments/a%20b%2Fc/chat/completions");
  }

  @Test
  void aTokenOfEntrasGoesBeforeAKey() {
    HttpCall call = call(provider, "d", with("AZURE_OPENAI_AD_TOKEN", "eyJ0.token"));
    assertThat(call.headers())
        .containsEntry("authorization", "Bearer eyJ0.token")
        .doesNotContainKey("api-key");
  }

  @Test
  void aBuiltOneTakesNothingFromTheEnvironment() {
    AzureProvider built =
        AzureProvider.builder()
            .name("work")
            .endpoint("https://built.openai.azure.com")
            .apiVersion("2024-10-21")
            .key("key-of-the-builder")
            .build();
    HttpCall call = call(built, "d", with("AZURE_OPENAI_AD_TOKEN", "eyJ0.token"));
    assertThat(built.name()).isEqualTo("work");
    assertThat(call.uri().toString())
        .startsWith("https://built.openai.azure.com/openai/deployments/d/");
    assertThat(call.headers())
        .containsEntry("api-key", "key-of-the-builder")
        .doesNotContainKey("authorization");
    assertThat(built).hasToString("AzureProvider[Account[work at built.openai.azure.com]]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AzureProvider.builder().key("key-of-the-builder").build())
        .withMessageStartingWith("the base URL of the provider azure must be");
  }

  @Test
  void aSupplierOfTokensIsAskedForEachAttempt() {
    AzureProvider built =
        AzureProvider.builder()
            .endpoint("https://built.openai.azure.com")
            .token(() -> "eyJ0.supplied")
            .build();
    ChatCompletions format =
        new ChatCompletions(
            Account.of("azure", URI.create("https://h")).asking(() -> "x"),
            AzureResource.KEY,
            Quirks.NONE,
            "d",
            new RefusedFields());
    assertThat(format.keys(ChatRequest.of("hi"))).isPresent();
    ChatRequest own = ChatRequest.builder().user("hi").header("api-key", "mine").build();
    assertThat(format.keys(own)).as("a request that brings its own key").isEmpty();
    OneAnswer answer = new OneAnswer(401, "{}");
    built
        .source("d", new ProviderContext(Map.of(), () -> answer, Clock.system(), progress -> {}))
        .open(ChatRequest.of("hi"), new Recorder());
    assertThat(answer.call().headers())
        .containsEntry("authorization", "Bearer eyJ0.supplied")
        .doesNotContainKey("api-key");
  }

  @Test
  void theExampleOfItsPageIsCompiled() throws Exception {
    Supplier<String> token = () -> "not-a-real-token";
    var azure =
        AzureProvider.builder()
            .endpoint("https://my-resource.openai.azure.com")
            .token(token)
            .build();
    assertThat(azure.name()).isEqualTo("azure");
    Page.of("providers/azure.md", AzureProviderTest.class).mustHaveItsExamplesInTheTest(1);
  }

  @Test
  void whatIsMissingIsSaidInALine() {
    assertThat(listing(Map.of()).state())
        .isEqualTo(
            "needs AZURE_OPENAI_ENDPOINT, and AZURE_OPENAI_API_KEY or AZURE_OPENAI_AD_TOKEN");
    assertThat(listing(Map.of("AZURE_OPENAI_API_KEY", KEY)).state())
        .isEqualTo("needs AZURE_OPENAI_ENDPOINT");
    assertThat(listing(Map.of("AZURE_OPENAI_ENDPOINT", "https://r.openai.azure.com")).state())
        .isEqualTo("needs AZURE_OPENAI_API_KEY or AZURE_OPENAI_AD_TOKEN");
    assertThat(listing(with("AZURE_OPENAI_ENDPOINT", "r.openai.azure.com")).state())
        .startsWith("AZURE_OPENAI_ENDPOINT must be an http or https URL");
    assertThat(listing(SETTINGS).usable()).isTrue();
    assertThat(listing(SETTINGS).state()).isEqualTo("at my.openai.azure.com");
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(provider, "d", Map.of()))
        .withMessage("where the models of azure are is not known: set AZURE_OPENAI_ENDPOINT");
  }

  private ModelListing listing(Map<String, String> settings) {
    assertThat(provider.models(context(settings))).hasSize(1);
    ModelListing listing = provider.models(context(settings)).getFirst();
    assertThat(listing.name()).isEqualTo("azure/DEPLOYMENT");
    return listing;
  }

  private static ChatCompletions format() {
    return new ChatCompletions(
        Account.of("azure", URI.create("https://my.openai.azure.com/openai/v1")),
        AzureResource.KEY,
        Quirks.NONE,
        "d",
        new RefusedFields());
  }

  @Test
  void aPromptThatAFilterStopsIsAFailureThatNamesTheFilter() {
    Failure failure =
        format()
            .refusal(
                new ResponseHead(400, Map.of("apim-request-id", "r-1")),
                """
                {"error": {"message": "The response was filtered.", "type": null,
                 "param": "prompt", "code": "content_filter", "status": 400,
                 "innererror": {"code": "ResponsibleAIPolicyViolation",
                  "content_filter_result": {
                   "hate": {"filtered": false, "severity": "safe"},
                   "jailbreak": {"filtered": true, "detected": true},
                   "self_harm": {"filtered": true, "severity": "medium"}}}}}
                """);
    assertThat(failure)
        .isInstanceOfSatisfying(
            Failure.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Failure.Reason.CONTENT_FILTERED);
              assertThat(refused.field()).isEqualTo("prompt");
              assertThat(refused.message())
                  .isEqualTo(
                      "my.openai.azure.com answered 400: The response was filtered;"
                          + " stopped by the filter: jailbreak, self harm (prompt)"
                          + " (request r-1); a filter of the provider's stopped it, another"
                          + " wording may pass");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"code\":\"DeploymentNotFound\",\"message\":\"The API deployment for this"
            + " resource does not exist.\"}}",
        "{\"error\":{\"code\":\"404\",\"message\":\"Resource not found\"}}"
      })
  void aDeploymentThatIsNotThereIsNotFound(String body) {
    Failure failure = format().refusal(new ResponseHead(404, Map.of()), body);
    assertThat(((Failure.Refused) failure).reason()).isEqualTo(Failure.Reason.NOT_FOUND);
    assertThat(failure.message()).doesNotContain("/v1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2024-10-21"})
  void whoFindsNoDeploymentIsToldToLookForOne(String version) {
    for (AzureProvider asked : List.of(provider, AzureProvider.responses())) {
      OneExchange transport = new OneExchange();
      Recorder sink = new Recorder();
      asked
          .source(
              "gpt-5",
              new ProviderContext(
                  with("OPENAI_API_VERSION", version), () -> transport, Clock.system(), none -> {}))
          .open(ChatRequest.of("hi"), sink);
      transport.listener().onHead(new ResponseHead(404, Map.of()));
      byte[] body =
          "{\"error\":{\"code\":\"404\",\"message\":\"Resource not found\"}}"
              .getBytes(StandardCharsets.UTF_8);
      transport.listener().onBytes(ByteBuffer.wrap(body));
      transport.listener().onEnd();
      assertThat(sink.end())
          .isInstanceOfSatisfying(
              Cause.Failed.class,
              failed ->
                  assertThat(failed.why().message())
                      .isEqualTo(
                          "my.openai.azure.com answered 404: Resource not found; there may be no"
                              + " deployment 'gpt-5'; check the deployment's name and the address"
                              + " of its resource"));
    }
  }

  @Test
  void aDatedVersionIsNotForTheResponsesApi() {
    AzureProvider.Builder dated =
        AzureProvider.builder()
            .endpoint("https://my.openai.azure.com")
            .key(KEY)
            .api(OpenAiProvider.Api.RESPONSES)
            .apiVersion("2025-04-01-preview");
    assertThatIllegalArgumentException()
        .isThrownBy(dated::build)
        .withMessage(
            "Azure's responses API is asked without a dated version: leave out"
                + " apiVersion(\"2025-04-01-preview\"), or ask by api(CHAT_COMPLETIONS)");
    assertThat(dated.apiVersion("preview").build()).isNotNull();
  }

  @Test
  void whatTheFilterSaysOfAnAnswerIsNeitherContentNorAnError() {
    List<String> payloads = Fixtures.payloads("openai-chat/azure-model-router");
    Answered answered = Answered.of(format(), "text/event-stream", Answered.sse(payloads));
    assertThat(answered.ending()).isInstanceOf(Ending.Completed.class);
    assertThat(answered.reply().text()).isEqualTo("Capital of Denmark.");
    assertThat(answered.reply().parts()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", ".."})
  void aNameThatWouldLeadElsewhereIsNone(String model) {
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(provider, model, with("AZURE_OPENAI_API_VERSION", "2024-10-21")))
        .withMessageContaining(" names no model: give its deployment's name after the slash");
  }
}
