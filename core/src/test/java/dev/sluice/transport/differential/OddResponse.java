package dev.sluice.transport.differential;

import dev.sluice.testing.Explorer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A response that is good but for its quirks, and the pieces that it is written in.
 *
 * @param payload what the body is to say
 * @param seed of the pieces, and of where a response is cut that is cut
 */
record OddResponse(boolean chunked, List<String> payload, List<Quirk> quirks, long seed) {
  private static final int MAX_CHUNKS = 4;

  static OddResponse any(Random random) {
    List<String> payload = new ArrayList<>();
    for (int i = random.nextInt(MAX_CHUNKS + 1); i > 0; i--) {
      payload.add("abcdefghijklmnopqrstuvwxyz".substring(random.nextInt(25)));
    }
    Set<Quirk> quirks = new LinkedHashSet<>();
    // One alone is explained by its own rule; two show what one does to the other.
    for (int count = random.nextInt(8) == 0 ? 2 : random.nextInt(10) == 0 ? 0 : 1; count > 0; ) {
      quirks.add(Quirk.ALL.get(random.nextInt(Quirk.ALL.size())));
      count--;
    }
    return new OddResponse(random.nextBoolean(), payload, List.copyOf(quirks), random.nextLong());
  }

  /** The bytes, each character one. */
  String text() {
    Draft draft = new Draft(chunked, payload);
    quirks.forEach(quirk -> quirk.applyTo(draft));
    String whole = draft.text();
    return draft.cut ? whole.substring(0, new Random(seed).nextInt(whole.length())) : whole;
  }

  /** The bytes in the pieces that they are written in. */
  List<byte[]> pieces() {
    byte[] bytes = text().getBytes(StandardCharsets.ISO_8859_1);
    Random random = new Random(seed);
    int longest = random.nextBoolean() ? bytes.length + 1 : 1 + random.nextInt(40);
    // Nobody learns more from four hundred thousand pieces.
    longest = Math.max(longest, bytes.length / 50 + 1);
    List<byte[]> pieces = new ArrayList<>();
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + 1 + random.nextInt(longest));
      pieces.add(Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    return pieces;
  }

  List<OddResponse> smaller() {
    List<OddResponse> smaller = new ArrayList<>();
    for (List<Quirk> fewer : Explorer.fewer(quirks)) {
      smaller.add(new OddResponse(chunked, payload, fewer, seed));
    }
    for (List<String> fewer : Explorer.fewer(payload)) {
      smaller.add(new OddResponse(chunked, fewer, quirks, seed));
    }
    return smaller;
  }

  @Override
  public String toString() {
    String text = text().replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    return quirks + " " + (text.length() > 600 ? text.substring(0, 600) + "…" : text);
  }

  /** A response that is being made. */
  static final class Draft {
    private String lead = "";
    private String status = "HTTP/1.1 200 OK";
    private String eol = "\r\n";
    private String sizeEol = "\r\n";
    private String chunkEol = "\r\n";
    private String last = "0\r\n";
    private String trailers = "";
    private String end = "\r\n";
    private boolean cut;

    /** No other response is to meet what this one leaves behind. */
    private final List<String> fields = new ArrayList<>(List.of("Connection: close"));

    private final List<String> payload;
    private boolean chunked;
    private boolean bodiless;
    private List<String> lengths = List.of("%d");
    private String coding = "chunked";
    private String size = "%x";

    Draft(boolean chunked, List<String> payload) {
      this.chunked = chunked;
      this.payload = payload;
    }

    void lead(String text) {
      lead = text;
    }

    void status(String text) {
      status = text;
    }

    void eol(String text) {
      eol = text;
    }

    void sizeEol(String text) {
      sizeEol = text;
    }

    void chunkEol(String text) {
      chunkEol = text;
    }

    void last(String text) {
      last = text;
    }

    void trailers(String text) {
      trailers = text;
    }

    void end(String text) {
      end = text;
    }

    void cut(boolean now) {
      cut = now;
    }

    void field(String line) {
      fields.add(line);
    }

    void unchunked(String line) {
      status = line;
      chunked = false;
    }

    void bodiless(String line) {
      status = line;
      bodiless = true;
    }

    void length(String format) {
      chunked = false;
      lengths = List.of(format);
    }

    void twoLengths(String first, String second) {
      chunked = false;
      lengths = List.of(first, second);
    }

    void untilClose() {
      chunked = false;
      lengths = List.of();
    }

    void coding(String value) {
      chunked = true;
      coding = value;
    }

    void size(String format) {
      chunked = true;
      size = format;
    }

    String text() {
      String whole = String.join("", payload);
      if (bodiless) {
        whole = "";
      } else if (chunked) {
        fields.add("Transfer-Encoding: " + coding);
      } else {
        for (String length : lengths) {
          fields.add("Content-Length: " + length.formatted(whole.length()));
        }
      }
      StringBuilder text = new StringBuilder(lead).append(status).append(eol);
      fields.forEach(field -> text.append(field).append(eol));
      text.append(eol);
      return text.append(chunked && !bodiless ? chunks() : whole).toString();
    }

    private String chunks() {
      StringBuilder text = new StringBuilder();
      for (String piece : payload) {
        text.append(size.formatted(piece.length())).append(sizeEol).append(piece).append(chunkEol);
      }
      return text.append(last).append(last.isEmpty() ? "" : trailers + end).toString();
    }
  }
}
