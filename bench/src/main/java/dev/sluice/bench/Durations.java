package dev.sluice.bench;

import dev.sluice.bench.client.Contender;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long the processes take: guessed at first, then as they took last. Thread-safe. */
final class Durations {
  /** A process starts and ends, and its server opens and closes. */
  private static final double AROUND = 1;

  /** Compiling, opening and catching up take longer in most other clients. */
  private static final double PEERS = 1.4;

  /** As the slower clients open them. */
  private static final double STREAMS_PER_SECOND = 1_500;

  /** Looks at whether the compiler rests: two at least, and it seldom does at once. */
  private static final double STEADY = 4.5;

  private record Asked(Scenario scenario, Contender contender) {}

  private final Settings settings;
  private final Map<Asked, Double> taken = new ConcurrentHashMap<>();

  Durations(Settings settings) {
    this.settings = settings;
  }

  /** One took so long. */
  void took(Scenario scenario, Contender contender, double seconds) {
    taken.put(new Asked(scenario, contender), seconds);
  }

  double seconds(Scenario scenario, Contender contender) {
    Double seconds = taken.get(new Asked(scenario, contender));
    return seconds == null ? guess(scenario, contender) : seconds;
  }

  private double guess(Scenario scenario, Contender contender) {
    double warm = settings.warmSeconds();
    double window = settings.seconds();
    double seconds =
        switch (scenario.task()) {
          case PACED -> warm + STEADY + window;
          case PACED_AND_LATE -> warm + STEADY + 2 * window;
          case BACK_TO_BACK -> warm / 2 + window + 1;
          case IDLE -> 4;
          case STALLED_READER -> window + 1;
          case COLD -> 0.5;
          // Peers leave their sockets open until patience ends.
          case CANCEL -> contender.isOurs() ? 10 : 25;
          case ALLOCATION -> 1.5;
        };
    boolean isPeer = !contender.isOurs() && !contender.isFloor();
    double opening = scenario.streams(settings.isShort()) / STREAMS_PER_SECOND;
    return AROUND + (seconds + opening) * (isPeer ? PEERS : 1);
  }
}
