package dev.sluice.store;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Usage;
import dev.sluice.log.Block;
import dev.sluice.log.Offset;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunState;
import dev.sluice.log.RunStore.Batch;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Batches for tests of a store, which doesn't look into entries. */
final class TestRuns {
  static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  private TestRuns() {}

  static Batch start(long epoch, String run) {
    return start(epoch, run, AT);
  }

  static Batch start(long epoch, String run, Instant at) {
    RunStart start = new RunStart(run, "test/model", ChatRequest.of("say something"), at);
    return new Batch(
        run, Optional.of(start), epoch, Offset.START, Optional.empty(), Optional.empty());
  }

  /** One block behind this place. */
  static Batch more(long epoch, String run, Offset after, int count, byte[] bytes) {
    return new Batch(
        run,
        Optional.empty(),
        epoch,
        after,
        Optional.of(new Block(epoch, after.position(), count, bytes)),
        Optional.empty());
  }

  static Batch end(long epoch, String run, Offset after) {
    return end(epoch, run, after, AT);
  }

  static Batch end(long epoch, String run, Offset after, Instant at) {
    return new Batch(
        run,
        Optional.empty(),
        epoch,
        after,
        Optional.of(new Block(epoch, after.position(), 1, bytes("the end"))),
        Optional.of(new RunState.Ended("completed", Usage.of(3, 4), at)));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
