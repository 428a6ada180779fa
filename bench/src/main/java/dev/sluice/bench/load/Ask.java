package dev.sluice.bench.load;

import java.util.Locale;

/**
 * What a stream asks of the load server. It stands in the path of the URL, so that every client
 * carries it without knowing: {@code /text/50/0/v1} is a base URL.
 *
 * @param kind what each chunk holds
 * @param rate chunks a second; 0 for as fast as the socket takes them, {@link #HOLD} for all at
 *     once and then silence
 * @param count how many chunks; 0 for no end
 */
public record Ask(Kind kind, int rate, long count) {
  /** A rate: {@code count} chunks at once, and then nothing for ever. */
  public static final int HOLD = -1;

  /** What a chunk holds. */
  public enum Kind {
    /** A few letters of text; about 330 bytes with all that surrounds them. */
    TEXT,
    /** Four thousand letters of text. */
    LONG,
    /** A piece of a tool call's arguments. */
    TOOL
  }

  /** The path of a base URL of OpenAI's that asks for this. */
  public String path() {
    return base() + "/v1";
  }

  /** The same without a version of an API. */
  public String base() {
    return "/" + kind.name().toLowerCase(Locale.ROOT) + "/" + rate + "/" + count;
  }

  /** How many lines a whole answer has besides its chunks: role, finish reason, usage, the end. */
  public int otherLines() {
    return kind == Kind.TOOL ? 5 : 4;
  }

  /** What the target of a request line asks for. */
  static Ask of(String target) {
    String[] parts = target.split("/", -1);
    if (parts.length < 5) {
      throw new IllegalArgumentException("no load is called " + target);
    }
    return new Ask(
        Kind.valueOf(parts[1].toUpperCase(Locale.ROOT)),
        Integer.parseInt(parts[2]),
        Long.parseLong(parts[3]));
  }
}
