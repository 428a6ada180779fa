package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Outcome;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.testing.Recorder;

/** One request to a source with a policy, and what its reader got. */
record Asked(Recorder heard, StreamControl control) {

  static Asked of(StreamSource source) {
    return of(source, ChatRequest.of("Count."));
  }

  static Asked of(StreamSource source, ChatRequest request) {
    Recorder heard = new Recorder();
    source.open(request, heard);
    return new Asked(heard, heard.control());
  }

  /** Every layer of a policy around a source. */
  static StreamSource with(Policy policy, StreamSource inner) {
    StreamSource whole = inner;
    for (Policy.Layer layer : policy.layers().stream().sorted().toList().reversed()) {
      whole = policy.around(layer, whole, "hand/one");
    }
    return whole;
  }

  String text() {
    return heard.text();
  }

  Outcome end() {
    return heard.end();
  }

  boolean isOver() {
    return heard.outcome() != null;
  }

  /** Why it is incomplete. */
  Cause cause() {
    if (heard.end() instanceof Cause cause) {
      return cause;
    }
    throw new AssertionError("completed");
  }
}
