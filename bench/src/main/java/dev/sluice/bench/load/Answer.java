package dev.sluice.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A connection and the answer that it carries. Used by the server's thread alone. */
final class Answer implements Comparable<Answer> {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  final RequestHead request = new RequestHead();
  final SocketChannel socket;
  private final SelectionKey key;

  long dueNanos;
  private @Nullable Ask ask;
  private @Nullable Chunks chunks;
  private long sent;

  /** What the socket did not take; before it is gone nothing else is written. */
  private @Nullable ByteBuffer rest;

  private boolean ended = true;

  Answer(SelectionKey key, SocketChannel socket) {
    this.key = key;
    this.socket = socket;
  }

  /** Answers a request; true if it is to be played when it is due. */
  boolean begin(Ask asked, Chunks itsChunks, long firstDueNanos) throws IOException {
    ask = asked;
    chunks = itsChunks;
    sent = 0;
    ended = false;
    dueNanos = firstDueNanos;
    return write(ByteBuffer.wrap(itsChunks.opening()));
  }

  /** Writes what is due now; true if more will be due. */
  boolean playOne(int pace) {
    Ask asked = ask;
    Chunks what = chunks;
    if (!key.isValid() || asked == null || what == null || ended) {
      return false;
    }
    try {
      if (asked.count() > 0 && sent == asked.count()) {
        return end(asked, what);
      }
      if (asked.rate() == 0) {
        return flood(asked, what);
      }
      sent++;
      boolean goesOn = write(what.stamped(System.nanoTime()));
      if (asked.rate() > 0) {
        dueNanos += NANOS_PER_SECOND / ((long) asked.rate() * pace);
      }
      return goesOn;
    } catch (IOException left) {
      leave();
      return false;
    }
  }

  private boolean flood(Ask asked, Chunks what) throws IOException {
    long wanted = asked.count() > 0 ? asked.count() - sent : Long.MAX_VALUE;
    int some = (int) Math.min(wanted, what.blockChunks());
    sent += some;
    return write(what.block(some));
  }

  private boolean end(Ask asked, Chunks what) throws IOException {
    ended = true;
    if (asked.rate() != Ask.HOLD) {
      write(ByteBuffer.wrap(what.ending()));
    }
    return false;
  }

  /** False if the socket is full: the answer goes on when it is writable. */
  private boolean write(ByteBuffer bytes) throws IOException {
    socket.write(bytes);
    if (!bytes.hasRemaining()) {
      return true;
    }
    rest = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    return false;
  }

  /** The socket takes bytes again; true if the answer goes on. */
  boolean isWritable() throws IOException {
    ByteBuffer left = rest;
    if (left != null) {
      socket.write(left);
      if (left.hasRemaining()) {
        return false;
      }
      rest = null;
      key.interestOps(SelectionKey.OP_READ);
      return !ended;
    }
    return false;
  }

  void leave() {
    key.cancel();
    ended = true;
    try {
      socket.close();
    } catch (IOException gone) {
      // It is gone, as it should be.
    }
  }

  @Override
  public int compareTo(Answer other) {
    return Long.compare(dueNanos, other.dueNanos);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
