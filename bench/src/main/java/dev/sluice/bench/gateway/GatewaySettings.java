package dev.sluice.bench.gateway;

import dev.sluice.bench.load.Format;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the command line says.
 *
 * @param minutes after so long no repetition begins
 */
record GatewaySettings(
    List<Load> loads,
    List<Proxy> gateways,
    List<Pair> pairs,
    double minutes,
    int repetitions,
    double seconds,
    int windows,
    double warm,
    boolean rendersOnly,
    Optional<String> commit,
    Path raw,
    Path peers,
    Path folder) {
  static final String HELP =
      """
      --only LOAD,…         these loads (%s)
      --gateways NAME,…     these gateways (%s)
      --pairs PAIR,…        instead of those, pairs of a provider's format and a client's dialect,
                            each beside a bare pass-through of the format: all, or messages-gemini,
                            or messages- for all of a provider, -gemini for all of a dialect; formats
                            are %s, dialects %s
      --minutes M           after so long no repetition begins, 60; every load is measured once
                            before any is measured again
      --repetitions N       at most so many, 3
      --seconds S           how long each measured window is, 5
      --windows N           how many follow one another in each measurement, 3: CPU is that of all,
                            late p50 and p99 the median of theirs
      --warm S              how long it is warmed before that, 8; what no JVM compiles at
                            most 3
      --short               windows of half a second, once: only whether everything works
      --render              writes the page from the raw results and measures nothing
      --commit HASH         with --render: of this commit and not of the one that was measured last
      --raw FILE            the raw results, bench/target/gateways.jsonl
      --peers FOLDER        where the others' programs are installed, bench/target/peers
      --docs FOLDER         where the page goes, docs
      """
          .formatted(
              String.join(", ", Arrays.stream(Load.values()).map(Load::id).toList()),
              String.join(", ", Arrays.stream(Proxy.values()).map(Proxy::id).toList()),
              String.join(
                  ", ", Arrays.stream(Format.values()).map(Spoken::of).map(Spoken::id).toList()),
              String.join(", ", Spoken.dialects().stream().map(Spoken::id).toList()));

  static GatewaySettings of(List<String> arguments) {
    boolean isShort = arguments.contains("--short");
    List<Load> loads = List.of(Load.values());
    List<Proxy> gateways = List.of(Proxy.values());
    List<Pair> pairs = List.of();
    double minutes = 60;
    int repetitions = isShort ? 1 : 3;
    double seconds = isShort ? 0.5 : 5;
    int windows = isShort ? 1 : 3;
    double warm = isShort ? 0.5 : 8;
    Optional<String> commit = Optional.empty();
    Path target = Path.of("bench", "target");
    Path raw = target.resolve(isShort ? "gateways-short.jsonl" : "gateways.jsonl");
    Path peers = target.resolve("peers");
    Path folder = isShort ? target.resolve("short") : Path.of("docs");
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--short") || argument.equals("--render")) {
        continue;
      }
      if (i + 1 == arguments.size()) {
        throw notUnderstood(argument);
      }
      String value = arguments.get(++i);
      switch (argument) {
        case "--only" ->
            loads = Arrays.stream(value.split(",")).map(GatewaySettings::load).toList();
        case "--gateways" ->
            gateways = Arrays.stream(value.split(",")).map(GatewaySettings::gateway).toList();
        case "--pairs" -> pairs = Pair.of(value);
        case "--minutes" -> minutes = Double.parseDouble(value);
        case "--repetitions" -> repetitions = Integer.parseInt(value);
        case "--seconds" -> seconds = Double.parseDouble(value);
        case "--windows" -> windows = Math.max(1, Integer.parseInt(value));
        case "--warm" -> warm = Double.parseDouble(value);
        case "--commit" -> commit = Optional.of(value);
        case "--raw" -> raw = Path.of(value);
        case "--peers" -> peers = Path.of(value);
        case "--docs" -> folder = Path.of(value);
        default -> throw notUnderstood(argument);
      }
    }
    return new GatewaySettings(
        loads,
        gateways,
        pairs,
        minutes,
        repetitions,
        seconds,
        windows,
        warm,
        arguments.contains("--render"),
        commit,
        raw,
        peers,
        folder);
  }

  private static Load load(String id) {
    return Arrays.stream(Load.values())
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no load is called " + id + "\n" + HELP));
  }

  private static Proxy gateway(String id) {
    return Proxy.called(id)
        .orElseThrow(
            () -> new IllegalArgumentException("no gateway is called " + id + "\n" + HELP));
  }

  private static IllegalArgumentException notUnderstood(String argument) {
    return new IllegalArgumentException("not understood: " + argument + "\n" + HELP);
  }

  String told() {
    return "%d windows of %.1f s, warmed for %.1f s, at most %d repetitions"
        .formatted(windows, seconds, warm, repetitions);
  }
}
