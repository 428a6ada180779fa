package dev.sluice.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Recorder;
import dev.sluice.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and a region from the files that Amazon's tools share. */
class ProfileTest {
  private static final String MODEL = "amazon.nova-pro-v1:0";

  @TempDir Path home;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(home.resolve(".aws"));
    Files.writeString(
        home.resolve(".aws/credentials"),
        """
        # by hand
        [default]
        aws_access_key_id = AKIADEFAULT000000001
        aws_secret_access_key = secret/of+default=hunter2

        [work]
        AWS_ACCESS_KEY_ID=AKIAWORK000000000002
        aws_secret_access_key=secret-of-work-hunter2 # a comment
        aws_session_token = token-of-work-hunter2
        [half]
        aws_access_key_id = AKIAHALF000000000003
        [bad]
        aws_access_key_id = AKIABAD0000000000004
        aws_secret_access_key = hunter2:x
        """);
    Files.writeString(
        home.resolve(".aws/config"),
        """
        [default]
        region = eu-west-1
        s3 =
          region = us-nowhere-9
        [profile work]
        region = eu-central-1
        [work]
        region = us-wrong-1
        [profile sso]
        sso_session = corp
        region = us-east-1
        [profile role]
        role_arn = arn:aws:iam::1:role/r
        source_profile = default
        aws_access_key_id = AKIAROLE000000000005
        aws_secret_access_key = hunter2
        """);
  }

  private Map<String, String> settings(String... others) {
    Map<String, String> all = new HashMap<>(Map.of("HOME", home.toString()));
    for (int i = 0; i < others.length; i += 2) {
      all.put(others[i], others[i + 1]);
    }
    return all;
  }

  private static HttpCall call(Map<String, String> settings) {
    OneExchange transport = new OneExchange();
    new BedrockProvider()
        .source(MODEL, new ProviderContext(settings, () -> transport, Clock.system(), none -> {}))
        .open(ChatRequest.of("hi"), new Recorder());
    return transport.call();
  }

  @Test
  void theUsualProfileCountsWhereNothingIsSet() {
    HttpCall call = call(settings());
    assertThat(call.uri().getHost()).isEqualTo("bedrock-runtime.eu-west-1.amazonaws.com");
    assertThat(call.headers().get("authorization"))
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIADEFAULT000000001/")
        .contains("/eu-west-1/bedrock/aws4_request");
    assertThat(call.headers()).doesNotContainKey("x-amz-security-token");
  }

  @Test
  void theOneThatIsNamedCounts() {
    HttpCall call = call(settings("AWS_PROFILE", "work"));
    assertThat(call.headers().get("authorization"))
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIAWORK000000000002/")
        .contains("/eu-central-1/bedrock/");
    assertThat(call.headers()).containsEntry("x-amz-security-token", "token-of-work-hunter2");
  }

  @Test
  void settingsGoBeforeIt() {
    HttpCall keys =
        call(
            settings(
                "AWS_ACCESS_KEY_ID",
                "AKIASET",
                "AWS_SECRET_ACCESS_KEY",
                "s",
                "AWS_PROFILE",
                "work"));
    assertThat(keys.headers().get("authorization"))
        .contains("Credential=AKIASET/")
        .contains("/eu-central-1/bedrock/");
    HttpCall bearer = call(settings("AWS_BEARER_TOKEN_BEDROCK", "b", "AWS_REGION", "us-west-2"));
    assertThat(bearer.headers()).containsEntry("authorization", "Bearer b");
    assertThat(bearer.uri().getHost()).isEqualTo("bedrock-runtime.us-west-2.amazonaws.com");
  }

  @Test
  void filesMayBeElsewhere() throws IOException {
    Path keys =
        Files.writeString(
            home.resolve("k"), "[work]\naws_access_key_id=AKIAELSE\naws_secret_access_key=s\n");
    Path config = Files.writeString(home.resolve("c"), "[profile work]\nregion=ap-south-1\n");
    HttpCall call =
        call(
            Map.of(
                "AWS_SHARED_CREDENTIALS_FILE", keys.toString(),
                "AWS_CONFIG_FILE", config.toString(),
                "AWS_PROFILE", "work"));
    assertThat(call.headers().get("authorization"))
        .contains("Credential=AKIAELSE/")
        .contains("/ap-south-1/bedrock/");
  }

  /** It may want no key, and the usual profile is meant for Amazon. */
  @Test
  void aServerHereGetsNoSignatureUnlessAProfileIsNamed() {
    assertThat(call(settings("BEDROCK_BASE_URL", "http://localhost:8080")).headers())
        .doesNotContainKey("authorization");
    assertThat(
            call(settings("BEDROCK_BASE_URL", "http://localhost:8080", "AWS_PROFILE", "work"))
                .headers())
        .containsKey("authorization");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none | names the profile 'none', and neither ~/.aws/credentials nor ~/.aws/config has it",
        "half | the profile 'half' of AWS needs aws_access_key_id and aws_secret_access_key",
        "bad | in the profile 'bad', the secret access key holds a colon",
        "sso | has its keys by sso_session, which is not followed: the AWS CLI gives them as"
            + " settings by `aws configure export-credentials --profile sso --format env`",
        "role | has its keys by role_arn, which is not followed"
      })
  void whatCannotBeUsedIsSaidAndNoSecret(String profile, String message) {
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(settings("AWS_PROFILE", profile, "AWS_REGION", "us-east-1")))
        .withMessageContaining(message)
        .withMessageNotContaining("hunter2");
  }

  @Test
  void withoutFilesItIsSaidWhichSettingsAreRead() {
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(Map.of("HOME", home.resolve("nobody").toString())))
        .withMessageContaining("set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and")
        .withMessageContaining("or AWS_PROFILE to a profile of ~/.aws/credentials");
  }
}
