package dev.sluice.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.fake.FakeClock;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.bedrock.Answering.Answer;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.UnlistedException;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.Transport;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Recorder;
import dev.sluice.time.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

// Long because addresses, keys, credentials and lists are of one provider and share its answers.
@Timeout(240)
class BedrockProviderTest {
  private static final String MODEL = "anthropic.claude-3-5-sonnet-20240620-v1:0";
  private static final String BEARER = "ABSKQmVkcm9jay0wMTIzNDU2Nzg5";
  private static final String KEY_ID = "AKIAIOSFODNN7EXAMPLE";
  private static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  private static final String TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN==";

  private static final Map<String, String> KEYS =
      Map.of(
          "AWS_REGION", "eu-west-1",
          "AWS_ACCESS_KEY_ID", KEY_ID,
          "AWS_SECRET_ACCESS_KEY", SECRET_KEY);

  private final OneExchange transport = new OneExchange();
  private final Recorder sink = new Recorder();

  private static ProviderContext context(Map<String, String> environment, Transport over) {
    return new ProviderContext(environment, () -> over, Clock.system(), progress -> {});
  }

  private HttpCall call(Map<String, String> environment) {
    return call(new BedrockProvider(), environment, MODEL, ChatRequest.of("hi"));
  }

  private HttpCall call(
      BedrockProvider provider,
      Map<String, String> environment,
      String model,
      ChatRequest request) {
    provider.source(model, context(environment, transport)).open(request, sink);
    return transport.call();
  }

  private static Map<String, String> with(Map<String, String> all, String... more) {
    Map<String, String> environment = new HashMap<>(all);
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }

  @Test
  void aBearerKeyGoesBeforeCredentials() {
    HttpCall call = call(with(KEYS, "AWS_BEARER_TOKEN_BEDROCK", BEARER));
    assertThat(call.uri())
        .hasToString(
            "https://bedrock-runtime.eu-west-1.amazonaws.com/model/"
                + "anthropic.claude-3-5-sonnet-20240620-v1%3A0/converse-stream");
    assertThat(call.headers())
        .containsEntry("authorization", "Bearer " + BEARER)
        .containsEntry("content-type", "application/json")
        .containsEntry("accept", "application/vnd.amazon.eventstream")
        .doesNotContainKey("x-amz-date");
  }

  @Test
  void withoutABearerKeyARequestIsSigned() {
    HttpCall call = call(with(KEYS, "AWS_SESSION_TOKEN", TOKEN));
    assertThat(call.headers())
        .containsEntry("x-amz-security-token", TOKEN)
        .containsKeys("x-amz-date", "x-amz-content-sha256");
    assertThat(call.headers().get("authorization"))
        .matches(
            "AWS4-HMAC-SHA256 Credential="
                + KEY_ID
                + "/\\d{8}/eu-west-1/bedrock/aws4_request, SignedHeaders=content-type;host;"
                + "x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}");
  }

  @Test
  void anArnsColonsAndSlashesAreEncoded() {
    String arn = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.claude-v2:1";
    assertThat(
            call(
                    new BedrockProvider(),
                    KEYS,
                    arn,
                    ChatRequest.of("hi").toBuilder().streamed(false).build())
                .uri()
                .getRawPath())
        .isEqualTo(
            "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2F"
                + "us.claude-v2%3A1/converse");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", ".."})
  void aNameThatWouldLeadElsewhereIsNone(String model) {
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(new BedrockProvider(), KEYS, model, ChatRequest.of("hi")))
        .withMessage(
            "bedrock/" + model + " names no model: give its id or its ARN after the slash");
  }

  @ParameterizedTest
  @CsvSource({
    "us-east-1, https://bedrock-runtime.us-east-1.amazonaws.com",
    "us-gov-west-1, https://bedrock-runtime.us-gov-west-1.amazonaws.com",
    "cn-north-1, https://bedrock-runtime.cn-north-1.amazonaws.com.cn",
    "eusc-de-east-1, https://bedrock-runtime.eusc-de-east-1.amazonaws.eu"
  })
  void eachRegionHasItsAddress(String region, String address) {
    assertThat(call(Map.of("AWS_DEFAULT_REGION", region, "AWS_BEARER_TOKEN_BEDROCK", BEARER)).uri())
        .asString()
        .startsWith(address + "/model/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "BEDROCK_BASE_URL"})
  void anotherAddressMayBeSetAndOneHereNeedsNoKey(String setting) {
    HttpCall call = call(Map.of(setting, "http://LOCALHOST:8080/"));
    assertThat(call.uri())
        .asString()
        .startsWith("http://localhost:8080/model/")
        .endsWith("/converse-stream");
    assertThat(call.headers()).doesNotContainKey("authorization");
  }

  @Test
  void theRegionMayStandInTheAddress() {
    HttpCall call =
        call(
            Map.of(
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
                "https://vpce-1.bedrock-runtime.us-west-2.vpce.amazonaws.com",
                "AWS_ACCESS_KEY_ID",
                KEY_ID,
                "AWS_SECRET_ACCESS_KEY",
                SECRET_KEY));
    assertThat(call.headers().get("authorization")).contains("/us-west-2/bedrock/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | bedrock/anthropic.claude-3-5-sonnet-20240620-v1:0 needs a key: set",
        "AWS_BEARER_TOKEN_BEDROCK=hunter2 | is asked in a region, and none is set: set AWS_REGION",
        "AWS_REGION=eu-west-1 | needs a key: set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and"
            + " AWS_SECRET_ACCESS_KEY, or AWS_PROFILE to a profile of ~/.aws/credentials that holds"
            + " keys (roles and sign-on are not looked up",
        "AWS_REGION=Europe AWS_BEARER_TOKEN_BEDROCK=hunter2 | AWS_REGION is no region of AWS, such as us-east-1",
        "AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=AKIA | and only one of them is set",
        "AWS_REGION=eu-west-1 AWS_BEARER_TOKEN_BEDROCK='hunter2 | stands in quotation marks",
        "AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=AKIA AWS_SECRET_ACCESS_KEY=hunter2:x |"
            + " the secret access key holds a colon",
        "BEDROCK_BASE_URL=https://proxy.example AWS_ACCESS_KEY_ID=AKIA AWS_SECRET_ACCESS_KEY=hunter2"
            + " | needs a region to sign requests for: set AWS_REGION",
        "BEDROCK_BASE_URL=ftp://hunter2 | BEDROCK_BASE_URL must be an http or https URL"
      })
  void whatIsMissingIsSaidAndNoSecret(String settings, String message) {
    Map<String, String> environment = new HashMap<>();
    for (String setting : settings.isEmpty() ? new String[0] : settings.split(" ", -1)) {
      String[] pair = setting.split("=", 2);
      environment.put(pair[0], pair[1]);
    }
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(environment))
        .withMessageContaining(message)
        .withMessageNotContaining("hunter2");
    ModelListing listing = new BedrockProvider().models(context(environment, transport)).getFirst();
    assertThat(listing.name()).isEqualTo("bedrock/MODEL");
    assertThat(listing.usable()).isFalse();
  }

  @Test
  void theListSaysWhereItIs() {
    assertThat(new BedrockProvider().models(context(KEYS, transport)))
        .extracting(ModelListing::state)
        .containsExactly("at bedrock-runtime.eu-west-1.amazonaws.com");
    assertThat(new BedrockProvider().models(context(Map.of(), transport)).getFirst().state())
        .isEqualTo("needs AWS_BEARER_TOKEN_BEDROCK or AWS_ACCESS_KEY_ID");
  }

  @Test
  void aRequestThatBringsItsOwnAuthorizationIsNotSigned() {
    HttpCall call =
        call(
            new BedrockProvider(),
            KEYS,
            MODEL,
            ChatRequest.builder().user("hi").header("Authorization", "Bearer tenant").build());
    assertThat(call.headers())
        .containsEntry("authorization", "Bearer tenant")
        .doesNotContainKey("x-amz-date");
  }

  @Test
  void headersOfAmazonsThatARequestBringsAreSigned() {
    HttpCall call =
        call(
            new BedrockProvider(),
            KEYS,
            MODEL,
            ChatRequest.builder().user("hi").header("X-Amz-Note", "a").build());
    assertThat(call.headers().get("authorization")).contains(";x-amz-date;x-amz-note,");
  }

  @Test
  void eachAttemptIsSignedAnewWithWhatItIsGiven() {
    AtomicInteger asked = new AtomicInteger();
    BedrockProvider provider =
        BedrockProvider.builder()
            .region("us-east-1")
            .credentials(() -> Credentials.of("AKIA" + asked.incrementAndGet(), SECRET_KEY, TOKEN))
            .build();
    for (int attempt = 1; attempt <= 2; attempt++) {
      Answering over = new Answering(call -> new Answer(503, "{\"message\":\"busy\"}"));
      Recorder each = new Recorder();
      provider.source(MODEL, context(Map.of(), over)).open(ChatRequest.of("hi"), each);
      Eventually.await("the end", () -> each.outcome() != null);
      assertThat(over.calls().getFirst().headers().get("authorization"))
          .contains("Credential=AKIA" + attempt + "/");
      assertThat(over.calls().getFirst().headers()).containsEntry("x-amz-security-token", TOKEN);
    }
  }

  @Test
  void aSupplierThatGivesNoCredentialsIsNamed() {
    assertThat(refusedBy(() -> Credentials.of(KEY_ID, "")).message())
        .contains("of the credentials, the secret access key is empty");
    assertThat(refusedBy(BedrockProviderTest::nothing).message()).contains("is empty");
  }

  @SuppressWarnings("NullAway") // What a supplier may do all the same.
  private static Credentials nothing() {
    return null;
  }

  private static Failure refusedBy(Supplier<Credentials> supplier) {
    BedrockProvider provider =
        BedrockProvider.builder().region("us-east-1").credentials(supplier).build();
    Recorder sink = new Recorder();
    provider.source(MODEL, context(Map.of(), new OneExchange())).open(ChatRequest.of("hi"), sink);
    Eventually.await("the end", () -> sink.outcome() != null);
    return ((Cause.Failed) sink.end()).why();
  }

  /** Amazon repeats what it would have signed, in which the session's token stands. */
  @Test
  void nothingSecretIsToldOfARefusal() {
    call(with(KEYS, "AWS_SESSION_TOKEN", TOKEN));
    Failure.Refused refused =
        refused(
            Map.of("x-amzn-errortype", "InvalidSignatureException"),
            "{\"message\":\"The request signature we calculated does not match the signature you"
                + " provided. Check your AWS Secret Access Key and signing method.\\n\\nThe"
                + " Canonical String for this request should have been\\n'POST\\n/model\\n\\n"
                + "x-amz-security-token:"
                + TOKEN
                + "\\n'\\n\\nThe String-to-Sign should have been 'x'. "
                + KEY_ID
                + "\"}");
    assertThat(refused.reason()).isEqualTo(Failure.Reason.AUTHENTICATION);
    assertThat(refused.detail())
        .isEqualTo(
            "The request signature we calculated does not match the signature you provided. Check"
                + " your AWS Secret Access Key and signing method.");
    for (String secret : List.of(KEY_ID, SECRET_KEY, TOKEN)) {
      Recorder again = new Recorder();
      new BedrockProvider()
          .source(MODEL, context(with(KEYS, "AWS_SESSION_TOKEN", TOKEN), transport))
          .open(ChatRequest.of("hi"), again);
      answer(403, Map.of(), "{\"message\":\"no " + secret + " here\"}");
      assertThat(((Cause.Failed) again.end()).why().message()).contains("no *** here");
    }
  }

  private void answer(int status, Map<String, String> headers, String body) {
    transport.listener().onHead(new ResponseHead(status, headers));
    transport.listener().onBytes(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    transport.listener().onEnd();
  }

  private Failure.Refused refused(Map<String, String> headers, String body) {
    answer(403, headers, body);
    Outcome outcome = sink.end();
    return (Failure.Refused) ((Cause.Failed) outcome).why();
  }

  @Test
  void aClockThatIsOffIsNamed() {
    FakeClock clock = new FakeClock();
    new BedrockProvider()
        .source(MODEL, new ProviderContext(KEYS, () -> transport, clock, progress -> {}))
        .open(ChatRequest.of("hi"), sink);
    String here = clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Failure.Refused refused =
        refused(
            Map.of(
                "x-amzn-errortype",
                "InvalidSignatureException:http://internal.amazon.com/",
                "date",
                "Sun, 29 Nov 2026 03:04:05 GMT"),
            "{\"message\":\"Signature expired: 20200101T000000Z is now earlier than"
                + " 20261129T025905Z (20261129T030405Z - 5 min.)\"}");
    assertThat(refused.detail())
        .endsWith(
            " - 5 min.); the clock of this machine says "
                + here
                + ", the server's Sun, 29 Nov 2026 03:04:05 GMT: set it right");
    assertThat(refused.type()).isEqualTo("InvalidSignatureException");
  }

  @Test
  void aRequestIsSignedByTheClockThatItsProviderIsGiven() {
    FakeClock clock = new FakeClock();
    clock.advance(Duration.ofDays(1));
    new BedrockProvider()
        .source(MODEL, new ProviderContext(KEYS, () -> transport, clock, progress -> {}))
        .open(ChatRequest.of("hi"), sink);
    assertThat(transport.call().headers().get("x-amz-date"))
        .isEqualTo(clock.now().toString().replaceAll("[-:]|\\.\\d+", ""));
  }

  @Test
  void whatIsBuiltTakesNothingFromTheEnvironment() {
    BedrockProvider provider =
        BedrockProvider.builder().name("mine").region("us-east-1").key(BEARER).build();
    HttpCall call =
        call(
            provider,
            Map.of("AWS_REGION", "eu-west-1", "AWS_BEARER_TOKEN_BEDROCK", "other"),
            MODEL,
            ChatRequest.of("hi"));
    assertThat(call.uri().getHost()).isEqualTo("bedrock-runtime.us-east-1.amazonaws.com");
    assertThat(call.headers()).containsEntry("authorization", "Bearer " + BEARER);
    assertThat(provider.name()).isEqualTo("mine");
    assertThat(provider)
        .hasToString("BedrockProvider[Account[mine at bedrock-runtime.us-east-1.amazonaws.com]]");
  }

  @Test
  void whatCannotBeBuiltIsSaidAndNoSecret() {
    Credentials credentials = Credentials.of(KEY_ID, SECRET_KEY);
    refuses(BedrockProvider.builder().key(BEARER), "Bedrock is asked in a region");
    refuses(BedrockProvider.builder().region("mars").key(BEARER), "'mars' is no region of AWS");
    refuses(BedrockProvider.builder().region("us-east-1"), "wants a key: give it by key(…) or");
    refuses(
        BedrockProvider.builder().region("us-east-1").key(BEARER).credentials(credentials),
        "a bearer key or with credentials: leave one out");
    refuses(
        BedrockProvider.builder()
            .region("us-east-1")
            .credentials(Credentials.of("a b", SECRET_KEY)),
        "of the credentials, the access key id holds a character that no key has");
    refuses(
        BedrockProvider.builder().baseUrl("https://proxy.example").credentials(credentials),
        "requests are signed for a region");
    assertThat(credentials).hasToString("Credentials[***]");
    assertThat(BedrockProvider.builder().baseUrl("http://localhost:1").build().name())
        .isEqualTo("bedrock");
  }

  private static void refuses(BedrockProvider.Builder builder, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining(why)
        .withMessageNotContaining(SECRET_KEY);
  }

  private static final String MODELS =
      """
      {"modelSummaries":[
        {"modelId":"amazon.nova-pro-v1:0","modelName":"Nova Pro","outputModalities":["TEXT"],
         "responseStreamingSupported":true,"inferenceTypesSupported":["ON_DEMAND"],
         "modelLifecycle":{"status":"ACTIVE"}},
        {"modelId":"old.model","modelName":"Old","responseStreamingSupported":true,
         "inferenceTypesSupported":["ON_DEMAND"],"modelLifecycle":{"status":"LEGACY"}},
        {"modelId":"anthropic.claude-x","modelName":"Claude X","responseStreamingSupported":true,
         "inferenceTypesSupported":["INFERENCE_PROFILE"]},
        {"modelId":"does.not-stream","responseStreamingSupported":false,
         "inferenceTypesSupported":["ON_DEMAND"]}]}
      """;

  private static final String PROFILES =
      """
      {"inferenceProfileSummaries":[
        {"inferenceProfileId":"us.anthropic.claude-x","inferenceProfileName":"US Claude X",
         "models":[{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-x"}]},
        {"inferenceProfileId":"us.does.not-stream","inferenceProfileName":"No",
         "models":[{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/does.not-stream"}]}],
       "nextToken":"a/b="}
      """;

  private static Answer list(HttpCall call) {
    String path = call.uri().getRawPath();
    if (path.equals("/foundation-models")) {
      return new Answer(200, MODELS);
    }
    boolean first = !call.uri().getRawQuery().contains("nextToken=a%2Fb%3D");
    return new Answer(200, first ? PROFILES : "{\"inferenceProfileSummaries\":[]}");
  }

  @Test
  void whatIsOfferedAreTheModelsThatStreamTextAndTheirProfiles() {
    Answering over = new Answering(BedrockProviderTest::list);
    assertThat(new BedrockProvider().offered(context(KEYS, over)))
        .extracting(listing -> listing.name() + " " + listing.state())
        .containsExactly(
            "bedrock/amazon.nova-pro-v1:0 Nova Pro",
            "bedrock/old.model Old (legacy)",
            "bedrock/us.anthropic.claude-x US Claude X");
    assertThat(over.calls())
        .extracting(call -> call.uri().toString())
        .containsExactly(
            "https://bedrock.eu-west-1.amazonaws.com/foundation-models?byOutputModality=TEXT",
            "https://bedrock.eu-west-1.amazonaws.com/inference-profiles?maxResults=1000",
            "https://bedrock.eu-west-1.amazonaws.com/inference-profiles?maxResults=1000"
                + "&nextToken=a%2Fb%3D");
    assertThat(over.calls().getFirst().headers().get("authorization"))
        .contains("/eu-west-1/bedrock/aws4_request, SignedHeaders=host;x-amz-content-sha256");
  }

  @Test
  void whoGivesNoKeyForTheListIsNamedAndNotRepeated() {
    Supplier<String> broken =
        () -> {
          throw new IllegalStateException(BEARER);
        };
    for (Supplier<String> keys : List.<Supplier<String>>of(broken, () -> " ")) {
      BedrockProvider provider = BedrockProvider.builder().region("us-east-1").key(keys).build();
      assertThatExceptionOfType(ModelUnavailableException.class)
          .isThrownBy(() -> provider.offered(context(Map.of(), transport)))
          .withMessageMatching(
              "the supplier of its key threw java.lang.IllegalStateException"
                  + "|the key that its supplier gives is empty: set it anew");
    }
  }

  @Test
  void aListThatIsRefusedSaysWhyAndNoSecret() {
    BedrockProvider provider =
        BedrockProvider.builder()
            .baseUrl("http://localhost:8080")
            .region("us-east-1")
            .credentials(() -> Credentials.of(KEY_ID, SECRET_KEY))
            .build();
    Answering refusing = new Answering(call -> new Answer(403, "{\"message\":\"" + KEY_ID + "\"}"));
    assertThatExceptionOfType(UnlistedException.class)
        .isThrownBy(() -> provider.offered(context(Map.of(), refusing)))
        .withMessage("localhost:8080 answered 403: ***");
    Answering unknown =
        new Answering(
            call ->
                new Answer(
                    403,
                    "{\"message\":\"The security token included in the request is invalid.\"}"));
    assertThatExceptionOfType(ModelUnavailableException.class)
        .as("whose key is wrong is not answered either")
        .isThrownBy(() -> provider.offered(context(Map.of(), unknown)));
    Answering half =
        new Answering(
            call ->
                call.uri().getPath().startsWith("/inference")
                    ? new Answer(403, "{\"message\":\"no\"}")
                    : list(call));
    assertThat(provider.offered(context(Map.of(), half)))
        .extracting(listing -> listing.usable() + " " + listing.state())
        .containsExactly(
            "true Nova Pro",
            "true Old (legacy)",
            "true inference profiles: localhost:8080 answered 403: no");
    Answering broken = new Answering(call -> new Answer(200, "{\"modelSummaries\":["));
    assertThatExceptionOfType(UnlistedException.class)
        .isThrownBy(() -> provider.offered(context(Map.of(), broken)))
        .withMessage(
            "localhost:8080 answered with a list that is not JSON: it ends before it is whole");
  }
}
