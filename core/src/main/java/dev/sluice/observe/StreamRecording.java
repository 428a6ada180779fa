package dev.sluice.observe;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Usage;
import dev.sluice.spi.stream.ConnectionReport;
import dev.sluice.stream.StreamObservation;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Fills the events of one stream, and commits each when what it stands for has ended. */
final class StreamRecording implements StreamObservation {
  private final RecordedStream stream;
  private final Map<Integer, RecordedAttempt> attempts = new HashMap<>(2);

  StreamRecording(RecordedStream stream) {
    this.stream = stream;
  }

  @Override
  public void attemptStarted(Attempt attempt) {
    RecordedAttempt event = new RecordedAttempt();
    event.stream = stream.stream;
    event.number = attempt.number();
    event.model = attempt.model();
    event.begin();
    attempts.put(attempt.number(), event);
    stream.attempts++;
  }

  private RecordedAttempt of(Attempt attempt) {
    return attempts.computeIfAbsent(attempt.number(), late -> new RecordedAttempt());
  }

  @Override
  public void connected(Attempt attempt, ConnectionReport connection, Duration at) {
    RecordedAttempt event = of(attempt);
    event.connected = since(attempt, at);
    event.connection = connection.reused().map(reused -> reused ? "reused" : "new").orElse("");
    event.lookup = nanos(connection.lookup());
    event.connect = nanos(connection.connect());
    event.proxy = nanos(connection.proxy());
    event.tls = nanos(connection.tls());
  }

  @Override
  public void responseHead(Attempt attempt, Head head, Duration at) {
    RecordedAttempt event = of(attempt);
    event.head = since(attempt, at);
    event.status = head.status();
    event.requestId = head.requestId();
  }

  @Override
  public void firstToken(Attempt attempt, Duration at) {
    of(attempt).firstToken = since(attempt, at);
  }

  @Override
  public void toolCall(Attempt attempt, String id, String name, Duration at) {
    stream.toolCalls++;
  }

  @Override
  public void attemptEnded(Attempt attempt, AttemptEnd end, Duration at) {
    RecordedAttempt event = of(attempt);
    attempts.remove(attempt.number());
    Usage usage = end.usage();
    event.ending = end.kind();
    event.cause = end.outcome() instanceof Cause cause ? cause.message() : "";
    event.total = since(attempt, at);
    event.inputTokens = usage.inputTokens().orElse(RecordedAttempt.UNKNOWN);
    event.outputTokens = usage.outputTokens().orElse(RecordedAttempt.UNKNOWN);
    event.commit();
  }

  @Override
  public void ended(Ending ending) {
    Usage usage = ending.reply().usage();
    stream.ending = ending.kind();
    stream.cause = ending instanceof Ending.Incomplete early ? early.cause().message() : "";
    stream.firstToken = nanos(ending.reply().timings().firstToken());
    stream.total = ending.reply().timings().total().toNanos();
    stream.inputTokens = usage.inputTokens().orElse(RecordedAttempt.UNKNOWN);
    stream.outputTokens = usage.outputTokens().orElse(RecordedAttempt.UNKNOWN);
    stream.commit();
  }

  private static long since(Attempt attempt, Duration at) {
    return at.minus(attempt.at()).toNanos();
  }

  private static long nanos(Optional<Duration> took) {
    return took.map(Duration::toNanos).orElse(RecordedAttempt.NONE);
  }
}
