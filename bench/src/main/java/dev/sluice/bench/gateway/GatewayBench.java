package dev.sluice.bench.gateway;

import dev.sluice.bench.Certificate;
import dev.sluice.bench.Commit;
import dev.sluice.bench.Machine;
import dev.sluice.bench.RawResults;
import dev.sluice.bench.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures gateways between one upstream and one client, in turns, and writes the page. See {@link
 * GatewaySettings#HELP} for the arguments.
 */
public final class GatewayBench {
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** How long those are warmed that no JVM compiles. */
  private static final double BRIEF = 3;

  private final GatewaySettings settings;
  private final RawResults raw;
  private final Peers peers;
  private final LoadRun runs;
  private final Starter starter;
  private final String commit = Commit.of(Path.of(""));
  private final Map<Proxy, String> missing = new EnumMap<>(Proxy.class);

  private GatewayBench(GatewaySettings settings) throws IOException {
    this.settings = settings;
    this.raw = RawResults.in(settings.raw());
    Path work = settings.raw().toAbsolutePath().resolveSibling("gateways");
    this.peers = new Peers(settings.peers());
    Certificate certificate = new Certificate(Files.createDirectories(work), JAVA);
    this.runs = new LoadRun(work, certificate);
    this.starter = new Starter(work, peers, certificate);
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    if (List.of(args).contains("--help")) {
      System.out.print(GatewaySettings.HELP);
      return;
    }
    try {
      new GatewayBench(GatewaySettings.of(List.of(args))).run();
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
    }
  }

  private void run() throws Exception {
    if (!settings.rendersOnly() && settings.pairs().isEmpty()) {
      measure();
    } else if (!settings.rendersOnly()) {
      raw.begin(commit, about());
      new PairBench(settings, raw, runs, starter, commit).measure();
    }
    String shown = settings.commit().or(raw::latest).orElse(commit);
    GatewayPage.write(raw, shown, settings.folder());
    System.err.println("wrote " + settings.folder().resolve("benchmarks-gateway.md"));
  }

  private void measure() throws Exception {
    for (Load load : settings.loads()) {
      Machine.checkFiles(load.sockets());
      for (Proxy proxy : settings.gateways()) {
        raw.forget(load.id(), proxy.id(), commit);
      }
    }
    raw.begin(commit, about());
    long end = System.nanoTime() + (long) (settings.minutes() * 60e9);
    for (int turn = 1; turn <= settings.repetitions(); turn++) {
      for (Load load : settings.loads()) {
        if (System.nanoTime() < end) {
          measure(load, turn);
        }
      }
    }
  }

  /** All gateways once with this load, in these minutes. */
  private void measure(Load load, int turn) throws Exception {
    int repetition = raw.lastRepetition(load.id()) + 1;
    System.err.println(load.id() + ": " + load.told());
    List<Proxy> order = new ArrayList<>(settings.gateways());
    if (turn % 2 == 0) {
      // Whoever comes first may find the machine otherwise than whoever comes last.
      Collections.reverse(order);
    }
    for (Proxy proxy : order) {
      if (load.appliesTo(proxy) && !missing.containsKey(proxy)) {
        Result result = measure(load, proxy, repetition);
        raw.add(result);
        raw.save();
        System.err.printf("  %-14s %s%n", proxy.id(), shown(result));
      }
    }
  }

  private Result measure(Load load, Proxy proxy, int repetition) throws Exception {
    Map<String, Double> figures = new TreeMap<>();
    String error = "";
    Process upstream = runs.upstream(load.isHttp2());
    try {
      BufferedReader out = upstream.inputReader(StandardCharsets.UTF_8);
      String origin = String.valueOf(out.readLine());
      try (Started gateway = starter.start(proxy, origin, load.ask())) {
        double warm = proxy.isOnJvm() ? settings.warm() : Math.min(BRIEF, settings.warm());
        LoadRun.Client client =
            new LoadRun.Client(
                proxy.id(),
                List.of(load),
                proxy.spoken(),
                "openai/bench",
                warm,
                settings.seconds(),
                settings.windows());
        error = runs.load(client, gateway, origin + load.ask().path(), figures);
      }
    } catch (Peers.MissingException none) {
      missing.put(proxy, String.valueOf(none.getMessage()));
      error = "not measured: " + none.getMessage();
    } catch (IOException failed) {
      error = String.valueOf(failed.getMessage());
    } finally {
      upstream.destroyForcibly().waitFor();
    }
    return new Result(load.id(), proxy.id(), commit, repetition, figures, error);
  }

  private Map<String, String> about() throws IOException {
    Map<String, String> about = Machine.system();
    about.put("flags", String.join(" ", starter.flags()));
    about.put("version vertx-core", Machine.version("vertx-core"));
    about.put(
        "version netty-transport-native-epoll", Machine.version("netty-transport-native-epoll"));
    about.put("version go", Peers.said("go", "version"));
    about.put("version nginx", Peers.said("/usr/sbin/nginx", "-v"));
    about.put("version node", Peers.said("node", "--version"));
    about.put("version portkey", Peers.PORTKEY);
    for (String version : peers.versions()) {
      about.put("version " + version.replaceAll("[\\[=].*", ""), version);
    }
    about.put("settings", settings.told());
    return about;
  }

  private static String shown(Result result) {
    if (!result.error().isEmpty()) {
      return "no figures: " + result.error();
    }
    StringBuilder text = new StringBuilder();
    result.figures().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            each ->
                text.append(
                    String.format(Locale.ROOT, "%s=%.2f ", each.getKey(), each.getValue())));
    return text.toString().strip();
  }
}
