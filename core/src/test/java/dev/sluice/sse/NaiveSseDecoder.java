package dev.sluice.sse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The WHATWG HTML standard's section "Interpreting an event stream", word by word and with no
 * thought of speed, to compare the decoder with. The comments are the standard's sentences.
 */
final class NaiveSseDecoder {
  private final List<Heard> dispatched = new ArrayList<>();

  /**
   * "When a stream is parsed, a data buffer, an event type buffer … must be associated with it."
   */
  private String data = "";

  private String type = "";

  private NaiveSseDecoder() {}

  static List<Heard> decode(byte[] stream) {
    NaiveSseDecoder decoder = new NaiveSseDecoder();
    // "Streams must be decoded using the UTF-8 decode algorithm", which drops one leading BOM.
    String text = new String(stream, StandardCharsets.UTF_8);
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    // Lines end with CRLF, LF or CR; what follows the last line end is no whole line.
    String[] lines = text.split("\r\n|\n|\r", -1);
    for (int i = 0; i < lines.length - 1; i++) {
      decoder.line(lines[i]);
    }
    // "Once the end of the file is reached, any pending data must be discarded."
    return decoder.dispatched;
  }

  private void line(String line) {
    int colon = line.indexOf(':');
    if (line.isEmpty()) {
      dispatch();
    } else if (colon > 0) {
      // "If value starts with a U+0020 SPACE character, remove it from value."
      String value = line.substring(colon + 1);
      field(line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
    } else if (colon < 0) {
      // "Process the field … using the whole line as the field name, and the empty string as
      // value."
      field(line, "");
    }
    // "If the line starts with a U+003A COLON character (:) Ignore the line."
  }

  private void field(String name, String value) {
    switch (name) {
      case "event" -> type = value;
      case "data" -> data = data + value + "\n";
      default -> {
        // id and retry are for reconnecting; "Otherwise: the field is ignored."
      }
    }
  }

  private void dispatch() {
    // "If the data buffer is an empty string, set [both buffers] to the empty string and return."
    if (!data.isEmpty()) {
      // "If the data buffer's last character is a U+000A LINE FEED (LF), then remove [it]."
      String joined = data.substring(0, data.length() - 1);
      dispatched.add(new Heard(type.isEmpty() ? "message" : type, joined));
    }
    data = "";
    type = "";
  }
}
