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

  /** What answers a call; to a path that nobody speaks, an error that says so. */
  Response answer(Call call) {
    Request request = call.request();
    Sequence own = byPath.get(request.path());
    if (own != null) {
      return own.next(call);
    }
    Wire wire = Wire.of(request.path());
    if (request.method().equals("POST") && wire.speaks(request.path())) {
      return sequence.next(call);
    }
    return Response.error(
        404,
        "This simulator answers %s; this was %s %s."
            .formatted(wire.usage(), request.method(), request.path()));
  }
}
