package dev.sluice.cli;

import dev.sluice.provider.Progress;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells on standard error how far a download is: on a terminal in one line that is written over,
 * elsewhere in a line every three seconds, even while nothing moves. What has no bytes to count is
 * a {@link SignOfLife}. Thread-safe.
 */
final class ProgressNotes implements Consumer<Progress> {
  private static final Duration BETWEEN_REPAINTS = Duration.ofMillis(100);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(3);

  private final Notes notes;
  private final boolean terminal;
  private final Clock clock;
  private final SignOfLife sign;
  private @Nullable Progress current;
  private long begunNanos;
  private long begunBytes;
  private long toldNanos;
  private int width;
  private boolean answering;

  ProgressNotes(Notes notes, boolean terminal, Clock clock) {
    this.notes = notes;
    this.terminal = terminal;
    this.clock = clock;
    this.sign = new SignOfLife(notes, terminal, clock);
  }

  /**
   * A piece of the answer comes: what went on before it is over, and what may go on meanwhile must
   * not write over it.
   */
  synchronized void answerComes() {
    answering = true;
    sign.end();
  }

  /** The answer has come, or will not come. */
  synchronized void answerEnds() {
    answering = false;
    sign.end();
  }

  @Override
  public synchronized void accept(Progress progress) {
    Progress before = current;
    if (before == null && progress.doneBytes() == 0 && progress.totalBytes().isEmpty()) {
      if (progress.finished()) {
        sign.end();
      } else if (!answering) {
        sign.show(progress.what());
      }
      return;
    }
    sign.end();
    long now = clock.nanos();
    boolean begins = before == null || !before.what().equals(progress.what());
    if (begins) {
      if (before != null) {
        endLine();
      }
      begunNanos = now;
      begunBytes = progress.doneBytes();
    }
    current = progress;
    Duration pause = terminal ? BETWEEN_REPAINTS : BETWEEN_LINES;
    if (begins || progress.finished() || now - toldNanos >= pause.toNanos()) {
      tell(progress, now);
    }
    if (progress.finished()) {
      current = null;
      endLine();
    } else if (begins) {
      repeatLater();
    }
  }

  private void repeatLater() {
    clock.after(BETWEEN_LINES).execute(this::repeat);
  }

  private synchronized void repeat() {
    Progress still = current;
    if (still != null) {
      long now = clock.nanos();
      if (now - toldNanos >= BETWEEN_LINES.toNanos()) {
        tell(still, now);
      }
      repeatLater();
    }
  }

  private void tell(Progress progress, long now) {
    toldNanos = now;
    String line = line(progress, now - begunNanos, progress.doneBytes() - begunBytes);
    if (terminal) {
      String shown = "sluice: " + line;
      notes.replaceLine(shown, width);
      width = shown.length();
    } else {
      notes.say(line);
    }
  }

  private void endLine() {
    if (terminal) {
      notes.endLine();
      width = 0;
    }
  }

  /** Such as {@code downloading x: 12.3 MB of 85.1 MB, 14 %, 5.2 MB/s}. */
  static String line(Progress progress, long elapsedNanos, long bytesSinceStart) {
    StringBuilder line = new StringBuilder(Visible.of(progress.what()));
    OptionalLong total = progress.totalBytes();
    if (progress.doneBytes() > 0 || total.isPresent()) {
      line.append(": ").append(ByteAmount.text(progress.doneBytes()));
    }
    if (total.isPresent() && total.getAsLong() > 0) {
      line.append(" of ").append(ByteAmount.text(total.getAsLong())).append(", ");
      line.append(progress.doneBytes() * 100 / total.getAsLong()).append(" %");
    }
    if (bytesSinceStart > 0 && elapsedNanos > 0) {
      double perSecond = bytesSinceStart / (elapsedNanos / 1e9);
      line.append(", ").append(ByteAmount.text((long) perSecond)).append("/s");
    }
    return line.toString();
  }
}
