package dev.sluice.policy;

import dev.sluice.chat.ChatRequest;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import java.util.function.BiConsumer;

/** A source with a policy around it, which keeps what the source inside can do. */
record Decorator(StreamSource inner, BiConsumer<ChatRequest, StreamSink> opener)
    implements StreamSource {

  @Override
  public void open(ChatRequest request, StreamSink sink) {
    opener.accept(request, sink);
  }

  @Override
  public boolean prefills() {
    return inner.prefills();
  }

  @Override
  public boolean prefills(ChatRequest request) {
    return inner.prefills(request);
  }
}
