package dev.sluice.simulator;

import java.util.List;

/** Counts the bytes of a body in advance, by encoding it once without sending it. */
final class BodyLength {
  private final WireEncoder encoder;
  private final List<Step> steps;
  private final ByteBuilder scratch = new ByteBuilder(1024);

  BodyLength(WireEncoder encoder, List<Step> steps) {
    this.encoder = encoder;
    this.steps = steps;
  }

  long count() {
    var cursor = new Cursor(steps);
    long length = 0;
    while (true) {
      scratch.clear();
      switch (cursor.next()) {
        case Step.Huge huge -> {
          int ignored = encoder.encodeAround(huge, scratch);
          length += huge.size();
        }
        case Step.Said said -> encoder.encode(said, scratch);
        case Step.Raw raw -> scratch.put(raw.bytes());
        case Step.Body body -> scratch.put(body.bytes());
        case Step.Eol eol -> encoder.eol(eol.bytes());
        case Step.Ending ending -> {
          return length;
        }
        case Step.Wait ignored -> {}
        case Step.Paced ignored -> {}
        case Step.Split ignored -> {}
        case Step.Trickle ignored -> {}
        case Step.Join ignored -> {}
        case Step.Cut ignored -> {}
      }
      length += scratch.length();
    }
  }
}
