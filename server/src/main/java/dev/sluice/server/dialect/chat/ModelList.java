package dev.sluice.server.dialect.chat;

import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** What {@code GET /v1/models} and {@code /v1/models/{id}} answer. */
public final class ModelList {
  private ModelList() {}

  /**
   * A model that can be asked.
   *
   * @param id the name that a client asks it by
   * @param created since when it is known; {@link Instant#EPOCH} if nobody says
   * @param owner whose it is
   */
  public record Model(String id, Instant created, String owner) {}

  /** All of them. */
  public static byte[] of(List<Model> models) {
    JsonWriter json = new JsonWriter().object().put("object", "list").array("data");
    models.forEach(model -> put(json, model));
    return utf8(json.end().end());
  }

  /** One of them. */
  public static byte[] of(Model model) {
    JsonWriter json = new JsonWriter();
    put(json, model);
    return utf8(json);
  }

  private static void put(JsonWriter json, Model model) {
    json.object().put("id", model.id()).put("object", "model");
    json.put("created", model.created().getEpochSecond()).put("owned_by", model.owner()).end();
  }

  private static byte[] utf8(JsonWriter json) {
    return json.text().getBytes(StandardCharsets.UTF_8);
  }
}
