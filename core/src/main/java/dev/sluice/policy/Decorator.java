package dev.sluice.policy;

import dev.sluice.stream.ChatRequest;
import dev.sluice.stream.StreamControl;
import dev.sluice.stream.StreamSink;
import dev.sluice.stream.StreamSource;
import java.util.function.BiFunction;

/** A source with a policy around it, which keeps what the source inside can do. */
record Decorator(StreamSource inner, BiFunction<ChatRequest, StreamSink, StreamControl> opener)
    implements StreamSource {

  @Override
  public StreamControl open(ChatRequest request, StreamSink sink) {
    return opener.apply(request, sink);
  }

  @Override
  public boolean prefills() {
    return inner.prefills();
  }
}
