package dev.sluice.simulator;

import java.util.List;
import java.util.Set;

/**
 * One response of a script.
 *
 * @param conditions all must hold for this to answer; none puts it into the plain sequence
 * @param times how many requests it answers, or {@link #UNSAID}
 * @param head status and headers
 * @param steps what is played, the last one being an ending
 */
record Response(List<Condition> conditions, int times, Head head, List<Step> steps) {
  static final int UNSAID = 0;

  /** A plain JSON error in the form most providers use. */
  static Response error(int status, String message) {
    String json =
        "{\"error\":{\"message\":\""
            + Octets.json(message)
            + "\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}";
    Head head = new Head(status, List.of(), Set.of(), Head.Framing.UNSAID, Head.COMPUTED, 0);
    return new Response(
        List.of(), UNSAID, head, List.of(new Step.Body(Octets.utf8(json)), new Step.End()));
  }

  boolean isPlain() {
    return steps.stream().anyMatch(Step.Body.class::isInstance);
  }

  /** Whether it says anything that a format puts into form, so that streaming or not matters. */
  boolean speaks() {
    return speaks(steps);
  }

  private static boolean speaks(List<Step> steps) {
    return steps.stream()
        .anyMatch(
            step ->
                switch (step) {
                  case Step.Said said -> true;
                  case Step.Repeat repeat -> speaks(repeat.steps());
                  case Step.Played other -> false;
                });
  }

  boolean isRefusal() {
    return steps.getFirst() instanceof Step.Refuse;
  }
}
