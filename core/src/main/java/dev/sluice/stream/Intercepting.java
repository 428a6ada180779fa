package dev.sluice.stream;

import java.util.EnumSet;
import java.util.Set;

/** A user's policy as one function. */
record Intercepting(Layer layer, Interceptor interceptor) implements Policy {
  @Override
  public Set<Layer> layers() {
    return EnumSet.of(layer);
  }

  @Override
  public StreamSource around(Layer where, StreamSource inner, String model) {
    return (request, sink) -> interceptor.intercept(request, sink, inner);
  }
}
