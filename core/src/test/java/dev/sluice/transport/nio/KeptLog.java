package dev.sluice.transport.nio;

import java.util.ResourceBundle;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A log whose lines a test can read. */
class KeptLog implements System.Logger {
  /** What was logged. */
  record Line(Level level, String message, @Nullable Throwable thrown) {}

  final LinkedBlockingQueue<Line> lines = new LinkedBlockingQueue<>();

  @Override
  public String getName() {
    return "kept";
  }

  @Override
  public boolean isLoggable(Level level) {
    return true;
  }

  @Override
  public void log(
      Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
    lines.add(new Line(level, message, thrown));
  }

  @Override
  public void log(
      Level level, @Nullable ResourceBundle bundle, String format, Object @Nullable ... values) {
    lines.add(new Line(level, format, null));
  }
}
