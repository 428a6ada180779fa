package dev.sluice.fake;

import dev.sluice.stream.StreamEvent;
import java.util.ArrayList;
import java.util.List;

/** The content of a request that is not streamed: neighbours of a kind come as one event. */
final class Joined {
  private Joined() {}

  static List<StreamEvent> of(List<StreamEvent> pieces) {
    List<StreamEvent> joined = new ArrayList<>();
    for (StreamEvent piece : pieces) {
      StreamEvent both = joined.isEmpty() ? piece : both(joined.getLast(), piece);
      if (joined.isEmpty() || both.equals(piece)) {
        joined.add(piece);
      } else {
        joined.set(joined.size() - 1, both);
      }
    }
    return joined;
  }

  /** The two in one, or the second alone if they are of different kinds. */
  private static StreamEvent both(StreamEvent one, StreamEvent next) {
    if (one instanceof StreamEvent.TextDelta(String begin)
        && next instanceof StreamEvent.TextDelta(String rest)) {
      return new StreamEvent.TextDelta(begin + rest);
    }
    if (one instanceof StreamEvent.ReasoningDelta(String begin)
        && next instanceof StreamEvent.ReasoningDelta(String rest)) {
      return new StreamEvent.ReasoningDelta(begin + rest);
    }
    if (one instanceof StreamEvent.RefusalDelta(String begin)
        && next instanceof StreamEvent.RefusalDelta(String rest)) {
      return new StreamEvent.RefusalDelta(begin + rest);
    }
    if (one instanceof StreamEvent.ToolCallDelta(int index, String begin)
        && next instanceof StreamEvent.ToolCallDelta(int same, String rest)
        && index == same) {
      return new StreamEvent.ToolCallDelta(index, begin + rest);
    }
    return next;
  }
}
