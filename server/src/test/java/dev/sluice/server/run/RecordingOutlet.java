package dev.sluice.server.run;

import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A response that is kept in memory, and is full when the test says so. */
final class RecordingOutlet implements Outlet {
  private final Home home;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private volatile String sent = "";
  volatile String opened = "";
  volatile boolean full;
  volatile int maxWrite;

  /** How often it was written to by the very call that added the entry. */
  final AtomicInteger shown = new AtomicInteger();

  volatile boolean throwing;

  /** Makes it full now and then, by what is written, for a while; null for never. */
  volatile @Nullable Random stalls;

  /** What became of it: {@code finish}, {@code cut}, {@code document}, {@code refuse}... */
  final List<String> ends = new CopyOnWriteArrayList<>();

  private volatile @Nullable Problem problem;
  private @Nullable Runnable writable;

  RecordingOutlet(Home home) {
    this.home = home;
  }

  private void here() {
    if (!home.isHere()) {
      ends.add("elsewhere: " + Thread.currentThread());
    }
    if (throwing) {
      throw new IllegalStateException("an outlet that throws");
    }
  }

  Problem problem() {
    return Objects.requireNonNull(problem, "nothing was refused");
  }

  String text() {
    return sent;
  }

  /** How many bytes were written, those that are not flushed yet included; at home. */
  int size() {
    return written.size();
  }

  /** It takes more again. */
  void take() {
    home.execute(
        () -> {
          full = false;
          Runnable task = writable;
          writable = null;
          if (task != null) {
            task.run();
          }
        });
  }

  boolean isOver() {
    return !ends.isEmpty();
  }

  @Override
  public Home home() {
    return home;
  }

  @Override
  public void open(String run, String type, Map<String, String> headers) {
    here();
    opened = run;
  }

  @Override
  public void write(Bytes bytes) {
    here();
    if (opened.isEmpty()) {
      ends.add("written before it was opened");
    }
    if (full) {
      ends.add("written though it is full");
    }
    if (StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getClassName().endsWith(".Recorder")))) {
      shown.incrementAndGet();
    }
    maxWrite = Math.max(maxWrite, bytes.size());
    written.write(bytes.array(), 0, bytes.size());
    Random random = stalls;
    if (random != null && random.nextInt(4) == 0) {
      full = true;
      int millis = random.nextInt(20);
      Thread.ofVirtual()
          .start(
              () -> {
                FollowingTest.pause(millis);
                take();
              });
    }
  }

  @Override
  public void flush() {
    here();
    sent = written.toString(StandardCharsets.UTF_8);
  }

  @Override
  public boolean isFull() {
    return full;
  }

  @Override
  public void whenWritable(Runnable task) {
    here();
    writable = task;
  }

  @Override
  public void finish() {
    here();
    ends.add("finish");
  }

  @Override
  public void cut() {
    here();
    ends.add("cut");
  }

  @Override
  public void document(String run, byte[] json) {
    here();
    sent = new String(json, StandardCharsets.UTF_8);
    ends.add("document");
  }

  @Override
  public void refuse(Problem why) {
    here();
    problem = why;
    ends.add("refuse");
  }

  @Override
  public void nothing() {
    here();
    ends.add("nothing");
  }
}
