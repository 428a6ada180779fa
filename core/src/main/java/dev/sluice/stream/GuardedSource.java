package dev.sluice.stream;

import dev.sluice.chat.ChatRequest;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import java.time.Duration;

/**
 * A source with a user's policy around it, which keeps what the source inside can do: the policy's
 * own source need not know of it. Each of its streams runs through a {@link Guard}.
 */
record GuardedSource(StreamSource inner, Policy policy, Policy.Layer layer, String model)
    implements StreamSource {

  @Override
  public void open(ChatRequest request, StreamSink sink) {
    new Guard(sink).open(source -> policy.around(layer, source, model), inner, request);
  }

  @Override
  public StreamSource connectingWithin(Duration timeout) {
    return new GuardedSource(inner.connectingWithin(timeout), policy, layer, model);
  }

  @Override
  public boolean prefills() {
    return inner.prefills();
  }

  @Override
  public boolean prefills(ChatRequest request) {
    return inner.prefills(request);
  }

  @Override
  public boolean entersLane() {
    return true;
  }
}
