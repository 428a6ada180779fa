package dev.sluice.server.dialect.ollama;

import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Requests without anything to answer, by which clients have a model loaded before it is needed, or
 * unloaded. A gateway has nothing to load, and says that it is done.
 */
final class Loading {
  /** One that is longer has something to say. */
  private static final int MAX_LENGTH = 8 * 1024;

  private static final String MODEL = "model";

  /** A number of seconds, or a text with a unit. */
  private static final Pattern NO_TIME = Pattern.compile("\"?0(\\.0*)?[a-z]*\"?");

  private final String model;
  private final boolean unloads;

  private Loading(String model, boolean unloads) {
    this.model = model;
    this.unloads = unloads;
  }

  /** Whether a body is such a request. */
  static boolean isOne(byte[] body) {
    return body.length <= MAX_LENGTH && read(body).isPresent();
  }

  /** The answer to one of a chat. */
  static Inquiry.Outcome chat(String method, Head head, byte[] body, Known known) {
    return answer(body, known, false);
  }

  /** The answer to one of a completion. */
  static Inquiry.Outcome completion(String method, Head head, byte[] body, Known known) {
    return answer(body, known, true);
  }

  private static Inquiry.Outcome answer(byte[] body, Known known, boolean generated) {
    Loading asked = read(body).orElseThrow();
    Known.Model model = known.model(ModelNames.asked(asked.model));
    JsonWriter json = new JsonWriter().object().put(MODEL, asked.model);
    json.put("created_at", model.created().toString());
    if (generated) {
      json.put("response", "");
    } else {
      json.object("message").put("role", "assistant").put("content", "").end();
    }
    json.put("done", true).put("done_reason", asked.unloads ? "unload" : "load");
    return Inquiry.Document.json(json.end().text());
  }

  private static Optional<Loading> read(byte[] body) {
    try {
      return read(RequestJson.of(body, Limits.USUAL));
    } catch (RefusedException wrong) {
      return Optional.empty(); // Whoever reads the request says so.
    }
  }

  private static Optional<Loading> read(RequestJson json) {
    String model = "";
    boolean unloads = false;
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case MODEL -> model = json.text();
        case "messages", "prompt", "images" -> {
          if (!isNothing(json)) {
            return Optional.empty();
          }
        }
        case "keep_alive" -> {
          unloads = NO_TIME.matcher(json.json()).matches();
        }
        // Of another dialect, whose messages may be elsewhere.
        case "trigger", "threadId", "runId" -> {
          return Optional.empty();
        }
        default -> json.skip();
      }
    }
    json.finish();
    return model.isEmpty() ? Optional.empty() : Optional.of(new Loading(model, unloads));
  }

  private static boolean isNothing(RequestJson json) {
    if (json.isArray()) {
      return !json.nextElement();
    }
    return json.isText() && json.text().isEmpty();
  }
}
