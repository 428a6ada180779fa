package dev.sluice.provider.anthropic;

import dev.sluice.chat.ChatRequest;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import java.time.Duration;

/**
 * A source that knows whether its model takes the beginning of its answer.
 *
 * @param provider what stands before the slash in its models' names
 */
record AnthropicSource(StreamSource http, String provider, boolean prefills)
    implements StreamSource {

  @Override
  public void open(ChatRequest request, StreamSink sink) {
    http.open(request, sink);
  }

  @Override
  public StreamSource connectingWithin(Duration timeout) {
    return new AnthropicSource(http.connectingWithin(timeout), provider, prefills);
  }

  /** An answer that begins with thoughts cannot be begun by somebody else. */
  @Override
  public boolean prefills(ChatRequest request) {
    String thinking = request.providerOptions(provider).getOrDefault("thinking", "null");
    return prefills && !Json.text("type", thinking).matches("enabled|adaptive");
  }

  @Override
  public boolean entersLane() {
    return http.entersLane();
  }
}
