package dev.sluice.server.dialect.responses;

import dev.sluice.chat.Citation;
import dev.sluice.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** A piece of a message or of thoughts while it is told. Not thread-safe. */
final class Piece {
  final PieceKind kind;

  /** Its number among those of its kind of list. */
  final int index;

  /** Within which item, and which piece of it; with a comma behind. */
  final String place;

  final StringBuilder text = new StringBuilder();
  private final StringBuilder annotations = new StringBuilder();
  private int cited;
  boolean ended;

  /** How each of its deltas begins; null until there is one. */
  private byte @Nullable [] head;

  Piece(PieceKind kind, int index, OutputItem item) {
    this.kind = kind;
    this.index = index;
    this.place = item.place() + "\"" + kind.index + "\":" + index + ",";
  }

  /** How each of its deltas begins, up to its text. */
  byte[] head() {
    byte[] made = head;
    if (made == null) {
      made = EventWriter.head(kind.events + ".delta", place + "\"delta\":\"");
      head = made;
    }
    return made;
  }

  /** Takes note of a citation; gives its number and its form, as members of an event. */
  String cite(Citation citation) {
    String form = annotation(citation);
    annotations.append(annotations.isEmpty() ? "" : ",").append(form);
    return "\"annotation_index\":" + cited++ + ",\"annotation\":" + form + ",";
  }

  static String annotation(Citation citation) {
    JsonWriter json = new JsonWriter().object().put("type", "url_citation");
    json.put("url", citation.url()).put("title", citation.title());
    // Clients want numbers, also where the place is not told.
    json.put("start_index", Math.max(0, citation.from()));
    json.put("end_index", Math.max(0, citation.to()));
    if (!citation.quote().isEmpty()) {
      json.put("content", citation.quote());
    }
    return json.end().text();
  }

  /** It as JSON, with what it says up to now. */
  String json() {
    return json(JsonWriter.quoted(text.toString()), annotations.toString());
  }

  /** It as JSON, of which nothing has been told. */
  String begun() {
    return json("\"\"", "");
  }

  private String json(String quoted, String notes) {
    String more = kind == PieceKind.TEXT ? ",\"annotations\":[" + notes + "],\"logprobs\":[]" : "";
    return "{\"type\":\"" + kind.type + "\",\"" + kind.member + "\":" + quoted + more + "}";
  }
}
