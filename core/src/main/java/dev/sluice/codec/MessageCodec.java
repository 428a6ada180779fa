package dev.sluice.codec;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;

/**
 * Messages and requests in the same form as events, by the same rules: for conversations that
 * outlive the process. See {@link EventCodec}, and {@code docs/codec.md} for the form. All methods
 * are pure and may be called by any number of threads at once.
 *
 * <pre>{@code
 * byte[] form = MessageCodec.encode(request);
 * ChatRequest same = MessageCodec.decodeRequest(form);
 * }</pre>
 *
 * <p>The headers of a request are never in its form: they may be keys. A message of a kind that
 * this version does not know decodes to one of an unknown assistant, whose only part is a {@link
 * dev.sluice.chat.Part.Native} without a provider.
 */
public final class MessageCodec {
  private static final int USUAL_BYTES = 512;

  private MessageCodec() {}

  /**
   * The form of a message, in UTF-8.
   *
   * @throws IllegalArgumentException if there is none, because it is nested deeper than 128 levels
   *     or is longer than 256 MiB
   */
  public static byte[] encode(Message message) {
    FormWriter out = new FormWriter(USUAL_BYTES);
    MessageForm.write(out, message);
    return out.bytes();
  }

  /**
   * The form of a request without its headers, in UTF-8.
   *
   * @throws IllegalArgumentException as {@link #encode(Message)}
   */
  public static byte[] encode(ChatRequest request) {
    FormWriter out = new FormWriter(USUAL_BYTES);
    RequestForm.write(out, request);
    return out.bytes();
  }

  /**
   * The message of a form in UTF-8.
   *
   * @throws EventFormatException if it is none, or a later version wrote one that must not be read
   *     without its news
   */
  public static Message decode(byte[] form) {
    return decode(form, 0, form.length);
  }

  /**
   * The message of a form in UTF-8.
   *
   * @param from where in the bytes it begins
   * @param length how many bytes it has; they must not change meanwhile
   * @throws EventFormatException as {@link #decode(byte[])}
   */
  public static Message decode(byte[] bytes, int from, int length) {
    FormReader in = new FormReader(bytes, from, length);
    return in.finished(MessageForm.read(in));
  }

  /**
   * The request of a form in UTF-8; it has no headers.
   *
   * @throws EventFormatException as {@link #decode(byte[])}; also if no such request can be asked,
   *     because it has no message or an option is out of its range
   */
  public static ChatRequest decodeRequest(byte[] form) {
    FormReader in = new FormReader(form, 0, form.length);
    return in.finished(RequestForm.read(in));
  }
}
