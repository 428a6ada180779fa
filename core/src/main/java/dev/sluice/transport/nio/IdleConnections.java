package dev.sluice.transport.nio;

import dev.sluice.transport.http.Origin;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which event loops have connections that wait for another exchange, so that it is sent there:
 * otherwise the turns of one chat would make a connection in each loop. Thread-safe.
 *
 * <p>What stands here is a hint. A loop's pool alone knows what it has, and says so after each
 * change.
 */
final class IdleConnections {
  private final int loops;
  private final Map<Origin, int[]> counts = new ConcurrentHashMap<>();

  IdleConnections(int loops) {
    this.loops = loops;
  }

  /** One loop's say. */
  final class Part {
    private final int loop;

    private Part(int loop) {
      this.loop = loop;
    }

    /** So many connections to that origin wait in this loop. */
    void has(Origin origin, int count) {
      counts.compute(
          origin,
          (same, before) -> {
            int[] after = before == null ? new int[loops] : before.clone();
            after[loop] = count;
            return Arrays.stream(after).allMatch(one -> one == 0) ? null : after;
          });
    }
  }

  Part part(int loop) {
    return new Part(loop);
  }

  /** A loop where a connection waits, which is then counted as taken; -1 if there is none. */
  int take(Origin origin) {
    int[] found = {-1};
    counts.computeIfPresent(
        origin,
        (same, before) -> {
          for (int i = 0; i < before.length; i++) {
            if (before[i] > 0) {
              found[0] = i;
              int[] after = before.clone();
              after[i]--;
              return after;
            }
          }
          return before;
        });
    return found[0];
  }
}
