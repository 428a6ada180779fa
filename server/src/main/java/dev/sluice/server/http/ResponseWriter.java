package dev.sluice.server.http;

import dev.sluice.server.dialect.Bytes;
import io.vertx.core.MultiMap;

/**
 * The way of a response to its socket: the one seam between what is said and how it is sent. {@link
 * VertxWriter} goes by public means of Vert.x; whoever knows a shorter way below its encoder writes
 * another one and chooses in {@link ChunkWriter#of}, and nothing else changes.
 *
 * <p>All methods are called on the response's event loop, none blocks, and none is called after
 * {@link #end}, {@link #cut}, or the client has left.
 */
interface ResponseWriter {

  /** The headers, until the head is written. */
  MultiMap headers();

  /** Begins a body whose length nobody knows; the head goes out with the first flush. */
  void begin(int status);

  /** Adds bytes to the body, which are copied. */
  void write(Bytes bytes);

  /** Sends what was added. */
  void flush();

  /** Whether more waits to be sent than should. */
  boolean isFull();

  /** Has a task called once when that is over; in place of the one before. */
  void whenWritable(Runnable task);

  /** The body is whole. */
  void end();

  /** Breaks off, so that HTTP itself says that the body is not whole. */
  void cut();

  /** A whole answer. */
  void whole(int status, byte[] body);
}
