package dev.sluice.testing;

import dev.sluice.stream.Part;
import dev.sluice.stream.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What events tell of an answer's parts. */
public final class Parts {
  private Parts() {}

  /** A text begins. */
  public static StreamEvent.Content textStarts(int part) {
    return new StreamEvent.PartStarted(part, Part.text(""));
  }

  /** A source has ended a text: what its deltas have told it does not say again. */
  public static StreamEvent.Content textEnds(int part) {
    return textEnds(part, "");
  }

  /** A text has ended, as readers are told. */
  public static StreamEvent.Content textEnds(int part, String whole) {
    return new StreamEvent.PartEnded(part, Part.text(whole));
  }

  /** Thoughts begin. */
  public static StreamEvent.Content reasoningStarts(int part) {
    return new StreamEvent.PartStarted(part, new Part.Reasoning(""));
  }

  /** A source has ended thoughts. */
  public static StreamEvent.Content reasoningEnds(int part) {
    return new StreamEvent.PartEnded(part, new Part.Reasoning(""));
  }

  /** A call of a tool begins. */
  public static StreamEvent.Content callStarts(int part, String id, String name) {
    return new StreamEvent.PartStarted(part, new Part.ToolCall(id, name, ""));
  }

  /** A source has ended a call. */
  public static StreamEvent.Content callEnds(int part, String id, String name) {
    return new StreamEvent.PartEnded(part, new Part.ToolCall(id, name, ""));
  }

  /**
   * Fails unless every part begins before anything comes of it, once, and nothing comes of it after
   * its end, as far as the events before are not void.
   */
  public static void assertInOrder(List<StreamEvent> events) {
    TreeMap<Integer, Boolean> open = new TreeMap<>();
    List<StreamEvent> wrong = new ArrayList<>();
    for (StreamEvent event : events) {
      boolean right =
          switch (event) {
            case StreamEvent.PartStarted start -> open.put(start.part(), true) == null;
            case StreamEvent.PartEnded end -> open.replace(end.part(), true, false);
            case StreamEvent.Content piece -> open.getOrDefault(piece.part(), false);
            case StreamEvent.Restarted r -> {
              open.clear();
              yield true;
            }
            case StreamEvent.Continued seam -> {
              open.tailMap(seam.part(), false).clear();
              open.replace(seam.part(), true);
              yield true;
            }
            default -> true;
          };
      if (!right) {
        wrong.add(event);
      }
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError("out of order: " + wrong + " in " + events);
    }
  }
}
