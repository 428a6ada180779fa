package dev.sluice.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signed as Amazon's own library signs. */
class SignatureTest {
  private static final long SEED = Long.getLong("sluice.seed", 20_261_129L);
  private static final int CASES = 2000;
  private static final Instant NOW = Instant.parse("2026-11-29T03:04:05.678Z");

  private static final List<String> SIGNED =
      List.of("X-Amz-Date", "X-Amz-Content-Sha256", "X-Amz-Security-Token", "Authorization");

  private static final List<String> MODELS =
      List.of(
          "anthropic.claude-3-5-sonnet-20240620-v1:0",
          "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-v2:1",
          "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0",
          "ünï çødé/日本 😀",
          "a b+c%2Fd&e=f?g#h",
          "~tilde_under-dash.dot*star(paren)'quote!",
          "..");

  @Test
  void aRequestIsSignedAsTheDocumentationsOwnStepsSay() {
    Credentials credentials =
        Credentials.of("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    Map<String, String> headers =
        new Signature(credentials, "us-east-1")
            .headers(
                "POST",
                URI.create("https://bedrock-runtime.us-east-1.amazonaws.com/model/a%3A0/converse"),
                Map.of("content-type", "application/json", "user-agent", "sluice"),
                "{}".getBytes(StandardCharsets.UTF_8),
                NOW);
    assertThat(headers).containsOnlyKeys("x-amz-date", "x-amz-content-sha256", "authorization");
    assertThat(headers).containsEntry("x-amz-date", "20261129T030405Z");
    assertThat(headers.get("authorization"))
        .startsWith(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261129/us-east-1/bedrock/aws4_request,"
                + " SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=")
        .matches(".*Signature=[0-9a-f]{64}");
  }

  @Test
  void randomRequestsAreSignedAsByAmazonsOwnLibrary() {
    Random random = new Random(SEED);
    for (int i = 0; i < CASES; i++) {
      Case one = Case.of(random);
      assertThat(one.ours()).as("case %s of seed %s: %s", i, SEED, one).isEqualTo(one.theirs());
    }
  }

  /** A request, by whom it is signed, and where. */
  private record Case(
      String method,
      URI uri,
      Map<String, String> headers,
      String body,
      Credentials credentials,
      String region) {
    static Case of(Random random) {
      boolean post = random.nextInt(4) > 0;
      String base =
          pick(
              random,
              "https://bedrock-runtime.eu-west-1.amazonaws.com",
              "http://localhost:8080",
              "https://host.example:443/base",
              "http://127.0.0.1:80/a//b/./c");
      String path =
          post
              ? "/model/"
                  + Signature.encoded(MODELS.get(random.nextInt(MODELS.size())))
                  + pick(random, "/converse", "/converse-stream")
              : "/foundation-models" + query(random);
      Map<String, String> headers = new LinkedHashMap<>();
      if (post) {
        headers.put("content-type", pick(random, "application/json", "application/json; a=b"));
      }
      if (random.nextInt(3) == 0) {
        headers.put("x-amz-note", pick(random, "plain", "  two  blanks ", "a,b", "tab\tin it"));
      }
      String body =
          post ? pick(random, "", "{}", "{\"text\":\"hällo 😀\"}") + random.nextInt() : "";
      String secret = Long.toHexString(random.nextLong()) + "+/" + random.nextInt(1000);
      Credentials credentials =
          random.nextBoolean()
              ? Credentials.of("AKIA" + random.nextInt(100_000), secret)
              : Credentials.of("ASIA" + random.nextInt(100_000), secret, "token//" + secret + "==");
      return new Case(
          post ? "POST" : "GET",
          URI.create(base + path),
          headers,
          body,
          credentials,
          pick(random, "us-east-1", "eu-west-1", "us-gov-west-1", "cn-north-1"));
    }

    private static String query(Random random) {
      StringBuilder query = new StringBuilder();
      for (int i = random.nextInt(5); i > 0; i--) {
        query.append(query.isEmpty() ? '?' : '&');
        query.append(pick(random, "a", "a1", "a-", "B", "nextToken", "%C3%BC"));
        query.append('=').append(pick(random, "", "1", "TEXT", "x%2Fy%3D", "%20~", "%E6%97%A5"));
      }
      return query.toString();
    }

    private static String pick(Random random, String... among) {
      return among[random.nextInt(among.length)];
    }

    Map<String, String> ours() {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return new Signature(credentials, region).headers(method, uri, headers, bytes, NOW);
    }

    Map<String, String> theirs() {
      AwsCredentialsIdentity identity =
          credentials.sessionToken().isEmpty()
              ? AwsCredentialsIdentity.create(
                  credentials.accessKeyId(), credentials.secretAccessKey())
              : AwsSessionCredentialsIdentity.create(
                  credentials.accessKeyId(),
                  credentials.secretAccessKey(),
                  credentials.sessionToken());
      SdkHttpRequest.Builder request =
          SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(uri);
      headers.forEach(request::putHeader);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      ContentStreamProvider content = () -> new ByteArrayInputStream(bytes);
      SignRequest.Builder<AwsCredentialsIdentity> toSign =
          SignRequest.builder(identity)
              .request(request.build())
              .payload(content)
              .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "bedrock")
              .putProperty(AwsV4HttpSigner.REGION_NAME, region)
              .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC));
      SignedRequest signed = AwsV4HttpSigner.create().sign(toSign.build());
      Map<String, String> added = new LinkedHashMap<>();
      for (String name : SIGNED) {
        signed
            .request()
            .firstMatchingHeader(name)
            .ifPresent(value -> added.put(name.toLowerCase(Locale.ROOT), value));
      }
      return added;
    }
  }
}
