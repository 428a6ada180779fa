package dev.sluice.sse;

import dev.sluice.testing.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An event as a test compares it. */
record Heard(String type, String data) {

  static Heard message(String data) {
    return new Heard("message", data);
  }

  /** What the decoder makes of these pieces; each lies in an array that is overwritten after. */
  static List<Heard> by(Pieces pieces) {
    return by(pieces, SseDecoder.DEFAULT_LIMIT_BYTES);
  }

  static List<Heard> by(Pieces pieces, int limitBytes) {
    List<Heard> heard = new ArrayList<>();
    SseDecoder decoder =
        new SseDecoder(
            (type, bytes, from, length) ->
                heard.add(new Heard(type, new String(bytes, from, length, StandardCharsets.UTF_8))),
            limitBytes);
    pieces.list().forEach(piece -> feed(decoder, piece));
    return heard;
  }

  /** Feeds a copy that has other bytes around it and is overwritten afterwards. */
  static void feed(SseDecoder decoder, byte[] piece) {
    byte[] lent = new byte[piece.length + 5];
    Arrays.fill(lent, (byte) '\n');
    System.arraycopy(piece, 0, lent, 3, piece.length);
    decoder.feed(lent, 3, 3 + piece.length);
    Arrays.fill(lent, (byte) '#');
  }
}
