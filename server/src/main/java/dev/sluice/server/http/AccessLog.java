package dev.sluice.server.http;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Usage;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.access.Keys;
import dev.sluice.server.access.Route;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.run.Order;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line for each run: once it has ended, and the clients that followed it by then have
 * left; and for what else providers are asked. No prompt, no answer, no key. Thread-safe.
 */
final class AccessLog {
  private static final int MAX_NAME = 200;
  private static final int MAX_FIELDS = 50;

  private final Clock clock;
  private final Consumer<String> lines;

  /** Those that no line has told yet: going on, or being read to their end. */
  private final Map<String, Going> going = new ConcurrentHashMap<>();

  AccessLog(Clock clock, Consumer<String> lines) {
    this.clock = clock;
    this.lines = lines;
  }

  void began(String run, Order order) {
    going.computeIfAbsent(run, id -> new Going());
  }

  void follows(String run) {
    change(run, known -> known.followers++);
  }

  void leaves(String run, long bytes) {
    change(
        run,
        known -> {
          known.followers--;
          known.bytes += bytes;
        });
  }

  void dropped(String run) {
    change(run, known -> known.dropped++);
  }

  void ended(String run, Order order, Ending ending, Duration took) {
    going.computeIfAbsent(run, id -> new Going());
    change(run, known -> known.ended = new Ended(order, ending, took));
  }

  /** A provider was asked for what is no run. */
  void asked(String what, Dialect dialect, Keys.Who who, Route route, Ending ending) {
    JsonWriter line = new JsonWriter().object().put("at", clock.now().toString());
    line.put("asked", what);
    Duration took = ending.reply().timings().total();
    tell(line, who.owner(), route.shown(), dialect, ending, took);
    lines.accept(line.end().text());
  }

  private static void tell(
      JsonWriter line, String owner, String model, Dialect dialect, Ending ending, Duration took) {
    line.put("owner", owner)
        .put("model", clean(model))
        .put("dialect", dialect.name())
        .put("ending", ending.kind())
        .put("ms", took.toMillis());
    why(ending).ifPresent(why -> line.put("why", clean(why)));
    ending.reply().timings().firstToken().ifPresent(at -> line.put("ttft_ms", at.toMillis()));
    Usage usage = ending.reply().usage();
    usage.inputTokens().ifPresent(count -> line.put("input_tokens", count));
    usage.outputTokens().ifPresent(count -> line.put("output_tokens", count));
  }

  private void change(String run, Consumer<Going> change) {
    Going known = going.get(run);
    if (known == null) {
      return; // One that was kept from before, or has been told.
    }
    String line;
    synchronized (known) {
      change.accept(known);
      Ended ended = known.ended;
      if (ended == null || known.followers > 0 || known.told) {
        return;
      }
      known.told = true;
      line = line(run, known, ended);
    }
    going.remove(run);
    lines.accept(line);
  }

  private String line(String run, Going known, Ended ended) {
    Order order = ended.order;
    JsonWriter line = new JsonWriter().object().put("at", clock.now().toString());
    line.put("run", run);
    tell(line, order.owner(), order.shown(), order.dialect(), ended.ending, ended.took);
    if (!order.asked().dropped().isEmpty()) {
      line.array("fields_dropped");
      order.asked().dropped().stream().limit(MAX_FIELDS).map(AccessLog::clean).forEach(line::value);
      line.end();
    }
    return line.put("bytes", known.bytes).put("dropped", known.dropped).end().text();
  }

  /** What clients are not told where they have keys; nothing in a provider's words. */
  private static Optional<String> why(Ending ending) {
    return ending instanceof Ending.Incomplete(_, Cause cause)
        ? cause
            .failure()
            .map(
                failure ->
                    switch (failure) {
                      case Failure.Unreachable _,
                          Failure.Untrusted _,
                          Failure.Misconfigured _,
                          Failure.ConnectionLost _,
                          Failure.EndedEarly _,
                          Failure.Timeout _,
                          Failure.LimitExceeded _ ->
                          failure.message();
                      case Failure.Refused refused ->
                          refused.target() + " answered " + refused.status();
                      default -> failure.kind();
                    })
        : Optional.empty();
  }

  private static String clean(String name) {
    return name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
  }

  private record Ended(Order order, Ending ending, Duration took) {}

  /** What is known of one; guarded by itself. */
  private static final class Going {
    private int followers;
    private long bytes;
    private int dropped;
    private boolean told;
    private @Nullable Ended ended;
  }
}
