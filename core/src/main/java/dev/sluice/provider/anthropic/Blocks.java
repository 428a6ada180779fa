package dev.sluice.provider.anthropic;

import dev.sluice.chat.Failure;
import dev.sluice.spi.stream.StreamSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content blocks of one answer that have begun and not ended. The API has one at a time, by
 * their order; servers of its format leave numbers out, never stop a block, or send a piece of
 * another kind than the block's: then the kind says where it belongs. Not thread-safe.
 */
final class Blocks {
  /**
   * Blocks that are open at once; the API has one, and nobody needs more than calls in parallel.
   */
  private static final int MAX_OPEN = 256;

  /** As much as all of an answer may hold. */
  private static final long MAX_SIGNATURES = 16 * 1024 * 1024;

  private final String provider;
  private final List<Block> open = new ArrayList<>(2);

  /** The one that has begun or grown last: mostly the next piece is one of it. */
  private @Nullable Block current;

  /** A call that has stopped, and may have been cut off: what follows tells. */
  private @Nullable Block stopped;

  private int parts;

  /** Whether the caller is to run a tool. */
  private boolean calls;

  /** How many characters signatures have, which no event tells before a block's end. */
  private long signed;

  Blocks(String provider) {
    this.provider = provider;
  }

  /** Whether there is a call that the caller is to run. */
  boolean hasCalls() {
    return calls;
  }

  /** The block with this number that grows by such pieces; null if there is none. */
  @Nullable Block find(long index, Block.Kind kind) {
    Block last = current;
    if (last != null && last.kind == kind && (index < 0 || last.index == index)) {
      return last;
    }
    for (int i = open.size() - 1; i >= 0; i--) {
      Block block = open.get(i);
      if (block.kind == kind && (index < 0 || block.index == index)) {
        current = block;
        return block;
      }
    }
    return null;
  }

  /**
   * The block of the provider's own with this number, if it is one; it takes pieces of any kind.
   */
  @Nullable Block findOwn(long index) {
    Block last = current;
    if (last != null && (index < 0 || last.index == index)) {
      return last.kind == Block.Kind.NATIVE ? last : null;
    }
    return index < 0 ? null : find(index, Block.Kind.NATIVE);
  }

  /** The bound that is exceeded if another one begins. */
  Failure.@Nullable LimitExceeded excess() {
    if (signed > MAX_SIGNATURES) {
      return new Failure.LimitExceeded(
          "what proves the thoughts of the answer", MAX_SIGNATURES, "characters");
    }
    return open.size() < MAX_OPEN
        ? null
        : new Failure.LimitExceeded("the list of open content blocks", MAX_OPEN, "blocks");
  }

  /** More of the proof of a block; the bound that is outgrown, if one is. */
  Failure.@Nullable LimitExceeded sign(Block block, String piece) {
    signed += piece.length();
    Failure.LimitExceeded tooLong = block.sign(piece);
    return tooLong == null && signed > MAX_SIGNATURES ? excess() : tooLong;
  }

  /** A block begins. One that has its number is over, unless this is the same one once more. */
  void begin(long index, BlockStart start, StreamSink out) {
    Block before = index < 0 ? null : withNumber(index);
    if (before != null && before.beginsAgain(start)) {
      before.again(start, out);
      return;
    }
    if (before != null) {
      stop(index, out);
    }
    settle(out);
    signed += start.signature().length();
    Block block = Block.begin(provider, index, parts++, start, out);
    calls |= block.isForCaller();
    open.add(block);
    current = block;
  }

  /** The block that a piece belongs to whose start was not told. */
  Block beginUntold(long index, String type, StreamSink out) {
    settle(out);
    Block block = Block.begin(provider, index, parts++, BlockStart.untold(type), out);
    open.add(block);
    current = block;
    return block;
  }

  private @Nullable Block withNumber(long index) {
    for (Block block : open) {
      if (block.index == index) {
        return block;
      }
    }
    return null;
  }

  /** Whatever has this number has stopped; without a number, the block that grew last. */
  void stop(long index, StreamSink out) {
    for (int i = 0; i < open.size(); i++) {
      Block block = open.get(i);
      if (index < 0 ? block == current : block.index == index) {
        open.remove(i--);
        stopped(block, out);
      }
    }
    current = open.isEmpty() ? null : open.getLast();
  }

  private void stopped(Block block, StreamSink out) {
    if (block.isWholeWithItsStop()) {
      block.end(out);
    } else {
      settle(out);
      stopped = block;
    }
  }

  /** The answer goes on after a call that has stopped: it was not cut off. */
  private void settle(StreamSink out) {
    Block waiting = stopped;
    stopped = null;
    if (waiting != null) {
      waiting.end(out);
    }
  }

  /**
   * The answer has come to its good end, and so have its blocks.
   *
   * @param cutOff whether that may be anywhere: then a call whose arguments are not whole stays
   *     open
   */
  void end(boolean cutOff, StreamSink out) {
    if (!cutOff) {
      settle(out);
    }
    for (Block block : open) {
      if (!cutOff || block.isWholeWithItsStop()) {
        block.end(out);
      }
    }
    open.clear();
    current = null;
  }
}
