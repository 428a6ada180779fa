package dev.sluice.log;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.codec.EventCodec;
import dev.sluice.codec.EventFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Walks the entries of a block, one after the other, and makes no object for them. Not thread-safe.
 *
 * <pre>{@code
 * for (EntryCursor entries = new EntryCursor(block); entries.next(); ) {
 *   if (entries.kind() == Entry.Kind.EVENT) {
 *     seen(entries.event());
 *   }
 * }
 * }</pre>
 *
 * <p>Bytes that are no entries are a {@link RunLogException} that is CORRUPT, and nothing else.
 */
public final class EntryCursor implements Entry {
  private static final byte[] NOTHING = {};

  /** By the byte that an entry begins with. */
  private static final List<Kind> KINDS = List.of(Kind.EVENT, Kind.FRAME, Kind.END);

  private static final int MORE = 0x80;
  private static final int SEVEN_BITS = 0x7f;
  private static final int MAX_SHIFT = 28;

  private byte[] bytes;
  private int at;
  private int end;
  private long epoch;
  private long position;

  /** How many entries are still to come; negative if nobody has said so. */
  private int left;

  private @Nullable Kind kind;
  private int formatFrom;
  private int formatLength;
  private int typeFrom;
  private int typeLength;
  private int from;
  private int length;

  /** Before the first entry of a block. */
  public EntryCursor(Block block) {
    this(
        block.bytes(), block.bytes().length, block.epoch(), block.position(), block.count(), false);
  }

  private EntryCursor(
      byte[] bytes, int end, long epoch, long position, int left, boolean countUnknown) {
    this.bytes = Objects.requireNonNull(bytes, "bytes");
    this.end = end;
    this.epoch = epoch;
    this.position = position;
    this.left = countUnknown ? -1 : left;
  }

  /** Of nothing, until it is told of what. */
  EntryCursor() {
    this(NOTHING, 0, 0, 0, 0, true);
  }

  /** Goes on with other bytes, whose first entry is the one behind this position. */
  void restart(byte[] other, long writer, long before, int count) {
    bytes = other;
    at = 0;
    end = count < 0 ? 0 : other.length;
    epoch = writer;
    position = before;
    left = count;
    kind = null;
  }

  /** More bytes of the same array are there. */
  void extend(int until) {
    end = until;
  }

  /** Whether bytes are left: an entry, if they are well formed. */
  boolean hasMore() {
    return at < end || left > 0;
  }

  /** How many entries of the run stand before the next one. */
  long position() {
    return position;
  }

  /**
   * Moves to the next entry.
   *
   * @return whether there is one
   * @throws RunLogException CORRUPT if the bytes are no entries, or not as many as the block says
   */
  public boolean next() {
    if (at == end && left <= 0) {
      kind = null;
      return false;
    }
    if (at == end || left == 0) {
      throw corrupt("it does not hold as many entries as it says");
    }
    int word = bytes[at++];
    if (word < 0 || word >= KINDS.size()) {
      throw corrupt("there is no kind of entries " + word);
    }
    formatLength = 0;
    typeLength = 0;
    if (KINDS.get(word) == Kind.FRAME) {
      formatLength = varint();
      formatFrom = passed(formatLength);
      typeLength = varint();
      typeFrom = passed(typeLength);
    }
    length = varint();
    from = passed(length);
    kind = KINDS.get(word);
    position++;
    if (left > 0) {
      left--;
    }
    return true;
  }

  private int passed(int count) {
    int start = at;
    if (count > end - at) {
      throw corrupt("an entry ends too early");
    }
    at += count;
    return start;
  }

  private int varint() {
    int value = 0;
    for (int shift = 0; shift <= MAX_SHIFT; shift += 7) {
      if (at == end) {
        throw corrupt("an entry ends too early");
      }
      int next = bytes[at++];
      value |= (next & SEVEN_BITS) << shift;
      if ((next & MORE) == 0) {
        if (value < 0 || value > Entries.MAX_LENGTH || (shift == MAX_SHIFT && next > 7)) {
          break;
        }
        return value;
      }
    }
    throw corrupt("an entry is longer than any may be");
  }

  private RunLogException corrupt(String what) {
    kind = null;
    left = -1;
    int broken = at;
    at = end;
    return new RunLogException(
        RunLogException.Kind.CORRUPT,
        "a run's entries are damaged: "
            + what
            + " (behind entry "
            + position
            + ", byte "
            + broken
            + " of its block)");
  }

  @Override
  public Kind kind() {
    if (kind == null) {
      throw new IllegalStateException("there is no entry here");
    }
    return kind;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int from() {
    kind();
    return from;
  }

  @Override
  public int length() {
    kind();
    return length;
  }

  @Override
  public String format() {
    return kind() == Kind.FRAME ? text(formatFrom, formatLength) : "";
  }

  @Override
  public String type() {
    return kind() == Kind.FRAME ? text(typeFrom, typeLength) : "";
  }

  private String text(int start, int count) {
    return count == 0 ? "" : new String(bytes, start, count, StandardCharsets.UTF_8);
  }

  @Override
  public StreamEvent event() {
    require(Kind.EVENT);
    try {
      return EventCodec.decode(bytes, from, length);
    } catch (EventFormatException broken) {
      throw unread(broken);
    }
  }

  @Override
  public Ending ending() {
    require(Kind.END);
    try {
      return EventCodec.decodeEnding(Arrays.copyOfRange(bytes, from, from + length));
    } catch (EventFormatException broken) {
      throw unread(broken);
    }
  }

  private void require(Kind needed) {
    if (kind() != needed) {
      throw new IllegalStateException("the entry is " + kind + ", and not " + needed);
    }
  }

  private RunLogException unread(EventFormatException broken) {
    return new RunLogException(
        RunLogException.Kind.CORRUPT,
        "entry " + position + " of a run can't be read: " + broken.getMessage(),
        broken);
  }

  @Override
  public Offset offset() {
    return position == 0 ? Offset.START : new Offset(epoch, position);
  }
}
