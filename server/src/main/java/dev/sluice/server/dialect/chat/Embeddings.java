package dev.sluice.server.dialect.chat;

import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import java.nio.charset.StandardCharsets;

/** What {@code POST /v1/embeddings} answers: what the model's provider does. */
final class Embeddings {
  private static final String BOM = "\uFEFF";

  private Embeddings() {}

  static Inquiry.Outcome answer(String method, Head head, byte[] body, Known known) {
    String model = model(RequestJson.of(body, known.limits()));
    if (model.isEmpty()) {
      throw new RefusedException(
          Problem.invalid(
              "missing_field",
              "model: embeddings are of a model that is named: no other one's are like them",
              "model"));
    }
    String document = new String(body, StandardCharsets.UTF_8);
    return Inquiry.Document.json(
        known.embeddings(
            model, document.startsWith(BOM) ? document.substring(BOM.length()) : document));
  }

  private static String model(RequestJson json) {
    String model = "";
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "model" -> model = json.text();
        case "api_base", "base_url", "api_key", "headers", "extra_headers" ->
            throw json.refusedAsOurs();
        default -> {
          if (name.equalsIgnoreCase("model")) { // As servers in Go read it.
            throw json.refused("unsupported_parameter", "write model in small letters");
          }
          json.skip();
        }
      }
    }
    json.finish();
    return model;
  }
}
