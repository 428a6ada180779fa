package dev.sluice.testing;

import dev.sluice.chat.Ending;
import dev.sluice.spi.stream.ConnectionReport;
import dev.sluice.stream.StreamObservation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An observation that keeps a line for each call, and which rules were broken: one call at a time,
 * in the order of time, every attempt ended, nothing after the end.
 */
public class Notes implements StreamObservation {
  private static final int SOON_SECONDS = 60;

  public final List<ConnectionReport> connections = new CopyOnWriteArrayList<>();
  public final List<AttemptEnd> attemptEnds = new CopyOnWriteArrayList<>();
  public final List<NextAttempt> nextAttempts = new CopyOnWriteArrayList<>();
  public final List<Head> heads = new CopyOnWriteArrayList<>();

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<String> breaches = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private volatile Duration last = Duration.ZERO;

  /** One that has heard nothing. */
  public Notes() {}

  @Override
  public final void attemptStarted(Attempt attempt) {
    running.incrementAndGet();
    note(attempt.at(), attempt.toString());
  }

  @Override
  public final void connected(Attempt attempt, ConnectionReport connection, Duration at) {
    connections.add(connection);
    note(at, attempt.number() + " connected");
  }

  @Override
  public final void requestSent(Attempt attempt, Duration at) {
    note(at, attempt.number() + " sent");
  }

  @Override
  public final void responseHead(Attempt attempt, Head head, Duration at) {
    heads.add(head);
    note(at, attempt.number() + " head " + head.status());
  }

  @Override
  public final void firstToken(Attempt attempt, Duration at) {
    note(at, attempt.number() + " first token");
  }

  @Override
  public final void toolCall(Attempt attempt, String id, String name, Duration at) {
    note(at, attempt.number() + " tool " + name + " " + id);
  }

  @Override
  public final void attemptEnded(Attempt attempt, AttemptEnd end, Duration at) {
    running.decrementAndGet();
    attemptEnds.add(end);
    note(at, attempt.number() + " ended " + end.kind());
  }

  @Override
  public final void nextAttempt(NextAttempt next, Duration at) {
    nextAttempts.add(next);
    note(at, next.kind() + " " + next.number() + " at " + next.model());
  }

  @Override
  public final void ended(Ending end) {
    check(running.get() == 0, "an attempt that has not ended");
    try {
      note(last, "ended " + end.kind());
    } finally {
      ending.complete(end);
    }
  }

  private void note(Duration at, String line) {
    check(calls.incrementAndGet() == 1, line + " during another call");
    check(!ending.isDone(), line + " after the end");
    check(at.compareTo(last) >= 0, line + " before what was heard before");
    last = at;
    lines.add(line);
    try {
      heard(line);
    } finally {
      calls.decrementAndGet();
    }
  }

  private void check(boolean kept, String breach) {
    if (!kept) {
      breaches.add(breach);
    }
  }

  /** For tests that do something in a call. */
  protected void heard(String line) {}

  /** What was heard by now. */
  public final List<String> soFar() {
    return lines;
  }

  /** All that was heard, once the stream has ended. */
  public final List<String> lines() {
    try {
      ending.get(SOON_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException never) {
      throw new AssertionError("no end after " + lines, never);
    }
    if (!breaches.isEmpty()) {
      throw new AssertionError(breaches + " in " + lines);
    }
    return lines;
  }

  /** The ending that was heard. */
  public final Ending ending() {
    lines();
    return ending.join();
  }
}
