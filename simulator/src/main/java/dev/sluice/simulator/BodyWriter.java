package dev.sluice.simulator;

import org.jspecify.annotations.Nullable;

/**
 * Cuts a body into pieces, frames each for HTTP and hands it to the connection: one piece is one
 * chunk of the chunked coding and one write to the socket.
 */
final class BodyWriter {
  private static final long SECOND = 1_000_000_000L;

  /** Trickled bytes are sent this often, or one at a time where that is less. */
  private static final long TRICKLE_GAP = 10_000_000L;

  private final Connection connection;
  private final Seen seen;
  private final boolean chunked;
  private @Nullable Cuts cuts;
  private @Nullable Uncut uncut;
  private long bytesPerSecond;
  private int join;
  private boolean flushing;
  private long limit = Long.MAX_VALUE;
  private long offset;
  private long dueNanos;

  BodyWriter(Connection connection, Seen seen, boolean chunked, long now) {
    this.connection = connection;
    this.seen = seen;
    this.chunked = chunked;
    this.dueNanos = now;
  }

  void cut(@Nullable Cuts chosen) {
    cuts = chosen;
  }

  /** From here on, what stands beyond this many bytes of the body is dropped. */
  void limit(long size) {
    limit = size;
  }

  /** How much of a body of this size there may be. */
  long allowed(long size) {
    return Math.min(size, limit);
  }

  boolean isLimited() {
    return limit != Long.MAX_VALUE;
  }

  void trickle(long rate, long now) {
    bytesPerSecond = rate;
    dueNanos = now;
  }

  void join(int size) {
    join = size;
  }

  /** Takes bytes of the body. They are written now, or later by {@link #writePiece}. */
  void add(ByteBuilder bytes) {
    if (cuts == null && bytesPerSecond == 0 && join == 0 && !isWaiting()) {
      write(bytes);
    } else {
      waiting().add(bytes);
    }
  }

  /** Takes the two ends of a huge delta, and writes its letters between them. */
  void addAround(ByteBuilder bytes, int before, long letters) {
    var opening = new ByteBuilder(before);
    bytes.moveTo(opening, before);
    waiting().add(opening);
    waiting().addLetters(letters);
    waiting().add(bytes);
    flushing = true;
  }

  private Uncut waiting() {
    if (uncut == null) {
      uncut = new Uncut();
    }
    return uncut;
  }

  private boolean isWaiting() {
    return uncut != null && uncut.length() > 0;
  }

  /** Has what was joined so far written: something else happens next. */
  void flush() {
    flushing = isWaiting();
  }

  /** Whether there is a piece to write before anything else is played. */
  boolean hasPiece() {
    return uncut != null && uncut.length() > (flushing ? 0 : Math.max(0, join - 1));
  }

  /** When the next piece may be written. */
  long dueNanos() {
    return dueNanos;
  }

  void writePiece(ByteBuilder scratch, long now) {
    Uncut from = waiting();
    long size =
        Math.min(from.length(), cuts == null ? Math.max(Cuts.LARGEST, join) : cuts.size(offset));
    if (bytesPerSecond > 0) {
      size = Math.min(size, Math.max(1, bytesPerSecond * TRICKLE_GAP / SECOND));
      dueNanos = Math.max(dueNanos, now - TRICKLE_GAP) + size * SECOND / bytesPerSecond;
    }
    from.take((int) size, scratch.clear());
    flushing &= from.length() > 0;
    write(scratch);
  }

  private void write(ByteBuilder bytes) {
    if (bytes.length() > limit - offset) {
      bytes.truncate((int) Math.max(0, limit - offset));
    }
    if (bytes.isEmpty()) {
      return;
    }
    offset += bytes.length();
    if (chunked) {
      bytes.frameAsChunk();
    }
    seen.bodyBegins();
    connection.write(bytes);
  }
}
