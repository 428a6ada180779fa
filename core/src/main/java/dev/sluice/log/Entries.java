package dev.sluice.log;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.codec.EventCodec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Entries as bytes, as a {@link Block} holds them one behind the other; the form is described in
 * {@code docs/codec.md}. All methods are pure and may be called by any number of threads at once.
 *
 * <p>An entry begins with a byte that names its kind, 0 an event, 1 a frame, 2 the ending. A frame
 * goes on with the name of its wire format and its own type, each as its length and its UTF-8. Then
 * come the length of what it holds, and that. Lengths are varints: seven bits a byte, the lowest
 * first, and the highest bit of a byte tells that another one follows.
 */
public final class Entries {
  /** A format or a type of more bytes in UTF-8 is refused. */
  public static final int MAX_NAME = 255;

  /** An entry that holds more is refused, in bytes. */
  public static final int MAX_LENGTH = 256 * 1024 * 1024;

  /** What an entry of an event or an ending needs besides what it holds, at the most. */
  private static final int MAX_HEAD = 1 + 5;

  /** The front of nearly all entries that are no frames. */
  private static final byte[] EVENT = {(byte) word(Entry.Kind.EVENT)};

  private static final int SEVEN_BITS = 0x7f;
  private static final int MORE = 0x80;

  private Entries() {}

  /**
   * The entry of an event.
   *
   * @throws IllegalArgumentException if it has no form, see {@link EventCodec#encode(StreamEvent)}
   */
  public static byte[] event(StreamEvent event) {
    byte[] form = EventCodec.encodeToBytes(event);
    return entry(head(Entry.Kind.EVENT, form.length), form, 0, form.length);
  }

  /**
   * The entry of a frame.
   *
   * @param format what decodes it
   * @param type its own type; empty if it has none
   * @throws IllegalArgumentException if a name or the frame is too long
   */
  public static byte[] frame(String format, String type, byte[] bytes, int from, int length) {
    return entry(frameHead(format, type, length), bytes, from, length);
  }

  /**
   * The entry of an ending, of which {@link #stripped} is kept.
   *
   * @throws IllegalArgumentException if it has no form, see {@link EventCodec#encode(Ending)}
   */
  public static byte[] ending(Ending ending) {
    byte[] form = EventCodec.encodeToBytes(stripped(ending));
    return entry(head(Entry.Kind.END, form.length), form, 0, form.length);
  }

  /**
   * This ending with no more of its reply than what events do not tell: who was asked, what was
   * used, and when. The rest is in the run's other entries, and is not kept twice.
   */
  public static Ending stripped(Ending ending) {
    Reply whole = ending.reply();
    Reply rest =
        Reply.builder()
            .askedModel(whole.askedModel())
            .usage(whole.usage())
            .timings(whole.timings())
            .build();
    return switch (ending) {
      case Ending.Completed completed -> new Ending.Completed(rest, completed.finishReason());
      case Ending.Incomplete incomplete -> new Ending.Incomplete(rest, incomplete.cause());
    };
  }

  private static byte[] entry(byte[] head, byte[] bytes, int from, int length) {
    Objects.checkFromIndexSize(from, length, bytes.length);
    byte[] entry = new byte[head.length + length];
    System.arraycopy(head, 0, entry, 0, head.length);
    System.arraycopy(bytes, from, entry, head.length, length);
    return entry;
  }

  /** The byte that says what an entry holds; {@link EntryCursor} knows what each means. */
  private static int word(Entry.Kind kind) {
    return switch (kind) {
      case EVENT -> 0;
      case FRAME -> 1;
      case END -> 2;
    };
  }

  /** What stands before the form of an event or an ending. */
  static byte[] head(Entry.Kind kind, int length) {
    return head(kind == Entry.Kind.EVENT ? EVENT : new byte[] {(byte) word(kind)}, length);
  }

  /** With the length behind what stands before it. */
  private static byte[] head(byte[] front, int length) {
    int digits = 1;
    for (int rest = checked(length); rest > SEVEN_BITS; rest >>>= 7) {
      digits++;
    }
    byte[] head = Arrays.copyOf(front, front.length + digits);
    int rest = length;
    for (int at = front.length; at < head.length; at++) {
      head[at] = (byte) (at == head.length - 1 ? rest : (rest & SEVEN_BITS) | MORE);
      rest >>>= 7;
    }
    return head;
  }

  /** What stands before a frame. */
  static byte[] frameHead(String format, String type, int length) {
    return new FrameHeads(format, type).of(length);
  }

  /** What stands before frames of one format and type: most of a run's are alike. Immutable. */
  static final class FrameHeads {
    private final String format;
    private final String type;
    private final byte[] names;

    FrameHeads(String format, String type) {
      this.format = format;
      this.type = type;
      byte[] one = name(format, "format");
      byte[] other = name(type, "type");
      ByteArrayOutputStream all = new ByteArrayOutputStream(MAX_HEAD + one.length + other.length);
      all.write(word(Entry.Kind.FRAME));
      varint(all, one.length);
      all.writeBytes(one);
      varint(all, other.length);
      all.writeBytes(other);
      this.names = all.toByteArray();
    }

    boolean isOf(String otherFormat, String otherType) {
      return type.equals(otherType) && format.equals(otherFormat);
    }

    byte[] of(int length) {
      return head(names, length);
    }
  }

  private static byte[] name(String name, String what) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_NAME) {
      throw new IllegalArgumentException(
          "a frame's " + what + " of more than " + MAX_NAME + " bytes");
    }
    return bytes;
  }

  private static int checked(int length) {
    if (length < 0 || length > MAX_LENGTH) {
      throw new IllegalArgumentException("an entry of " + length + " bytes");
    }
    return length;
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > SEVEN_BITS) {
      out.write((rest & SEVEN_BITS) | MORE);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
