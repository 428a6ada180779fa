package dev.sluice.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Recorder;
import dev.sluice.time.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiProviderTest {
  private static final String KEY = "sk-secret-0123456789";

  private final OpenAiProvider provider = new OpenAiProvider();
  private final OneExchange transport = new OneExchange();
  private final Recorder sink = new Recorder();

  @Test
  void withoutABaseUrlOpenAiIsAsked() {
    HttpCall call = call(Map.of("OPENAI_API_KEY", " " + KEY + "\n"));
    assertThat(call.uri()).hasToString("https://api.openai.com/v1/responses");
    assertThat(call.headers())
        .containsEntry("authorization", "Bearer " + KEY)
        .containsEntry("content-type", "application/json")
        .containsEntry("accept", "text/event-stream");
    assertThat(call.bodyText()).contains("\"model\":\"gpt-4o-mini\"");
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, http://localhost:8080/chat/completions",
    "http://localhost:8080/, http://localhost:8080/chat/completions",
    "http://localhost:8080/v1, http://localhost:8080/v1/chat/completions",
    "http://localhost:8080/v1///, http://localhost:8080/v1/chat/completions",
    "http://localhost/a/b%20c, http://localhost/a/b%20c/chat/completions",
    "http://localhost/v1?api-version=2, http://localhost/v1/chat/completions?api-version=2",
    "http://localhost/v1/?a=b%26c/, http://localhost/v1/chat/completions?a=b%26c",
    "HTTP://LocalHost/v1#part, HTTP://LocalHost/v1/chat/completions",
    "http://[::1]:11434/v1, http://[::1]:11434/v1/chat/completions"
  })
  void aBaseUrlKeepsItsPathAndItsQuery(String base, String endpoint) {
    assertThat(call(Map.of("OPENAI_BASE_URL", base)).uri()).hasToString(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8080/v1",
        "http://LOCALHOST/v1",
        "http://127.0.0.1:9/v1",
        "http://127.8.8.8/v1",
        "http://[::1]:9/v1",
        "http://models.localhost/v1",
        "http://192.168.1.5/v1",
        "http://10.1.2.3:8000/v1",
        "http://172.16.0.9/v1",
        "http://[fd00::1]:8080/v1",
        "http://[fe80::1]/v1"
      })
  void aServerOnThisMachineOrInAPrivateNetworkNeedsNoKey(String base) {
    assertThat(call(Map.of("OPENAI_BASE_URL", base)).headers()).doesNotContainKey("authorization");
    assertThat(listing(Map.of("OPENAI_BASE_URL", base)).usable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.openai.com/v1",
        "http://193.168.1.5/v1",
        "http://172.32.0.1/v1",
        "http://10.0.0.1.example.com/v1",
        "http://localhost.example.com/v1",
        "http://127.0.0.1.example.com/v1",
        "http://[::2]/v1"
      })
  void aServerElsewhereNeedsAKey(String base) {
    Map<String, String> settings = Map.of("OPENAI_BASE_URL", base);
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(settings))
        .withMessageStartingWith("openai/gpt-4o-mini needs a key: set OPENAI_API_KEY");
    assertThat(listing(settings).usable()).isFalse();
    assertThat(listing(settings).state()).isEqualTo("needs OPENAI_API_KEY");
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080/v1/chat/completions, http://localhost:8080/v1/chat/completions",
    "http://localhost:8080/v1/chat/completions/, http://localhost:8080/v1/chat/completions",
    "http://localhost:8080/v1/completions, http://localhost:8080/v1/chat/completions",
    "http://localhost:8080/v1/responses, http://localhost:8080/v1/chat/completions",
    "http://localhost:8080/v1/models, http://localhost:8080/v1/chat/completions",
    "http://localhost:8080/models, http://localhost:8080/models/chat/completions",
    "http://localhost/v1/chat/completions?a=b, http://localhost/v1/chat/completions?a=b",
    "http://localhost/chat/completions, http://localhost/chat/completions"
  })
  void aBaseUrlOfAnEndpointIsThatOfWhatItIsBelow(String base, String endpoint) {
    assertThat(call(Map.of("OPENAI_BASE_URL", base)).uri()).hasToString(endpoint);
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI_ORG_ID, openai-organization",
    "OPENAI_ORGANIZATION, openai-organization",
    "OPENAI_PROJECT, openai-project",
    "OPENAI_PROJECT_ID, openai-project"
  })
  void whoIsChargedIsSaidByAHeader(String setting, String header) {
    assertThat(call(Map.of("OPENAI_API_KEY", KEY, setting, " it-1 ")).headers())
        .containsEntry(header, "it-1");
    ProviderContext wrong = context(Map.of("OPENAI_API_KEY", KEY, setting, "a\nb"));
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> provider.source("m", wrong))
        .withMessageStartingWith(setting + " cannot be sent: ");
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, true",
    "http://localhost:8080/api, true",
    "http://localhost:8080/v1, false",
    "http://localhost:8080/api/paas/v4, false",
    "http://localhost:8080/v1beta/openai, false"
  })
  void whoGetsA404AtABaseWithoutAVersionIsToldOfIt(String base, boolean told) {
    open(Map.of("OPENAI_BASE_URL", base), ChatRequest.of("hi"));
    respond(404, "text/plain", "404 page not found");
    String hint =
        "; the base URL has no version, and most servers want one, as in " + base + "/v1;";
    assertThat(failure().message().contains(hint)).isEqualTo(told);
  }

  /** LM Studio says so with a good status. */
  @ParameterizedTest
  @CsvSource({
    "http://localhost:1234, true, true",
    "http://localhost:1234, false, true",
    "http://localhost:1234/v1, true, false"
  })
  void aGoodStatusWithTheSameErrorIsToldOfItToo(String base, boolean streamed, boolean told) {
    open(
        Map.of("OPENAI_BASE_URL", base),
        ChatRequest.of("hi").toBuilder().streamed(streamed).build());
    respond(
        200,
        "application/json",
        "{\"error\":\"Unexpected endpoint or method. (POST /chat/completions)\"}");
    assertThat(failure().message())
        .startsWith(
            "the provider reported an error: Unexpected endpoint or method. (POST"
                + " /chat/completions)")
        .satisfies(
            message ->
                assertThat(
                        message.endsWith(
                            "; the base URL has no version, and most servers want one, as in "
                                + base
                                + "/v1"))
                    .isEqualTo(told));
  }

  @Test
  void whoAsksForAModelThatIsNotThereIsNotToldOfTheBaseUrl() {
    open(Map.of("OPENAI_BASE_URL", "http://localhost:8080"), ChatRequest.of("hi"));
    respond(
        404,
        "application/json",
        "{\"error\":{\"message\":\"no such model\",\"code\":\"model_not_found\"}}");
    assertThat(failure().message()).doesNotContain("/v1");
  }

  @Test
  void aBlankKeyIsNone() {
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(Map.of("OPENAI_API_KEY", "  ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:hunter2@localhost/v1",
        "http://hunter2@localhost/v1",
        "localhost:8080/hunter2",
        "ftp://localhost/hunter2",
        "http:///hunter2",
        "http://local host/hunter2",
        "hunter2",
        "http://"
      })
  void aBaseUrlThatCannotBeUsedIsRefusedWithoutRepeatingIt(String base) {
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(Map.of("OPENAI_BASE_URL", base, "OPENAI_API_KEY", KEY)))
        .withMessageStartingWith("OPENAI_BASE_URL must be an http or https URL")
        .withMessageNotContaining("hunter2")
        .withNoCause();
  }

  /** Java's URIs know no host there; name servers and container networks do. */
  @Test
  void aHostMayHaveAnUnderscore() {
    Map<String, String> settings =
        Map.of("OPENAI_BASE_URL", "http://my_host:8080/v1", "OPENAI_API_KEY", KEY);
    assertThat(call(settings).uri()).hasToString("http://my_host:8080/v1/chat/completions");
    assertThat(listing(settings).state()).isEqualTo("at my_host:8080/v1");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080/v1, it does not begin with http:// or https://",
    "https://user:hunter2@example.com/v1, it holds a user or a password",
    "http://localhost:abc/v1, its port is no number",
    "http://::1:8080/v1, 'an IPv6 address stands in brackets, as in http://[::1]:8080/v1'",
    "'\"http://localhost/v1\"', it stands in quotation marks"
  })
  void aBaseUrlThatCannotBeUsedIsToldWhy(String base, String why) {
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(Map.of("OPENAI_BASE_URL", base, "OPENAI_API_KEY", KEY)))
        .withMessageEndingWith(": " + why);
  }

  @Test
  void aKeyThatNoHeaderCanCarryIsRefusedWithoutRepeatingIt() {
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(Map.of("OPENAI_API_KEY", "sk-first\nsk-second")))
        .withMessageStartingWith("OPENAI_API_KEY ")
        .withMessageNotContaining("sk-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sk-first\nsk-second", "\"sk-first\"", "'sk-first'", "sk first", "\"sk-a"})
  void aKeyThatCannotBeOneIsRefusedAndIsNotUsable(String key) {
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(Map.of("OPENAI_API_KEY", key)))
        .withMessageStartingWith("OPENAI_API_KEY ")
        .withMessageContaining("set it anew")
        .withMessageNotContaining("sk-");
    ModelListing listing = listing(Map.of("OPENAI_API_KEY", key));
    assertThat(listing.usable()).isFalse();
    assertThat(listing.state()).startsWith("OPENAI_API_KEY ").doesNotContain("sk");
  }

  @Test
  void theListingNamesWhereItIsAndNoSecret() {
    ModelListing listing =
        listing(Map.of("OPENAI_API_KEY", KEY, "OPENAI_BASE_URL", "https://host:8443/a?key=x"));
    assertThat(listing.name()).isEqualTo("openai/MODEL");
    assertThat(listing.state()).isEqualTo("at host:8443/a");
  }

  @Test
  void aWrongBaseUrlIsSaidInTheListingAndDoesNotBreakIt() {
    ModelListing listing = listing(Map.of("OPENAI_BASE_URL", "hunter2"));
    assertThat(listing.usable()).isFalse();
    assertThat(listing.state()).startsWith("OPENAI_BASE_URL must be").doesNotContain("hunter2");
  }

  @Test
  void nothingThatHoldsTheKeyPrintsIt() {
    ProviderContext context = context(Map.of("OPENAI_API_KEY", KEY));
    HttpCall call = call(Map.of("OPENAI_API_KEY", KEY));
    assertThat(context.toString()).doesNotContain(KEY);
    assertThat(call.toString())
        .isEqualTo("POST https://api.openai.com/v1/responses")
        .doesNotContain(KEY);
    assertThat(provider.source("m", context).toString()).doesNotContain(KEY);
    assertThat(provider.models(context).toString()).doesNotContain(KEY);
  }

  @Test
  void aRefusalThatEchoesTheKeyIsCleanedOfIt() {
    answer(401, "application/json", "{\"error\":{\"message\":\"wrong key " + KEY + "!\"}}");
    assertThat(failure())
        .isInstanceOfSatisfying(
            Failure.Refused.class,
            refused -> {
              assertThat(refused.detail()).isEqualTo("wrong key ***!");
              assertThat(refused.message())
                  .isEqualTo("api.openai.com answered 401: wrong key ***!; check the API key");
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"LOST", "PROTOCOL"})
  void aRefusalWhoseBodyBreaksOffIsStillThatRefusal(TransportFailure.Kind kind) {
    open(Map.of("OPENAI_API_KEY", KEY), ChatRequest.of("hi"));
    transport.listener().onHead(new ResponseHead(429, Map.of("retry-after", "7")));
    transport.listener().onBytes(ByteBuffer.wrap("slow down, pl".getBytes(StandardCharsets.UTF_8)));
    transport
        .listener()
        .onFailure(new TransportFailure(kind, "cut", new IllegalStateException("cut")));
    assertThat(failure())
        .isInstanceOfSatisfying(
            Failure.Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(429);
              assertThat(refused.detail()).isEqualTo("slow down, pl");
              assertThat(refused.advice().after()).contains(Duration.ofSeconds(7));
            });
  }

  @Test
  void aCertificateThatDoesNotFitIsAFailureOfItsOwn() {
    open(Map.of("OPENAI_API_KEY", KEY), ChatRequest.of("hi"));
    transport
        .listener()
        .onFailure(
            new TransportFailure(
                TransportFailure.Kind.UNTRUSTED, "expired", new IllegalStateException()));
    assertThat(failure().kind()).isEqualTo("untrusted");
    assertThat(failure().message()).isEqualTo("no safe connection to api.openai.com: expired");
  }

  @Test
  void whatIsSetAndCannotWorkIsAFailureOfItsOwn() {
    open(Map.of("OPENAI_API_KEY", KEY), ChatRequest.of("hi"));
    transport
        .listener()
        .onFailure(
            new TransportFailure(
                TransportFailure.Kind.SETTING, "the port is none", new IllegalStateException()));
    assertThat(failure().kind()).isEqualTo("misconfigured");
    assertThat(failure().message())
        .isEqualTo("cannot reach api.openai.com as it is set: the port is none");
  }

  @Test
  void aBodyThatIsNoStreamIsShownWithoutTheKey() {
    answer(200, "text/html", "<p>" + KEY + "</p>");
    assertThat(failure())
        .isEqualTo(new Failure.NotAStream("api.openai.com", 200, "text/html", "<p>***</p>"));
  }

  @Test
  void anErrorInTheStreamThatEchoesTheKeyIsCleanedOfIt() {
    answer(200, "text/event-stream", "data: {\"error\":\"wrong key " + KEY + "\"}\n\n");
    assertThat(failure()).isEqualTo(new Failure.ErrorInStream("wrong key ***", "", ""));
  }

  @Test
  void aMalformedChunkThatEchoesTheKeyIsCleanedOfIt() {
    answer(200, "text/event-stream", "data: oops " + KEY + "\n\n");
    assertThat(failure())
        .isInstanceOfSatisfying(
            Failure.Malformed.class,
            malformed -> assertThat(malformed.message()).contains("oops ***").doesNotContain(KEY));
  }

  @Test
  void anUnstreamedAnswerThatDoesNotNameItsObjectIsWhole() {
    ChatRequest request = ChatRequest.of("hi").toBuilder().streamed(false).build();
    open(Map.of("OPENAI_BASE_URL", "http://localhost/v1"), request);
    respond(
        200,
        "application/json",
        "{\"choices\":[{\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}");
    assertThat(sink.outcome()).isInstanceOf(Outcome.Finished.class);
  }

  @Test
  void anUnstreamedResponseThatDoesNotNameItsObjectIsWhole() {
    ChatRequest request = ChatRequest.of("hi").toBuilder().streamed(false).build();
    open(Map.of("OPENAI_API_KEY", KEY), request);
    respond(
        200,
        "application/json",
        "{\"output\":[{\"type\":\"message\",\"content\":[{\"text\":\"a\"}]}]}");
    assertThat(sink.outcome()).isInstanceOf(Outcome.Finished.class);
  }

  private Failure failure() {
    if (sink.outcome() instanceof Cause.Failed failed) {
      return failed.why();
    }
    throw new AssertionError("did not fail but ended with " + sink.outcome());
  }

  private void answer(int status, String contentType, String body) {
    open(Map.of("OPENAI_API_KEY", KEY), ChatRequest.of("hi"));
    respond(status, contentType, body);
  }

  private void respond(int status, String contentType, String body) {
    transport.listener().onHead(new ResponseHead(status, Map.of("content-type", contentType)));
    transport.listener().onBytes(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    transport.listener().onEnd();
  }

  private HttpCall call(Map<String, String> settings) {
    open(settings, ChatRequest.of("hi"));
    return transport.call();
  }

  private void open(Map<String, String> settings, ChatRequest request) {
    provider.source("gpt-4o-mini", context(settings)).open(request, sink);
    assertThat(sink.control()).isNotNull();
  }

  private ModelListing listing(Map<String, String> settings) {
    assertThat(provider.models(context(settings))).hasSize(1);
    return provider.models(context(settings)).getFirst();
  }

  private ProviderContext context(Map<String, String> settings) {
    return new ProviderContext(settings, () -> transport, Clock.system(), progress -> {});
  }
}
