package dev.sluice.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.UnlistedException;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.Transport;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Recorder;
import dev.sluice.time.Clock;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(240)
class AnthropicProviderTest {
  private static final String KEY = "sk-ant-secret-0123456789";
  private static final String MODEL = "claude-sonnet-4-5";

  private final OneExchange transport = new OneExchange();

  @Test
  void withoutABaseUrlAnthropicIsAsked() {
    HttpCall call = call(Map.of("ANTHROPIC_API_KEY", " " + KEY + "\n"));
    assertThat(call.uri()).hasToString("https://api.anthropic.com/v1/messages");
    assertThat(call.headers())
        .containsEntry("x-api-key", KEY)
        .containsEntry("anthropic-version", "2023-06-01")
        .containsEntry("content-type", "application/json")
        .containsEntry("accept", "text/event-stream")
        .doesNotContainKeys("authorization", "anthropic-beta");
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, http://localhost:8080/v1/messages",
    "http://localhost:8080/, http://localhost:8080/v1/messages",
    "http://localhost:8080/v1, http://localhost:8080/v1/messages",
    "http://localhost:8080/v1/, http://localhost:8080/v1/messages",
    "http://localhost:8080/v1/messages, http://localhost:8080/v1/messages",
    "http://localhost/anthropic, http://localhost/anthropic/v1/messages",
    "http://localhost/anthropic?a=b, http://localhost/anthropic/v1/messages?a=b",
    "http://localhost/v1?a=/b/#c, http://localhost/v1/messages?a=/b/"
  })
  void aBaseUrlMeansWhatItDoesToTheSdks(String base, String endpoint) {
    assertThat(call(Map.of("ANTHROPIC_BASE_URL", base)).uri()).hasToString(endpoint);
  }

  @Test
  void aTokenIsABearersUnlessThereIsAKey() {
    assertThat(call(Map.of("ANTHROPIC_AUTH_TOKEN", KEY)).headers())
        .containsEntry("authorization", "Bearer " + KEY)
        .doesNotContainKey("x-api-key");
    assertThat(call(Map.of("ANTHROPIC_AUTH_TOKEN", "other", "ANTHROPIC_API_KEY", KEY)).headers())
        .containsEntry("x-api-key", KEY)
        .doesNotContainKey("authorization");
  }

  @Test
  void withoutAKeyItIsSaidWhatIsMissing() {
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(Map.of()))
        .withMessageStartingWith(
            "anthropic/claude-sonnet-4-5 needs a key: set ANTHROPIC_API_KEY or"
                + " ANTHROPIC_AUTH_TOKEN");
  }

  @Test
  void versionAndBetasAreSent() {
    AnthropicProvider provider =
        AnthropicProvider.builder()
            .key(KEY)
            .version("2026-10-21")
            .betas("context-1m-2025-08-07", "skills-2025-10-02")
            .build();
    ChatRequest request =
        ChatRequest.builder()
            .user(
                new Part.Media(
                    Part.Media.Kind.IMAGE, "", new Part.Media.File("anthropic", "file_1")))
            .providerOption("anthropic", "betas", "[\"skills-2025-10-02\",\"mine-1\"]")
            .build();
    assertThat(call(provider, Map.of(), request).headers())
        .containsEntry("anthropic-version", "2026-10-21")
        .containsEntry(
            "anthropic-beta",
            "context-1m-2025-08-07,skills-2025-10-02,mine-1,files-api-2025-04-14");
    assertThat(
            call(provider, Map.of(), request.toBuilder().header("anthropic-beta", "x").build())
                .headers())
        .containsEntry("anthropic-beta", "x");
  }

  @Test
  void aRequestSaysAnotherVersion() {
    ChatRequest request =
        ChatRequest.builder()
            .user("hi")
            .providerOption("anthropic", "version", "\"2026-10-21\"")
            .build();
    HttpCall call = call(AnthropicProvider.builder().key(KEY).build(), Map.of(), request);
    assertThat(call.headers()).containsEntry("anthropic-version", "2026-10-21");
    assertThat(StandardCharsets.UTF_8.decode(call.body()).toString()).doesNotContain("version");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Dialect.checkedVersion("a\r\nb"));
  }

  @Test
  void aBetaThatCannotBeSentIsRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> AnthropicProvider.builder().betas("a\r\nx-other: y"));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> AnthropicProvider.builder().version("a b"));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> AnthropicProvider.builder().defaultMaxTokens(0));
  }

  @Test
  void aServerThatWantsItsKeyAsABearersIsAskedSo() {
    AnthropicProvider provider =
        AnthropicProvider.builder()
            .name("kimi")
            .baseUrl("https://api.moonshot.example/anthropic")
            .key(KEY)
            .bearer()
            .defaultMaxTokens(99)
            .unsignedThinking()
            .build();
    HttpCall call = call(provider, Map.of(), ChatRequest.of("hi"));
    assertThat(call.uri()).hasToString("https://api.moonshot.example/anthropic/v1/messages");
    assertThat(call.headers()).containsEntry("authorization", "Bearer " + KEY);
    assertThat(call.bodyText()).contains("\"max_tokens\":99");
    assertThat(provider.name()).isEqualTo("kimi");
    assertThat(provider.toString()).doesNotContain(KEY);
  }

  /** From 4.6 on the API refuses the beginning of an answer, and with thoughts it always did. */
  @ParameterizedTest
  @CsvSource({
    "claude-3-5-sonnet-20241022, true",
    "claude-opus-4-5-20251101, true",
    "claude-sonnet-4-20250514, true",
    "claude-opus-4-6, false",
    "claude-sonnet-5, false",
    "claude-fable-5, false",
    "kimi-k2, false"
  })
  void aContinuationIsPrefilledWhereTheModelTakesIt(String model, boolean prefills) {
    StreamSource source =
        new AnthropicProvider().source(model, context(Map.of("ANTHROPIC_API_KEY", KEY)));
    ChatRequest request = ChatRequest.of("hi");
    assertThat(source.prefills()).isEqualTo(prefills);
    assertThat(source.prefills(request)).isEqualTo(prefills);
    assertThat(
            source.prefills(
                request.toBuilder()
                    .providerOption("anthropic", "thinking", "{\"type\":\"adaptive\"}")
                    .build()))
        .isFalse();
  }

  @Test
  void aLimitOfOursThatIsRefusedIsLoweredAndAUsersIsNot() {
    Failure.Refused refusal =
        refusal(
            "max_tokens: 64000 > 8192, which is the maximum allowed number of output tokens for"
                + " claude-sonnet-4-5");
    WireFormat other = Claude.FORMAT.without(Claude.REQUEST, refusal).orElseThrow();
    assertThat(other.call(Claude.REQUEST).bodyText()).contains("\"max_tokens\":8192");
    assertThat(other.without(Claude.REQUEST, refusal)).isEmpty();
    ChatRequest limited = Claude.REQUEST.toBuilder().maxTokens(64_000).build();
    assertThat(Claude.FORMAT.without(limited, refusal)).isEmpty();
    assertThat(Claude.FORMAT.without(Claude.REQUEST, refusal("temperature: what"))).isEmpty();
  }

  @Test
  void instructionsThatAModelDoesNotTakeInTheMidstStandAbove() {
    Messages format = new Messages(Claude.ACCOUNT, Dialect.ANTHROPIC, "claude-sonnet-5");
    ChatRequest request =
        ChatRequest.builder().user("hi").message(Message.system("Be terse.")).build();
    assertThat(format.call(request).bodyText()).contains("\"role\":\"system\"");
    Optional<WireFormat> other =
        format.without(request, refusal("role 'system' is not supported on this model"));
    assertThat(other.orElseThrow().call(request).bodyText())
        .contains("\"system\":\"Be terse.\"")
        .doesNotContain("\"role\":\"system\"");
  }

  private static Failure.Refused refusal(String message) {
    return new Failure.Refused(
        "localhost", 400, message, "invalid_request_error", "", "", Failure.RetryAdvice.NONE);
  }

  // The list of models.

  @Test
  void theListOfModelsIsAskedPageAfterPage() {
    Pages pages =
        new Pages(
            "{'data':[{'type':'model','id':'claude-a','display_name':'Claude A',"
                + "'created_at':'2026-01-01T00:00:00Z'}],'has_more':true,'first_id':'claude-a',"
                + "'last_id':'claude-a'}",
            "{'data':[{'type':'model','id':'claude-b'}],'has_more':false,'last_id':'claude-b'}");
    List<ModelListing> offered =
        new AnthropicProvider()
            .offered(
                new ProviderContext(
                    Map.of("ANTHROPIC_API_KEY", KEY), () -> pages, Clock.system(), none -> {}));
    assertThat(offered)
        .containsExactly(
            new ModelListing("anthropic/claude-a", true, "Claude A", OptionalLong.empty()),
            new ModelListing(
                "anthropic/claude-b", true, "at api.anthropic.com", OptionalLong.empty()));
    assertThat(pages.calls.stream().map(HttpCall::uri))
        .containsExactly(
            URI.create("https://api.anthropic.com/v1/models?limit=1000"),
            URI.create("https://api.anthropic.com/v1/models?limit=1000&after_id=claude-a"));
    assertThat(pages.calls.getFirst().headers())
        .containsEntry("x-api-key", KEY)
        .containsEntry("anthropic-version", "2023-06-01");
  }

  @Test
  void aListWithoutAnEndIsNotReadForEver() {
    String[] all = new String[40];
    for (int i = 0; i < all.length; i++) {
      all[i] = "{'data':[],'has_more':true,'last_id':'m" + i + "'}";
    }
    assertThatExceptionOfType(UnlistedException.class)
        .isThrownBy(() -> offered(new Pages(all)))
        .withMessage("localhost:9 has more than 20 pages of models");
    assertThat(
            offered(
                new Pages(
                    "{'data':[],'has_more':true,'last_id':'m'}",
                    "{'data':[],'has_more':true,'last_id':'m'}")))
        .isEmpty();
  }

  @Test
  void whatIsNoListIsSaidToBeNone() {
    assertThatExceptionOfType(UnlistedException.class)
        .isThrownBy(() -> offered(new Pages("<html>")))
        .withMessage("localhost:9 answered with a list that is not JSON");
    assertThatExceptionOfType(UnlistedException.class)
        .isThrownBy(() -> offered(new Pages("[]")))
        .withMessage("localhost:9 answered with no list of models");
  }

  private static List<ModelListing> offered(Pages pages) {
    return AnthropicProvider.builder()
        .baseUrl("http://localhost:9")
        .build()
        .offered(new ProviderContext(Map.of(), () -> pages, Clock.system(), none -> {}));
  }

  /** A transport that answers each call with the next of these documents. */
  private static final class Pages implements Transport {
    private final Queue<String> pages;
    private final List<HttpCall> calls = new ArrayList<>();

    Pages(String... pages) {
      this.pages = new ArrayDeque<>(List.of(pages));
    }

    @Override
    public void open(HttpCall call, ExchangeListener listener) {
      calls.add(call);
      listener.onOpen(
          new Exchange() {
            @Override
            public void resume() {}

            @Override
            public void cancel() {}

            @Override
            public void release() {}
          });
      listener.onHead(new ResponseHead(200, Map.of()));
      String page = Claude.quoted(pages.remove());
      listener.onBytes(ByteBuffer.wrap(page.getBytes(StandardCharsets.UTF_8)));
      listener.onEnd();
    }

    @Override
    public void close() {}
  }

  private HttpCall call(Map<String, String> settings) {
    return call(new AnthropicProvider(), settings, ChatRequest.of("hi"));
  }

  private HttpCall call(
      AnthropicProvider provider, Map<String, String> settings, ChatRequest request) {
    provider.source(MODEL, context(settings)).open(request, new Recorder());
    return transport.call();
  }

  private ProviderContext context(Map<String, String> settings) {
    return new ProviderContext(settings, () -> transport, Clock.system(), progress -> {});
  }
}
