package dev.sluice.server.run;

import dev.sluice.log.RunLabel;
import dev.sluice.log.RunStart;
import java.util.Optional;

/** What is kept beside a run that only the gateway knows. */
final class Labels {
  private static final String KEY = "idempotency";
  private static final String BODY = "idempotency-body";
  private static final String DIALECT = "dialect";
  private static final String SHOWN = "shown";

  private Labels() {}

  /** The run of this order, so labelled. */
  static RunStart on(RunStart start, Order order) {
    RunStart named = start.label(DIALECT, order.dialect().name()).label(SHOWN, cut(order.shown()));
    return order
        .idempotency()
        .map(asked -> named.label(KEY, asked.key()).label(BODY, asked.body()))
        .orElse(named);
  }

  private static String cut(String text) {
    return text.length() <= RunStart.MAX_LABEL ? text : text.substring(0, RunStart.MAX_LABEL);
  }

  /** By what a run is found that this owner began with this key. */
  static RunLabel key(String owner, String key) {
    return new RunLabel(owner, KEY, key);
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
