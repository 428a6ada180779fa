package dev.sluice.simulator;

import java.util.List;
import java.util.Optional;

/** Picks the response for each request, and remembers which were used. Safe for many threads. */
final class Sequence {
  private static final Response EXHAUSTED =
      Response.error(500, "The script has no response left for this request.");

  private final List<Response> responses;
  private final int[] used;

  Sequence(Script script) {
    responses = script.responses();
    used = new int[responses.size()];
  }

  /**
   * The first response whose conditions hold; else the next one without conditions, of which the
   * last repeats.
   */
  synchronized Response next(Call call) {
    for (int i = 0; i < responses.size(); i++) {
      Response response = responses.get(i);
      boolean left = response.times() == Response.UNSAID || used[i] < response.times();
      if (!response.conditions().isEmpty()
          && left
          && response.conditions().stream().allMatch(condition -> condition.holds(call))) {
        used[i]++;
        return response;
      }
    }
    return nextUnconditional().map(this::use).orElse(EXHAUSTED);
  }

  /** Uses up the next response if it refuses the connection on which its request would come. */
  synchronized boolean refuses() {
    Optional<Integer> next = nextUnconditional().filter(index -> responses.get(index).isRefusal());
    next.ifPresent(this::use);
    return next.isPresent();
  }

  private Response use(int index) {
    used[index]++;
    return responses.get(index);
  }

  private Optional<Integer> nextUnconditional() {
    int last = -1;
    for (int i = 0; i < responses.size(); i++) {
      Response response = responses.get(i);
      if (response.conditions().isEmpty()) {
        if (used[i] < Math.max(1, response.times())) {
          return Optional.of(i);
        }
        last = i;
      }
    }
    return last >= 0 && responses.get(last).times() == Response.UNSAID
        ? Optional.of(last)
        : Optional.empty();
  }
}
