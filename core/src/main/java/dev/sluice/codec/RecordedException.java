package dev.sluice.codec;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An exception that was recorded, and read again where its class need not be there. It tells what
 * the recorded one told: {@link #className}, {@link #getMessage}, {@link #toString} and up to
 * {@value #MAX_CAUSES} causes, each of which is a recorded one too. Stack traces and suppressed
 * exceptions are not recorded.
 */
public final class RecordedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final int MAX_CAUSES = 8;

  private final String className;
  private final String words;

  /**
   * One that was recorded.
   *
   * @param className see {@link #className}
   * @param message its message, if it had one
   * @param words what its {@code toString} said
   */
  RecordedException(
      String className, @Nullable String message, String words, @Nullable RecordedException cause) {
    super(message, cause, false, false);
    this.className = className;
    this.words = words;
  }

  /** The name of the class of the exception that was recorded. */
  public String className() {
    return className;
  }

  /** The recorded one's {@code toString}: usually its class and its message. */
  @Override
  @SuppressWarnings("OverrideThrowableToString") // It is to read as the recorded one did.
  public String toString() {
    return words;
  }

  /** The name of an exception's class, or of the class that a recorded one had. */
  static String classOf(Throwable thrown) {
    return thrown instanceof RecordedException recorded
        ? recorded.className
        : thrown.getClass().getName();
  }

  /** What an exception says of itself, unless its class says it in a way of its own. */
  static String usual(String className, Optional<String> message) {
    return message.map(text -> className + ": " + text).orElse(className);
  }
}
