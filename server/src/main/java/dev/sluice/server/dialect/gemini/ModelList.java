package dev.sluice.server.dialect.gemini;

import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import java.util.List;

/** Which models there are, page by page. */
final class ModelList {
  private static final int USUAL_PAGE = 50;
  private static final int MAX_PAGE = 1000;

  private ModelList() {}

  /** A page of them. */
  static Inquiry.Outcome all(String method, Head head, byte[] body, Known known) {
    List<Known.Model> models = known.models();
    int from = Math.min(models.size(), number(head, "pageToken", 0));
    int size = number(head, "pageSize", USUAL_PAGE);
    int to = Math.min(models.size(), from + Math.clamp(size == 0 ? USUAL_PAGE : size, 1, MAX_PAGE));
    JsonWriter json = new JsonWriter().object().array("models");
    models.subList(from, to).forEach(model -> put(json, model));
    json.end();
    if (to < models.size()) {
      json.put("nextPageToken", Integer.toString(to));
    }
    return Inquiry.Document.json(json.end().text());
  }

  private static int number(Head head, String parameter, int otherwise) {
    String text = head.parameter(parameter);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw new RefusedException(
          Problem.invalid("invalid_value", parameter + ": not a page of this list", parameter));
    }
    return Integer.parseInt(text);
  }

  /** The one that is named. */
  static Inquiry.Outcome one(String method, Head head, byte[] body, Known known) {
    JsonWriter json = new JsonWriter();
    put(json, known.model(RequestReader.model(head.named())));
    return Inquiry.Document.json(json.text());
  }

  private static void put(JsonWriter json, Known.Model model) {
    json.object().put("name", "models/" + model.id());
    json.put("displayName", model.id()).put("description", model.owner());
    model.context().ifPresent(tokens -> json.put("inputTokenLimit", tokens));
    json.array("supportedGenerationMethods");
    json.value("generateContent").value("countTokens").end().end();
  }
}
