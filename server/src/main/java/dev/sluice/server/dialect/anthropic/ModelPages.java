package dev.sluice.server.dialect.anthropic;

import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What {@code GET /v1/models}, {@code /v1/models/{id}} and {@code /} answer. */
final class ModelPages {
  private static final int USUAL = 20;
  private static final int MAX = 1000;

  private ModelPages() {}

  /** Those behind {@code after_id}, or before {@code before_id}; {@code limit} of them. */
  static Inquiry.Outcome page(String method, Head head, byte[] body, Known known) {
    List<Known.Model> all = known.models();
    int limit = limit(head.parameter("limit"));
    int from = 0;
    int to = all.size();
    String after = head.parameter("after_id");
    String before = head.parameter("before_id");
    boolean more;
    if (!before.isEmpty()) {
      to = place(all, before, "before_id");
      from = Math.max(0, to - limit);
      more = from > 0;
    } else {
      from = after.isEmpty() ? 0 : place(all, after, "after_id") + 1;
      to = Math.min(to, from + limit);
      more = to < all.size();
    }
    List<Known.Model> page = all.subList(from, to);
    JsonWriter json = new JsonWriter().object().array("data");
    page.forEach(model -> put(json, model));
    json.end().put("has_more", more);
    end(json, "first_id", page.isEmpty() ? "" : page.getFirst().id());
    end(json, "last_id", page.isEmpty() ? "" : page.getLast().id());
    return Inquiry.Document.json(json.end().text());
  }

  private static void end(JsonWriter json, String name, String id) {
    if (id.isEmpty()) {
      json.putNull(name);
    } else {
      json.put(name, id);
    }
  }

  private static int limit(String text) {
    if (text.isEmpty()) {
      return USUAL;
    }
    int limit = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MAX) {
      throw refused("limit", "must be from 1 to " + MAX);
    }
    return limit;
  }

  private static int place(List<Known.Model> all, String id, String parameter) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).id().equals(id)) {
        return i;
      }
    }
    throw refused(parameter, "there is no such model");
  }

  private static RefusedException refused(String parameter, String message) {
    return new RefusedException(
        Problem.invalid("invalid_value", parameter + ": " + message, parameter));
  }

  /** The one that is named. */
  static Inquiry.Outcome one(String method, Head head, byte[] body, Known known) {
    JsonWriter json = new JsonWriter();
    put(json, known.model(head.named()));
    return Inquiry.Document.json(json.text());
  }

  private static void put(JsonWriter json, Known.Model model) {
    json.object().put("type", "model").put("id", model.id()).put("display_name", model.id());
    json.put("created_at", model.created().truncatedTo(ChronoUnit.SECONDS).toString());
    model.context().ifPresent(tokens -> json.put("max_input_tokens", tokens));
    json.end();
  }

  /** That somebody is there: coding agents look for that first. */
  static Inquiry.Outcome root(String method, Head head, byte[] body, Known known) {
    return Inquiry.Document.json("{\"name\":\"sluice\",\"messages\":\"/v1/messages\"}");
  }
}
