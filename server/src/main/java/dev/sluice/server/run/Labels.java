package dev.sluice.server.run;

import dev.sluice.log.RunLabel;
import dev.sluice.log.RunStart;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Digest;
import dev.sluice.server.dialect.Told;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is kept beside a run that only the gateway knows. */
final class Labels {
  private static final String KEY = "idempotency";
  private static final String BODY = "idempotency-body";
  private static final String DIALECT = "dialect";
  private static final String SHOWN = "shown";

  /** Before the names of those that dialects give. */
  private static final String PREFIX = "asked.";

  private Labels() {}

  /** The run of this order, so labelled. */
  static RunStart on(RunStart start, Order order) {
    RunStart named = start.label(DIALECT, order.dialect().name()).label(SHOWN, cut(order.shown()));
    for (var label : order.asked().labels().entrySet()) {
      named = named.label(PREFIX + label.getKey(), cut(label.getValue()));
    }
    RunStart all = named;
    return order
        .idempotency()
        .map(asked -> all.label(KEY, asked.key()).label(BODY, asked.body()))
        .orElse(all);
  }

  /** A text that is too long by its beginning and its digest, so that no other one is like it. */
  private static String cut(String text) {
    if (text.length() <= RunStart.MAX_LABEL) {
      return text;
    }
    String digest = Digest.of(text);
    int end = RunStart.MAX_LABEL - digest.length() - 1;
    boolean isPair = Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, isPair ? end - 1 : end) + "~" + digest;
  }

  /** By what a run is found that this owner began with this key. */
  static RunLabel key(String owner, String key) {
    return new RunLabel(owner, KEY, key);
  }

  /** By what a run is found that a dialect has so labelled. */
  static RunLabel of(String owner, String name, String value) {
    return new RunLabel(owner, PREFIX + name, cut(value));
  }

  /** Those that the dialect gave it. */
  static Map<String, String> asked(RunStart start) {
    Map<String, String> asked = new HashMap<>();
    start
        .labels()
        .forEach(
            (name, value) -> {
              if (name.startsWith(PREFIX)) {
                asked.put(name.substring(PREFIX.length()), value);
              }
            });
    return asked;
  }

  /** What an encoder knows of it. */
  static Told told(RunStart start, String shown, Asked.View view) {
    return new Told(
        start.id(), shown, start.at(), view, start.request(), asked(start), start.model());
  }

  /** The digest of what was asked. */
  static Optional<String> body(RunStart start) {
    return Optional.ofNullable(start.labels().get(BODY));
  }

  static String dialect(RunStart start) {
    return start.labels().getOrDefault(DIALECT, "");
  }

  /** The model's name as the client was told it. */
  static String shown(RunStart start) {
    return start.labels().getOrDefault(SHOWN, start.model());
  }
}
