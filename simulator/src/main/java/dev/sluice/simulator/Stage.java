package dev.sluice.simulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What the loops share: the scripts that are on, the record of requests, the log. */
final class Stage {
  private final Options options;
  private final Recorder recorder;
  private final Map<String, Sequence> byPath = new ConcurrentHashMap<>();
  private volatile Sequence sequence;

  Stage(Script script, Options options) {
    this.options = options;
    recorder = new Recorder(options.recorded());
    sequence = new Sequence(script);
  }

  Options options() {
    return options;
  }

  Recorder recorder() {
    return recorder;
  }

  Consumer<String> log() {
    return options.log();
  }

  void script(Script script) {
    sequence = new Sequence(script);
  }

  void script(String path, Script script) {
    byPath.put(path, new Sequence(script));
  }

  boolean refusesNext() {
    return sequence.refuses();
  }

  /** Reads a request in the format that the options choose, or that its path says. */
  Call read(Request request, int number) {
    return options
        .wire()
        .flatMap(Wires::named)
        .orElseGet(() -> Wires.of(request))
        .read(request, number);
  }

  /** What answers a call; to a path that nobody speaks, an error that says so. */
  Response answer(Call call) {
    Response response = pick(call);
    Wire wire = response.wire() == null ? call.wire() : response.wire();
    return response
        .first(Step.Said.class, wire::lacks)
        .map(said -> Response.error(500, "The script cannot be told: " + Wire.lacking(said, wire)))
        .orElse(response);
  }

  private Response pick(Call call) {
    Request request = call.request();
    Sequence own = byPath.get(request.path());
    if (own != null) {
      return own.next(call);
    }
    boolean spoken = call.wire().speaks(request.path()) || options.wire().isPresent();
    if (request.method().equals("POST") && spoken) {
      return sequence.next(call);
    }
    if (request.method().equals("GET") && call.wire().lists(request)) {
      return Response.json(call.wire().models());
    }
    return Response.error(
        404,
        "This simulator answers %s; this was %s %s."
            .formatted(Wires.usages(), request.method(), request.path()));
  }
}
