package dev.sluice.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames of an answer in one format.
 *
 * @param opening those before its text
 * @param chunk the one with a piece of text, which is a stamp
 * @param ending those after its text
 */
record Frames(List<byte[]> opening, List<byte[]> chunk, List<byte[]> ending) {
  static Frames of(Format format) {
    // The last piece of text comes with the end in some formats.
    byte[] body = format.body(List.of(Chunks.STAMP, "."));
    List<byte[]> opening = new ArrayList<>();
    List<byte[]> ending = new ArrayList<>();
    List<byte[]> chunk = new ArrayList<>();
    for (int from = 0, end; from < body.length; from = end) {
      end = format.frameEnd(body, from);
      String frame = new String(body, from, end - from, StandardCharsets.ISO_8859_1);
      if (!chunk.isEmpty()) {
        // What tells all of the text once more has no stamp.
        ending.add(frame.replace(Chunks.STAMP, "").getBytes(StandardCharsets.ISO_8859_1));
      } else if (frame.contains(Chunks.STAMP)) {
        chunk.add(frame.getBytes(StandardCharsets.ISO_8859_1));
      } else {
        opening.add(frame.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return new Frames(opening, chunk, ending);
  }
}
