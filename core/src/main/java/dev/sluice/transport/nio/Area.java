package dev.sluice.transport.nio;

import java.nio.ByteBuffer;

/**
 * Where a loop's bytes stand, for decoders that look into the array and for listeners that are
 * handed a buffer. Not thread-safe.
 */
final class Area {
  final byte[] bytes;

  /** Over the whole array; whoever uses it sets its limit and position first. */
  final ByteBuffer view;

  Area(int size) {
    bytes = new byte[size];
    view = ByteBuffer.wrap(bytes);
  }

  /** The view of these bytes, until it is asked for others. */
  ByteBuffer of(int from, int to) {
    return view.limit(to).position(from);
  }
}
