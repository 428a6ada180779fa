package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.anthropic.AnthropicProvider;
import dev.sluice.provider.bedrock.BedrockProvider;
import dev.sluice.provider.bedrock.Credentials;
import dev.sluice.provider.gemini.GeminiProvider;
import dev.sluice.provider.ollama.OllamaProvider;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.Transport;
import dev.sluice.time.Clock;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A document that is fetched from a peer that means no good. */
class FetchTest {
  private static final String KEY = "sk-secret-0123456789";

  /** A peer that answers each call alike. */
  private static final class Peer implements Transport {
    private final int status;
    private final byte[] body;
    private final int times;
    private final List<String> secrets;
    private boolean cancelled;

    Peer(int status, String body, int times, List<String> secrets) {
      this.status = status;
      this.body = body.getBytes(StandardCharsets.UTF_8);
      this.times = times;
      this.secrets = secrets;
    }

    @Override
    public void open(HttpCall call, ExchangeListener listener) {
      listener.onOpen(
          new Exchange() {
            @Override
            public void resume() {}

            @Override
            public void cancel() {
              cancelled = true;
            }

            @Override
            public void release() {}

            @Override
            public List<String> secrets() {
              return secrets;
            }
          });
      listener.onHead(new ResponseHead(status, Map.of()));
      for (int i = 0; i < times; i++) {
        if (!listener.isReady()) {
          return; // The rest is never read, and its end never told.
        }
        listener.onBytes(ByteBuffer.wrap(body));
      }
      listener.onEnd();
    }

    @Override
    public void close() {}
  }

  private static ProviderContext context(Transport peer) {
    return new ProviderContext(Map.of(), () -> peer, Clock.system(), none -> {});
  }

  private static String get(Peer peer) {
    Account account =
        Account.of("x", URI.create("http://h"))
            .with(new Secret(KEY))
            .sending(Map.of("api-key", "other-secret-77"));
    return Fetch.get(
        URI.create("http://h/models"),
        account,
        Map.of("x-amz-security-token", "session-token-4711"),
        context(peer));
  }

  /** Those of the account, of the request's own headers, and of the way. */
  static Stream<String> secrets() {
    return Stream.of(KEY, "other-secret-77", "session-token-4711", "proxy-password");
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void noPartOfASecretIsShownWhereverTheMessageIsCut(String secret) {
    for (int before = 280; before <= 300; before++) {
      String body = "x".repeat(before - 1) + " " + secret + " is wrong";
      Peer peer = new Peer(403, body, 1, List.of("proxy-password"));
      assertThatExceptionOfType(UnlistedException.class)
          .isThrownBy(() -> get(peer))
          .satisfies(
              thrown -> assertThat(thrown.getMessage()).doesNotContain(secret.substring(0, 7)));
    }
  }

  @Test
  void anAnswerThatIsTooLongIsNotWaitedForAndLeavesNoConnectionOpen() {
    Peer peer = new Peer(200, "x".repeat(1024 * 1024), 1000, List.of());
    assertThatExceptionOfType(UnlistedException.class)
        .isThrownBy(() -> get(peer))
        .withMessage("h answered with more than 16777216 bytes");
    assertThat(peer.cancelled).isTrue();
  }

  /** Whose key is wrong, and what is broken, does not answer what is asked of a model either. */
  @ParameterizedTest
  @CsvSource({
    "400, false",
    "403, false",
    "404, false",
    "405, false",
    "429, false",
    "501, false",
    "401, true",
    "402, true",
    "500, true",
    "503, true"
  })
  void whatCannotBeHadIsToldFromAServerThatCannotBeUsed(int status, boolean ofAll) {
    Peer peer = new Peer(status, "{\"error\":{\"message\":\"no\"}}", 1, List.of());
    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> get(peer))
        .isExactlyInstanceOf(ofAll ? ModelUnavailableException.class : UnlistedException.class)
        .withMessage("h answered " + status + ": no");
  }

  @Test
  void whatHasEndedIsNotCancelled() {
    Peer peer = new Peer(200, "[]", 1, List.of());
    assertThat(get(peer)).isEqualTo("[]");
    assertThat(peer.cancelled).isFalse();
  }

  /** Each provider that has a list, and the beginning and the end of a model in it. */
  record Listing(ModelProvider provider, String begin, String before, String after, String end) {
    String of(Stream<String> ids) {
      return begin + String.join(",", ids.map(id -> before + id + after).toList()) + end;
    }
  }

  static Stream<Listing> lists() {
    String base = "http://localhost:9";
    return Stream.of(
        new Listing(
            OpenAiProvider.builder().baseUrl(base).key(() -> KEY).build(),
            "{\"data\":[",
            "{\"id\":\"",
            "\"}",
            "]}"),
        new Listing(
            AnthropicProvider.builder().baseUrl(base).key(() -> KEY).build(),
            "{\"data\":[",
            "{\"display_name\":\"Is sk-secret-0123456789\\nX\",\"id\":\"",
            "\"}",
            "]}"),
        new Listing(
            GeminiProvider.builder().baseUrl(base).key(() -> KEY).build(),
            "{\"models\":[",
            "{\"supportedGenerationMethods\":[\"generateContent\"],\"name\":\"models/",
            "\"}",
            "]}"),
        new Listing(
            OllamaProvider.builder().baseUrl(base).key(() -> KEY).build(),
            "{\"models\":[",
            "{\"name\":\"",
            "\"}",
            "]}"),
        new Listing(
            BedrockProvider.builder()
                .baseUrl(base)
                .region("us-east-1")
                .credentials(Credentials.of("AKIA0123456789", KEY))
                .build(),
            "{\"modelSummaries\":[",
            "{\"responseStreamingSupported\":true,\"inferenceTypesSupported\":[\"ON_DEMAND\"],"
                + "\"modelName\":\"Is sk-secret-0123456789\\nX\",\"modelId\":\"",
            "\"}",
            "]}"));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void aListShowsNoKeyAndForgesNoLine(Listing listing) {
    Stream<String> ids =
        Stream.of("good", "a\\nb", "a\\u001b[2Jb", "a\\u009bb", "a\\u202eb", KEY, "x".repeat(400));
    List<ModelListing> offered =
        listing.provider().offered(context(new Peer(200, listing.of(ids), 1, List.of())));
    String provider = listing.provider().name();
    assertThat(offered)
        .extracting(ModelListing::name)
        .containsExactly(provider + "/good", provider + "/***");
    assertThat(offered)
        .extracting(ModelListing::state)
        .allSatisfy(state -> assertThat(state).doesNotContain("\n", "sk-secret").isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("lists")
  void aListHasABound(Listing listing) {
    Stream<String> ids = IntStream.range(0, Offered.MAX_MODELS + 5).mapToObj(i -> "m" + i);
    assertThat(listing.provider().offered(context(new Peer(200, listing.of(ids), 1, List.of()))))
        .hasSize(Offered.MAX_MODELS);
  }
}
