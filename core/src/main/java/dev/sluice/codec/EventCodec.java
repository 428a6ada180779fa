package dev.sluice.codec;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Events and endings as lines of JSON, and back without loss: for logs, queues and other processes.
 * The form is described in {@code docs/codec.md}. All methods are pure and may be called by any
 * number of threads at once.
 *
 * <pre>{@code
 * out.println(EventCodec.header()); // once, at the beginning of a log
 * out.println(EventCodec.encode(event));
 *
 * EventCodec.checkHeader(in.readLine());
 * StreamEvent event = EventCodec.decode(in.readLine());
 * }</pre>
 *
 * <p>Each form is one line without its end and can be read by itself. A log keeps forms as they are
 * and never writes anew what it has read: what a later version said and this one does not know is
 * in the form, but not in the decoded event. An event of a kind that this version does not know
 * decodes to a {@link StreamEvent.Native} whose provider is empty. Of exceptions, what {@link
 * RecordedException} tells is kept.
 */
public final class EventCodec {
  /** The version of the form that this version of the library writes. It reads up to this one. */
  public static final int VERSION = 1;

  private static final int ENDING_BYTES = 1024;
  private static final String HEADER = "sluice";

  private EventCodec() {}

  /**
   * The form of an event.
   *
   * @throws IllegalArgumentException if there is none, because it is nested deeper than 128 levels,
   *     is longer than 256 MiB or names a price of hundreds of digits
   */
  public static String encode(StreamEvent event) {
    return text(encodeToBytes(event));
  }

  /**
   * The form of an event in UTF-8.
   *
   * @throws IllegalArgumentException as {@link #encode(StreamEvent)}
   */
  public static byte[] encodeToBytes(StreamEvent event) {
    FormWriter out = new FormWriter(EventForm.capacity(event));
    EventForm.write(out, event);
    return out.bytes();
  }

  /**
   * The form of an ending.
   *
   * @throws IllegalArgumentException as {@link #encode(StreamEvent)}
   */
  public static String encode(Ending ending) {
    return text(encodeToBytes(ending));
  }

  /**
   * The form of an ending in UTF-8.
   *
   * @throws IllegalArgumentException as {@link #encode(StreamEvent)}
   */
  public static byte[] encodeToBytes(Ending ending) {
    FormWriter out = new FormWriter(ENDING_BYTES);
    ReplyForm.write(out, ending);
    return out.bytes();
  }

  private static String text(byte[] form) {
    return new String(form, StandardCharsets.UTF_8);
  }

  /**
   * The event of a form.
   *
   * @throws EventFormatException if it is none, or a later version wrote one that must not be read
   *     without its news
   */
  public static StreamEvent decode(String form) {
    return decode(bytes(form));
  }

  /**
   * The event of a form in UTF-8.
   *
   * @throws EventFormatException as {@link #decode(String)}
   */
  public static StreamEvent decode(byte[] form) {
    return decode(form, 0, form.length);
  }

  /**
   * The event of a form in UTF-8.
   *
   * @param from where in the bytes it begins
   * @param length how many bytes it has; they must not change meanwhile
   * @throws EventFormatException as {@link #decode(String)}
   */
  public static StreamEvent decode(byte[] bytes, int from, int length) {
    FormReader in = new FormReader(bytes, from, length);
    return in.finished(EventForm.read(in));
  }

  /**
   * The ending of a form.
   *
   * @throws EventFormatException as {@link #decode(String)}
   */
  public static Ending decodeEnding(String form) {
    return decodeEnding(bytes(form));
  }

  /**
   * The ending of a form in UTF-8.
   *
   * @throws EventFormatException as {@link #decode(String)}
   */
  public static Ending decodeEnding(byte[] form) {
    FormReader in = new FormReader(form, 0, form.length);
    return in.finished(ReplyForm.read(in));
  }

  /** The first line of a log, without its end: it tells which version wrote the others. */
  public static String header() {
    return "{\"" + HEADER + "\":" + VERSION + "}";
  }

  /**
   * Checks the first line of a log.
   *
   * @return the version that wrote it
   * @throws EventFormatException if it is no such line, or says that this version must not read the
   *     log
   */
  public static int checkHeader(String line) {
    byte[] bytes = bytes(line);
    FormReader in = new FormReader(bytes, 0, bytes.length);
    in.object();
    if (!HEADER.equals(in.anyName())) {
      throw in.broken("expected a log's first line, " + header());
    }
    int version = in.version();
    in.skipMembers();
    return in.finished(version);
  }

  private static byte[] bytes(String form) {
    Objects.requireNonNull(form, "form");
    for (int i = 0; i < form.length(); i++) {
      char c = form.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == form.length()
            || !Character.isLowSurrogate(form.charAt(i + 1))) {
          int position = form.substring(0, i).getBytes(StandardCharsets.UTF_8).length;
          throw EventFormatException.at(
              position, "expected a character, found half a surrogate pair");
        }
        i++;
      }
    }
    return form.getBytes(StandardCharsets.UTF_8);
  }
}
