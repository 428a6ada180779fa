package dev.sluice.cli;

import dev.sluice.time.Clock;
import java.time.Duration;

/**
 * Shows that something goes on that has no bytes to count, such as a model that is loaded. On a
 * terminal it is a line that passes: it comes when a person may begin to wonder, tells the seconds,
 * and is gone when the answer comes. Elsewhere it is one note, and only if it takes very long.
 * Thread-safe.
 */
final class SignOfLife {
  private static final Duration PATIENCE = Duration.ofMillis(400);
  private static final Duration PATIENCE_OF_LOGS = Duration.ofSeconds(10);
  private static final Duration BETWEEN_PAINTS = Duration.ofSeconds(1);

  /** Narrower than any terminal that somebody uses: a line that wraps cannot be taken away. */
  private static final int WIDTH = 72;

  private final Notes notes;
  private final boolean terminal;
  private final Clock clock;
  private String what = "";
  private long begunNanos;
  private boolean shown;

  /** Counts what was begun, so that an alarm of an earlier one finds that it is over. */
  private int count;

  private boolean going;

  SignOfLife(Notes notes, boolean terminal, Clock clock) {
    this.notes = notes;
    this.terminal = terminal;
    this.clock = clock;
  }

  /** This goes on now, also if something else did until now. */
  synchronized void show(String goesOn) {
    boolean changed = !what.equals(goesOn);
    what = goesOn;
    if (!going) {
      going = true;
      shown = false;
      begunNanos = clock.nanos();
      later(terminal ? PATIENCE : PATIENCE_OF_LOGS);
    } else if (changed && shown && terminal) {
      paint();
    }
  }

  /** It is over; the line is taken away. */
  synchronized void end() {
    if (going) {
      going = false;
      count++;
      notes.erase();
    }
  }

  private void later(Duration pause) {
    int mine = count;
    clock.after(pause).execute(() -> ring(mine));
  }

  private synchronized void ring(int whose) {
    if (!going || whose != count) {
      return;
    }
    shown = true;
    if (terminal) {
      paint();
      later(BETWEEN_PAINTS);
    } else {
      notes.say(what);
    }
  }

  private void paint() {
    long seconds = Duration.ofNanos(clock.nanos() - begunNanos).toSeconds();
    String time = seconds > 0 ? ", " + seconds + " s" : "";
    String line = "sluice: " + what;
    int room = WIDTH - time.length();
    notes.passing((line.length() > room ? line.substring(0, room - 1) + "…" : line) + time);
  }
}
