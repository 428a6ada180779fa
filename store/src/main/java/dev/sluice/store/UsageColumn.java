package dev.sluice.store;

import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.codec.EventCodec;
import dev.sluice.codec.EventFormatException;
import org.jspecify.annotations.Nullable;

/** A run's usage as it stands in its row: the coded event that reports it. */
final class UsageColumn {
  private UsageColumn() {}

  static byte[] of(Usage usage) {
    return EventCodec.encodeToBytes(new StreamEvent.UsageReported(usage));
  }

  /** The usage that it says; unknown if it says none. */
  static Usage read(byte @Nullable [] form) {
    if (form == null) {
      return Usage.unknown();
    }
    try {
      return EventCodec.decode(form) instanceof StreamEvent.UsageReported(Usage usage)
          ? usage
          : Usage.unknown();
    } catch (EventFormatException e) {
      return Usage.unknown(); // a list goes on without it; the run's last entry has it, too
    }
  }
}
