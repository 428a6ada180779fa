package dev.sluice.bench.gateway;

import dev.sluice.bench.load.Format;
import java.util.Arrays;
import java.util.List;

/** What a provider speaks, and what its client does. */
record Pair(Format format, Spoken dialect) {
  private static final String BARE = "bare";

  /** Each provider with each client. */
  static List<Pair> all() {
    return Arrays.stream(Format.values())
        .flatMap(format -> Spoken.dialects().stream().map(dialect -> new Pair(format, dialect)))
        .toList();
  }

  /** In the raw results, and on the command line. */
  String id() {
    return id(format) + "-" + dialect.id();
  }

  /** What the results call a bare pass-through of this format. */
  static String bare(Format format) {
    return id(format) + "-" + BARE;
  }

  private static String id(Format format) {
    return Spoken.of(format).id();
  }

  /** Those of a list of ids; a format or a dialect alone stands for all of its pairs. */
  static List<Pair> of(String ids) {
    return Arrays.stream(ids.split(",")).flatMap(id -> called(id).stream()).distinct().toList();
  }

  private static List<Pair> called(String id) {
    List<Pair> pairs = all().stream().filter(pair -> pair.isCalled(id)).toList();
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("no pair is called " + id + "\n" + GatewaySettings.HELP);
    }
    return pairs;
  }

  private boolean isCalled(String id) {
    return id.equals("all")
        || id.equals(id())
        || id.equals(id(format) + "-")
        || id.equals("-" + dialect.id());
  }
}
