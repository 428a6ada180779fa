package dev.sluice.cli;

import java.io.IOException;
import java.io.OutputStream;

/** Lets nothing through until it is opened. For one thread. */
final class Gate extends OutputStream {
  private final OutputStream out;
  private boolean open;

  Gate(OutputStream out) {
    this.out = out;
  }

  /** From now on all comes through. */
  void open() {
    open = true;
  }

  @Override
  public void write(int one) throws IOException {
    if (open) {
      out.write(one);
    }
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (open) {
      out.write(bytes, from, length);
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
