package dev.sluice.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** Where an answer goes: standard output or a file. Not thread-safe. */
interface Destination extends Closeable {
  /** What messages call it. */
  String STANDARD_OUTPUT = "standard output";

  /** Writes whole characters, so that they are there if the process is killed after it. */
  void write(byte[] characters) throws IOException;

  /** The answer is whole, even if nothing of it was written. */
  default void complete() throws IOException {}

  @Override
  default void close() throws IOException {}

  /** Standard output, which stays open. */
  static Destination standardOutput(OutputStream out) {
    return characters -> {
      out.write(characters);
      out.flush();
    };
  }
}
