package dev.sluice.transport.nio;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * What one round has read and not yet handed on. All sockets that are ready are read before
 * anything is decoded: the system's code and ours take turns once a round, and not once a chunk,
 * each time pushing the other out of the processor's cache. Belongs to its loop's thread.
 */
final class Reads {
  /** What one read takes at most; also what a stream may hold beyond its buffer's mark. */
  static final int BYTES = 64 * 1024;

  /** With less room than this, what is here is handed on before more is read. */
  private static final int LEAST_ROOM = 16 * 1024;

  private static final int MAX_READS = 256;

  private final ByteBuffer direct = ByteBuffer.allocateDirect(BYTES);

  /** The same bytes, where decoders can look at them: the listeners' until they return. */
  private final Area area = new Area(BYTES);

  private final @Nullable Connection[] connections = new Connection[MAX_READS];
  private final int[] ends = new int[MAX_READS];

  /** Why nothing was read, where it was not; the end of input among the reasons. */
  private final @Nullable IOException[] failures = new IOException[MAX_READS];

  private int count;
  private int handedOn;

  /** Reads once from a connection's socket; true if there was more than it had room for. */
  boolean read(Connection connection, SocketChannel socket) {
    if (count == MAX_READS || direct.remaining() < LEAST_ROOM) {
      handOn();
    }
    IOException failure = null;
    try {
      if (socket.read(direct) < 0) {
        failure = new EOFException();
      }
    } catch (IOException broken) {
      failure = broken;
    }
    connections[count] = connection;
    failures[count] = failure;
    ends[count++] = direct.position();
    return !direct.hasRemaining();
  }

  /** Hands on what is here, each to its connection. */
  void handOn() {
    direct.flip().get(area.bytes, 0, direct.limit()).clear();
    int from = 0;
    for (int i = 0; i < count; i++) {
      Connection connection = connections[i];
      IOException failure = failures[i];
      connections[i] = null;
      failures[i] = null;
      if (connection != null) {
        handOn(connection, failure, from, ends[i]);
      }
      from = ends[i];
    }
    handedOn += count;
    count = 0;
  }

  /** What one connection's listener does wrong is not told to another one. */
  private void handOn(Connection connection, @Nullable IOException failure, int from, int to) {
    try {
      if (failure == null) {
        connection.onRead(area, from, to);
      } else if (failure instanceof EOFException) {
        connection.onEndOfInput();
      } else {
        connection.onBroken(failure);
      }
    } catch (Throwable defect) {
      connection.onDefect(defect);
    }
    // Nor does one listener's interrupt reach another.
    Thread.interrupted();
  }

  /** How many reads have been handed on since this was last asked. */
  int takeCount() {
    int taken = handedOn;
    handedOn = 0;
    return taken;
  }
}
