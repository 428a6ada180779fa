package dev.sluice.server.dialect.chat;

import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;

/** What {@code GET /v1/models} and {@code /v1/models/{id}} answer. */
final class ModelList {
  private ModelList() {}

  /** All models. */
  static Inquiry.Outcome all(String method, Head head, byte[] body, Known known) {
    JsonWriter json = new JsonWriter().object().put("object", "list").array("data");
    known.models().forEach(model -> put(json, model));
    return Inquiry.Document.json(json.end().end().text());
  }

  /** The one that is named. */
  static Inquiry.Outcome one(String method, Head head, byte[] body, Known known) {
    JsonWriter json = new JsonWriter();
    put(json, known.model(head.named()));
    return Inquiry.Document.json(json.text());
  }

  private static void put(JsonWriter json, Known.Model model) {
    json.object().put("id", model.id()).put("object", "model");
    json.put("created", model.created().getEpochSecond()).put("owned_by", model.owner()).end();
  }
}
