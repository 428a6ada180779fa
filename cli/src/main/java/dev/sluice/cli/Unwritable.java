package dev.sluice.cli;

import java.io.IOException;
import java.util.Locale;

/** What to say, and how to exit, when the answer cannot be written any further. */
final class Unwritable {
  private Unwritable() {}

  /** Says why, unless whoever read standard output has simply had enough; returns the exit code. */
  static int tell(IOException why, String destination, Notes notes) {
    String known = String.valueOf(why.getMessage()).toLowerCase(Locale.ROOT);
    if (known.contains("broken pipe") || known.contains("connection reset")) {
      return ExitCode.CLOSED_PIPE;
    }
    notes.say("cannot write to " + destination + ": " + Reason.of(why));
    return ExitCode.FAILED;
  }
}
