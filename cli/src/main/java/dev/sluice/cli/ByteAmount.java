package dev.sluice.cli;

import java.util.Locale;

/** Amounts of bytes for a person, in powers of ten as networks and disks are sold. */
final class ByteAmount {
  private ByteAmount() {}

  static String text(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }
    if (bytes < 1_000_000_000) {
      return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
    return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }
}
