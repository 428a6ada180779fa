package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Usage;
import dev.sluice.log.RunStore.Batch;
import dev.sluice.log.RunStore.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run as its writer sees it: makes its batches, and remembers what was kept of them. */
final class WrittenRun {
  static final Instant AT = Instant.parse("2026-03-04T05:06:07.089Z");
  static final RunState.Ended COMPLETED =
      new RunState.Ended(
          "completed",
          Usage.builder().count(Usage.Count.INPUT, 120).count(Usage.Count.OUTPUT, 40).build(),
          AT.plusSeconds(9));

  private final RunStart start;
  private final List<Block> kept = new ArrayList<>();
  private RunStore store;
  private long epoch;
  private Offset last = Offset.START;
  private boolean over;
  private int made;

  WrittenRun(RunStore store, String id) {
    this.store = store;
    this.epoch = store.epoch();
    this.start = start(id);
  }

  static RunStart start(String id) {
    ChatRequest request =
        ChatRequest.builder().system("You are terse.").user("What is " + id + "?").build();
    return new RunStart(id, "fake/model", request, AT);
  }

  String id() {
    return start.id();
  }

  RunStart start() {
    return start;
  }

  Offset last() {
    return last;
  }

  List<Block> kept() {
    return kept;
  }

  boolean isOver() {
    return over;
  }

  /** Another writer goes on with it. */
  void writtenBy(RunStore other) {
    store = other;
    epoch = other.epoch();
  }

  /** It goes on under another epoch of its writer's. */
  void writtenUnder(long other) {
    epoch = other;
  }

  // What may be kept.

  Batch starting() {
    return batch(Optional.of(start), Optional.empty(), Optional.empty());
  }

  Batch more(int count) {
    return batch(Optional.empty(), Optional.of(block(count)), Optional.empty());
  }

  Batch more(byte[] bytes) {
    Block block = new Block(epoch, last.position(), 1, bytes);
    return batch(Optional.empty(), Optional.of(block), Optional.empty());
  }

  Batch ending() {
    return batch(Optional.empty(), Optional.of(block(1)), Optional.of(COMPLETED));
  }

  Batch whole(int count) {
    return batch(Optional.of(start), Optional.of(block(count)), Optional.of(COMPLETED));
  }

  private Batch batch(
      Optional<RunStart> begun, Optional<Block> block, Optional<RunState.Ended> ended) {
    return new Batch(start.id(), begun, epoch, last, block, ended);
  }

  /** Entries whose bytes are told apart from those of any other block. */
  Block block(int count) {
    String text = (start.id() + ":" + epoch + ":" + made++ + " ").repeat(count);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Block(epoch, last.position(), count, bytes);
  }

  // Keeping it.

  /** This batch is kept. */
  void isKept(Batch batch) {
    batch.block().ifPresent(kept::add);
    last = batch.last();
    over = batch.ended().isPresent();
  }

  Verdict keep(Batch batch) {
    Verdict verdict = store.keep(List.of(batch)).getFirst();
    if (verdict == Verdict.KEPT) {
      isKept(batch);
    }
    return verdict;
  }

  WrittenRun begin() {
    assertThat(keep(starting())).isEqualTo(Verdict.KEPT);
    return this;
  }

  WrittenRun add(int count) {
    assertThat(keep(more(count))).isEqualTo(Verdict.KEPT);
    return this;
  }

  WrittenRun end() {
    assertThat(keep(ending())).isEqualTo(Verdict.KEPT);
    return this;
  }

  // What is kept.

  void assertKeptIn(RunStore reader) {
    RunState state = reader.state(start.id()).orElseThrow();
    assertThat(state.start()).isEqualTo(start);
    assertThat(state.last()).isEqualTo(last);
    assertThat(state.bytes()).isEqualTo(kept.stream().mapToLong(b -> b.bytes().length).sum());
    assertThat(state.ended()).isEqualTo(over ? Optional.of(COMPLETED) : Optional.empty());
    assertRead(0, readAll(reader, start.id(), 0));
  }

  /**
   * These are what is kept from the entry behind this position on. A store may have joined blocks
   * of one writer that stand behind each other; where a block begins, one was kept that began
   * there.
   */
  void assertRead(long position, List<Block> read) {
    int next = 0;
    while (next < kept.size() && end(kept.get(next)) <= position) {
      next++;
    }
    if (!read.isEmpty()) {
      while (next > 0 && kept.get(next).position() > read.getFirst().position()) {
        next--;
      }
      assertThat(end(read.getFirst())).isGreaterThan(position);
    }
    List<Block> expected = new ArrayList<>();
    for (Block block : read) {
      List<Block> joined = new ArrayList<>();
      for (long at = block.position(); next < kept.size() && at < end(block); next++) {
        joined.add(kept.get(next));
        at = end(kept.get(next));
      }
      assertThat(joined).as("block at %d", block.position()).isNotEmpty();
      expected.add(joined(joined));
    }
    assertThat(forms(read)).isEqualTo(forms(expected));
    assertThat(next).as("blocks read of %s", start.id()).isEqualTo(kept.size());
  }

  private static long end(Block block) {
    return block.position() + block.count();
  }

  private static Block joined(List<Block> blocks) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int count = 0;
    for (Block block : blocks) {
      assertThat(block.epoch()).isEqualTo(blocks.getFirst().epoch());
      bytes.writeBytes(block.bytes());
      count += block.count();
    }
    Block first = blocks.getFirst();
    return new Block(first.epoch(), first.position(), count, bytes.toByteArray());
  }

  /** Blocks from this position on, read in small pieces. */
  static List<Block> readAll(RunStore reader, String run, long position) {
    List<Block> all = new ArrayList<>();
    long next = position;
    while (true) {
      List<Block> blocks = reader.read(run, next, 100);
      if (blocks.isEmpty()) {
        return all;
      }
      all.addAll(blocks);
      Block end = blocks.getLast();
      assertThat(end.position() + end.count()).isGreaterThan(next);
      next = end.position() + end.count();
    }
  }

  static List<String> forms(List<Block> blocks) {
    return blocks.stream().map(WrittenRun::form).toList();
  }

  private static String form(Block block) {
    String text = new String(block.bytes(), StandardCharsets.ISO_8859_1);
    String shown = text.length() > 200 ? text.length() + " of hash " + text.hashCode() : text;
    return block.epoch() + "." + block.position() + "+" + block.count() + ": " + shown;
  }
}
