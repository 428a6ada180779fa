package dev.sluice.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.UnlistedException;
import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.Transport;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Recorder;
import dev.sluice.time.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiProviderTest {
  private static final String KEY = "AIza-secret-0123456789";

  private static ProviderContext context(Map<String, String> settings, Transport transport) {
    return new ProviderContext(settings, () -> transport, Clock.system(), progress -> {});
  }

  private static HttpCall call(Map<String, String> settings) {
    OneExchange transport = new OneExchange();
    new GeminiProvider()
        .source("gemini-2.5-flash", context(settings, transport))
        .open(ChatRequest.of("hi"), new Recorder());
    return transport.call();
  }

  /** Answers each call with the next of these. */
  private static final class Pages implements Transport {
    final List<HttpCall> calls = new ArrayList<>();
    private final int status;
    private final List<String> bodies;

    Pages(int status, String... bodies) {
      this.status = status;
      this.bodies = List.of(bodies);
    }

    @Override
    public void open(HttpCall call, ExchangeListener listener) {
      String body = bodies.get(calls.size());
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
      listener.onHead(new ResponseHead(status, Map.of()));
      listener.onBytes(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
      listener.onEnd();
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(strings = {"GEMINI_API_KEY", "GOOGLE_API_KEY"})
  void theKeyStandsInAHeaderAndNeverInTheAddress(String name) {
    HttpCall call = call(Map.of(name, KEY));
    assertThat(call.uri())
        .hasToString(
            "https://generativelanguage.googleapis.com/v1beta/models/"
                + "gemini-2.5-flash:streamGenerateContent?alt=sse");
    assertThat(call.headers())
        .containsEntry("x-goog-api-key", KEY)
        .containsEntry("accept", "text/event-stream")
        .doesNotContainKey("authorization");
  }

  @Test
  void itNeedsAKeyUnlessItsServerIsNear() {
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(Map.of()))
        .withMessageStartingWith(
            "gemini/gemini-2.5-flash needs a key: set GEMINI_API_KEY or GOOGLE_API_KEY");
    assertThat(call(Map.of("GEMINI_BASE_URL", "http://localhost:9/v1beta?tenant=1")).uri())
        .hasToString(
            "http://localhost:9/v1beta/models/gemini-2.5-flash:streamGenerateContent"
                + "?tenant=1&alt=sse");
  }

  @Test
  void itsOfferIsReadPageByPageAndHasWhatChats() {
    Pages pages =
        new Pages(
            200,
            "{\"models\":[{\"name\":\"models/gemini-2.5-flash\",\"inputTokenLimit\":1,"
                + "\"supportedGenerationMethods\":[\"generateContent\",\"countTokens\"]},"
                + "{\"name\":\"models/embedding-001\","
                + "\"supportedGenerationMethods\":[\"embedContent\"]}],"
                + "\"nextPageToken\":\"a b\"}",
            "{\"models\":[{\"name\":\"tunedModels/x\","
                + "\"supportedGenerationMethods\":[\"generateContent\"]}]}");
    assertThat(new GeminiProvider().offered(context(Map.of("GEMINI_API_KEY", KEY), pages)))
        .extracting(ModelListing::name)
        .containsExactly("gemini/gemini-2.5-flash", "gemini/tunedModels/x");
    assertThat(pages.calls.get(0).uri().getRawQuery()).isEqualTo("pageSize=1000");
    assertThat(pages.calls.get(1).uri().getRawQuery()).isEqualTo("pageSize=1000&pageToken=a+b");
    assertThat(pages.calls.get(1).headers()).containsEntry("x-goog-api-key", KEY);
  }

  @Test
  void whatCannotBeListedIsToldWithoutTheKey() {
    Pages refused =
        new Pages(400, "{\"error\":{\"code\":400,\"message\":\"" + KEY + " is no page\"}}");
    GeminiProvider provider = GeminiProvider.builder().key(() -> KEY).build();
    assertThatExceptionOfType(UnlistedException.class)
        .isThrownBy(() -> provider.offered(context(Map.of(), refused)))
        .withMessageContaining("generativelanguage.googleapis.com answered 400")
        .withMessageNotContaining(KEY);
    Pages wrongKey =
        new Pages(400, "{\"error\":{\"code\":400,\"message\":\"API key not valid: " + KEY + "\"}}");
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> provider.offered(context(Map.of(), wrongKey)))
        .withMessageContaining("API key not valid: ***");
    assertThat(provider.toString()).doesNotContain(KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../../v1/x", "tunedModels/../x", "a//b", "/a", "a/"})
  void aNameThatWouldLeadElsewhereIsNone(String model) {
    GeminiProvider provider = GeminiProvider.builder().key("k-0123456789").build();
    ProviderContext context =
        new ProviderContext(Map.of(), () -> new Pages(200), Clock.system(), none -> {});
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> provider.source(model, context))
        .withMessage("gemini/" + model + " names no model: give its id after the slash");
  }
}
