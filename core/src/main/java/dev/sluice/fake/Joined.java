package dev.sluice.fake;

import dev.sluice.chat.StreamEvent;
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
    if (one instanceof StreamEvent.TextDelta(int part, String begin)
        && next instanceof StreamEvent.TextDelta(int same, String rest)
        && part == same) {
      return new StreamEvent.TextDelta(part, begin + rest);
    }
    if (one instanceof StreamEvent.ReasoningDelta(int part, String begin)
        && next instanceof StreamEvent.ReasoningDelta(int same, String rest)
        && part == same) {
      return new StreamEvent.ReasoningDelta(part, begin + rest);
    }
    if (one instanceof StreamEvent.RefusalDelta(int part, String begin)
        && next instanceof StreamEvent.RefusalDelta(int same, String rest)
        && part == same) {
      return new StreamEvent.RefusalDelta(part, begin + rest);
    }
    if (one instanceof StreamEvent.ToolCallDelta(int part, String begin)
        && next instanceof StreamEvent.ToolCallDelta(int same, String rest)
        && part == same) {
      return new StreamEvent.ToolCallDelta(part, begin + rest);
    }
    return next;
  }
}
