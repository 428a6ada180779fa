package dev.sluice.provider.openai.chat;

import dev.sluice.json.JsonReader;

/**
 * What {@code delta.audio} or {@code message.audio} says.
 *
 * @param id by which the sound goes back; empty if it is not told
 * @param data in base 64; may be empty
 * @param transcript what is spoken; may be empty
 * @param format such as {@code wav}; empty if it is not told
 */
record SoundPiece(String id, String data, String transcript, String format) {

  /** The current value, an object or something else. */
  static SoundPiece read(JsonReader json) {
    String id = "";
    String data = "";
    String transcript = "";
    String format = "";
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "id" -> id = json.text();
          case "data" -> data = json.text();
          case "transcript" -> transcript = json.text();
          case "format" -> format = json.text();
          default -> json.skip();
        }
      }
    }
    return new SoundPiece(id, data, transcript, format);
  }

  boolean isEmpty() {
    return id.isEmpty() && data.isEmpty() && transcript.isEmpty();
  }
}
