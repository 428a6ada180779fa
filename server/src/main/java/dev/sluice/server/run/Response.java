package dev.sluice.server.run;

import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Problem;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A client's response as it is written: opened with the first bytes, flushed once for what came
 * with one read, and looked at now and then for silence and for a client that takes nothing. Used
 * at home alone; throws what the outlet throws.
 */
final class Response {
  private final String run;
  private final String type;
  private final Map<String, String> headers;
  private final Outlet outlet;
  private final Desk desk;
  private final Consumer<Throwable> trouble;
  private boolean open;
  private boolean over;
  private boolean flushing;
  private long bytes;

  // In looks.
  private int silent;
  private int full;

  /**
   * @param type what HTTP calls what is written
   * @param headers what else its head says
   * @param trouble told what the outlet throws where nobody else hears it
   */
  Response(
      String run,
      String type,
      Map<String, String> headers,
      Outlet outlet,
      Desk desk,
      Consumer<Throwable> trouble) {
    this.run = run;
    this.type = type;
    this.headers = headers;
    this.outlet = outlet;
    this.desk = desk;
    this.trouble = trouble;
  }

  boolean isOpen() {
    return open;
  }

  boolean isFull() {
    return outlet.isFull();
  }

  void whenWritable(Runnable task) {
    outlet.whenWritable(task);
  }

  /** How many bytes were written. */
  long bytes() {
    return bytes;
  }

  /** Has its head sent, so that the client knows that it is heard. */
  void openNow() {
    open();
    outlet.flush();
  }

  private void open() {
    if (!open) {
      open = true;
      outlet.open(run, type, headers);
    }
  }

  /** Writes what is sent behind all else that this thread is telling. */
  void write(Bytes out) {
    if (out.size() == 0) {
      return;
    }
    open();
    outlet.write(out);
    bytes += out.size();
    silent = 0;
    if (!flushing) {
      flushing = true;
      desk.flushSoon(this);
    }
  }

  /** Sends what was written. */
  void flush() {
    flushing = false;
    if (!over) {
      try {
        outlet.flush();
      } catch (Throwable thrown) {
        trouble.accept(thrown);
      }
    }
  }

  /** A look at it: counts how long it is full, and silent. */
  void look() {
    if (outlet.isFull()) {
      full++;
    } else {
      full = 0;
      silent++;
    }
  }

  /** For how many looks the client has taken nothing. */
  int full() {
    return full;
  }

  /** For how many looks nothing was written though there was room. */
  int silent() {
    return silent;
  }

  // Its ends; of them there is one.

  /** There is nothing more to be told, and there may have been nothing at all. */
  void finishOrNothing() {
    over = true;
    if (open) {
      outlet.finish();
    } else {
      outlet.nothing();
    }
  }

  /**
   * Ends it with these bytes.
   *
   * @param whole whether HTTP says that it is whole
   */
  void end(Bytes out, boolean whole) {
    write(out);
    openNow();
    over = true;
    if (whole) {
      outlet.finish();
    } else {
      outlet.cut();
    }
  }

  /** Breaks it off; if nothing was sent, it says why. */
  void breakOff(Problem problem) {
    over = true;
    if (open) {
      outlet.cut();
    } else {
      outlet.refuse(run, problem);
    }
  }

  /** Writes no more. */
  void close() {
    over = true;
  }
}
