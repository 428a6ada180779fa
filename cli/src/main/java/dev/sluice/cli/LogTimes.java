package dev.sluice.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** When something was, for people: in the time zone of this machine. */
final class LogTimes {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private LogTimes() {}

  static String minute(Instant at) {
    return MINUTE.format(at.atZone(ZoneId.systemDefault()));
  }
}
