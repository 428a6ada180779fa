package dev.sluice.provider;

import dev.sluice.stream.Cause;
import dev.sluice.stream.Failure;
import dev.sluice.stream.Outcome;

/** Takes the keys out of how a stream ends: a peer may have echoed them in what it sent. */
final class Redaction {
  private Redaction() {}

  static Outcome of(Outcome outcome, WireFormat format) {
    return switch (outcome) {
      case Cause.Failed(Failure.ErrorInStream(String detail, String type, String code)) ->
          new Cause.Failed(new Failure.ErrorInStream(format.redact(detail), type, code));
      case Cause.Failed(Failure.Malformed(String what, String excerpt)) ->
          new Cause.Failed(new Failure.Malformed(what, format.redact(excerpt)));
      default -> outcome;
    };
  }
}
