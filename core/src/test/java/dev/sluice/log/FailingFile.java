package dev.sluice.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** A file on a simulated disk, to be added to, that fails when it is told to. Thread-safe. */
final class FailingFile {
  private final Random random = new Random(7);
  private byte[] synced = {};
  private ByteArrayOutputStream unsynced = new ByteArrayOutputStream();
  private long operations;
  private long failFrom = Long.MAX_VALUE;
  private FaultyDisk.Fault fault = FaultyDisk.Fault.KILLED;
  private boolean failed;

  synchronized long operations() {
    return operations;
  }

  synchronized void failFrom(long operation, FaultyDisk.Fault how) {
    failFrom = operation;
    fault = how;
    failed = false;
  }

  synchronized void heal() {
    failFrom = Long.MAX_VALUE;
  }

  /** Of what was not synced a beginning is there, as long as chance has it. */
  synchronized void loseUnsynced() {
    byte[] late = unsynced.toByteArray();
    synced = with(Arrays.copyOf(late, random.nextInt(late.length + 1)));
    unsynced = new ByteArrayOutputStream();
  }

  synchronized void write(byte[] bytes) throws IOException {
    boolean fails = fails();
    boolean inPart = fault == FaultyDisk.Fault.SHORT_WRITE || fault == FaultyDisk.Fault.KILLED;
    if (!fails || fault == FaultyDisk.Fault.SYNC_ERROR) {
      unsynced.write(bytes);
    } else if (inPart && !failed) {
      failed = true;
      unsynced.write(bytes, 0, bytes.length / 2);
      throw new IOException("written in part: " + fault);
    } else {
      throw new IOException("not written: " + fault);
    }
  }

  synchronized void sync() throws IOException {
    if (fails() && (fault == FaultyDisk.Fault.SYNC_ERROR || fault == FaultyDisk.Fault.KILLED)) {
      throw new IOException("not synced: " + fault);
    }
    synced = bytes();
    unsynced = new ByteArrayOutputStream();
  }

  /** Cuts off what is behind so many bytes, for good. */
  synchronized void cut(int length) throws IOException {
    if (fails()) {
      throw new IOException("not cut off: " + fault);
    }
    synced = Arrays.copyOf(bytes(), length);
    unsynced = new ByteArrayOutputStream();
  }

  synchronized byte[] bytes() {
    return with(unsynced.toByteArray());
  }

  private byte[] with(byte[] more) {
    byte[] all = Arrays.copyOf(synced, synced.length + more.length);
    System.arraycopy(more, 0, all, synced.length, more.length);
    return all;
  }

  private boolean fails() {
    return operations++ >= failFrom;
  }

  /** Whether what fails does so for want of room. */
  synchronized boolean isFull() {
    return fault == FaultyDisk.Fault.FULL;
  }
}
