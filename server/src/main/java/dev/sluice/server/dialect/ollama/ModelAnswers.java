package dev.sluice.server.dialect.ollama;

import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Digest;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import java.nio.charset.StandardCharsets;

/** What is answered beside runs. */
final class ModelAnswers {
  /** Of an Ollama that has all that is answered here: clients ask for at least some version. */
  private static final String VERSION = "0.13.0";

  private static final byte[] RUNNING = "Ollama is running".getBytes(StandardCharsets.US_ASCII);

  private static final String FORMAT = "gateway";

  private ModelAnswers() {}

  /** Whether anybody is there. */
  static Inquiry.Outcome root(String method, Head head, byte[] body, Known known) {
    return new Inquiry.Document(200, "text/plain; charset=utf-8", RUNNING);
  }

  /** Which Ollama this is like. */
  static Inquiry.Outcome version(String method, Head head, byte[] body, Known known) {
    return Inquiry.Document.json(new JsonWriter().object().put("version", VERSION).end().text());
  }

  /** All models. */
  static Inquiry.Outcome tags(String method, Head head, byte[] body, Known known) {
    JsonWriter json = new JsonWriter().object().array("models");
    for (Known.Model model : known.models()) {
      String name = ModelNames.told(model.id());
      json.object().put("name", name).put("model", name);
      json.put("modified_at", model.created().toString());
      // Clients show the first characters of the digest, and take it for hexadecimal.
      json.put("size", 0).put("digest", Digest.of(name));
      details(json, model);
      json.end();
    }
    return Inquiry.Document.json(json.end().end().text());
  }

  /** Those that are loaded: none needs to be. */
  static Inquiry.Outcome loaded(String method, Head head, byte[] body, Known known) {
    return Inquiry.Document.json(new JsonWriter().object().array("models").end().end().text());
  }

  /** What is known of one. */
  static Inquiry.Outcome show(String method, Head head, byte[] body, Known known) {
    Known.Model model = known.model(ModelNames.asked(named(body, known)));
    JsonWriter json = new JsonWriter().object();
    json.put("license", "").put("modelfile", "").put("parameters", "").put("template", "");
    details(json, model);
    json.object("model_info")
        .put("general.architecture", model.owner())
        .put("general.basename", model.id());
    model.context().ifPresent(tokens -> json.put(model.owner() + ".context_length", tokens));
    json.end();
    json.array("capabilities").value("completion").value("tools").value("vision");
    if (thinks(model)) {
      json.value("thinking");
    }
    json.end().put("modified_at", model.created().toString());
    return Inquiry.Document.json(json.end().text());
  }

  /**
   * Clients that hear of it ask for thoughts, which a model of Ollama's that has none refuses; for
   * any other provider's that means nothing.
   */
  private static boolean thinks(Known.Model model) {
    return !model.owner().equals("ollama") && !model.owner().equals("sluice");
  }

  private static String named(byte[] body, Known known) {
    RequestJson json = RequestJson.of(body, known.limits());
    String named = "";
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("model") || (name.equals("name") && named.isEmpty())) {
        named = json.text();
      } else {
        json.skip();
      }
    }
    json.finish();
    if (named.isEmpty()) {
      throw new RefusedException(
          Problem.invalid("missing_field", "model: the name of a model is needed", "model"));
    }
    return named;
  }

  private static void details(JsonWriter json, Known.Model model) {
    json.object("details").put("parent_model", "").put("format", FORMAT);
    json.put("family", model.owner()).array("families").value(model.owner()).end();
    json.put("parameter_size", "").put("quantization_level", "").end();
  }

  /** What a gateway has none of to manage. */
  static Inquiry managed() {
    return refusing(
        "this gateway keeps no models, and so has none to pull, push, create, copy or delete:"
            + " GET /api/tags lists those that can be asked");
  }

  /** What is not done here. */
  static Inquiry embeddings() {
    return refusing("embeddings are asked for in OpenAI's form alone here, at POST /v1/embeddings");
  }

  private static Inquiry refusing(String message) {
    return Inquiry.refusing(Problem.of(501, "invalid_request_error", "not_implemented", message));
  }
}
