package dev.sluice.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.ProviderContext;
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
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OllamaProviderTest {
  private static final Map<String, String> CLOUD =
      Map.of("OLLAMA_HOST", "https://ollama.com", "OLLAMA_API_KEY", "key-0123456789");

  private static HttpCall call(Map<String, String> settings) {
    OneExchange transport = new OneExchange();
    new OllamaProvider()
        .source("qwen3", context(settings, transport))
        .open(ChatRequest.of("hi"), new Recorder());
    return transport.call();
  }

  private static ProviderContext context(Map<String, String> settings, Transport transport) {
    return new ProviderContext(settings, () -> transport, Clock.system(), progress -> {});
  }

  /** Answers every call with this. */
  private record Saying(int status, String body, List<HttpCall> calls) implements Transport {
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
      listener.onHead(new ResponseHead(status, Map.of()));
      listener.onBytes(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
      listener.onEnd();
    }

    @Override
    public void close() {}
  }

  @Test
  void withoutSettingsThisMachineIsAskedWithoutAKey() {
    HttpCall call = call(Map.of("OLLAMA_API_KEY", "key-0123456789"));
    assertThat(call.uri()).hasToString("http://127.0.0.1:11434/api/chat");
    assertThat(call.headers())
        .doesNotContainKey("authorization")
        .containsEntry("accept", "application/x-ndjson");
  }

  @Test
  void itsCloudIsAskedWithTheKey() {
    HttpCall call = call(CLOUD);
    assertThat(call.uri()).hasToString("https://ollama.com/api/chat");
    assertThat(call.headers()).containsEntry("authorization", "Bearer key-0123456789");
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> call(Map.of("OLLAMA_HOST", "ollama.com")))
        .withMessageStartingWith("ollama/qwen3 needs a key: set OLLAMA_API_KEY");
  }

  @Test
  void itsListNeedsNoNetworkAndItsOfferIsAskedFor() {
    Saying server =
        new Saying(
            200,
            "{\"models\":[{\"name\":\"qwen3:8b\",\"model\":\"qwen3:8b\",\"size\":52,"
                + "\"details\":{\"family\":\"qwen3\"}},{\"model\":\"a/b:latest\"}]}",
            new java.util.ArrayList<>());
    OllamaProvider provider = new OllamaProvider();
    assertThat(provider.models(context(Map.of(), server)))
        .containsExactly(
            new ModelListing(
                "ollama/MODEL", true, "at 127.0.0.1:11434, if it runs", OptionalLong.empty()));
    assertThat(server.calls).isEmpty();
    assertThat(provider.offered(context(Map.of(), server)))
        .containsExactly(
            new ModelListing("ollama/qwen3:8b", true, "at 127.0.0.1:11434", OptionalLong.of(52)),
            new ModelListing(
                "ollama/a/b:latest", true, "at 127.0.0.1:11434", OptionalLong.empty()));
    assertThat(server.calls.getFirst().uri()).hasToString("http://127.0.0.1:11434/api/tags");
    provider.offered(context(CLOUD, server));
    assertThat(server.calls.getLast().headers())
        .containsEntry("authorization", "Bearer key-0123456789");
  }

  @Test
  void aServerMayBeDescribedInCode() {
    OllamaProvider provider =
        OllamaProvider.builder().name("box").baseUrl("gpu-box").key("k-0123456789").build();
    assertThat(provider.name()).isEqualTo("box");
    assertThat(provider.toString()).contains("gpu-box:11434").doesNotContain("k-0123456789");
    assertThat(OllamaProvider.builder().build().toString()).contains("127.0.0.1:11434");
  }
}
