package dev.sluice.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the formats look for in the JSON of a request. What is not JSON asks for nothing. */
final class CallReader {
  private static final String ANY_MODEL = "simulated-model";

  /** What every list of models has; others can have a script of their own. */
  private static final List<String> MODELS = List.of(ANY_MODEL, "simulated-model-mini");

  private final Optional<Json.Obj> body;

  CallReader(Request request) {
    body = Json.read(request.body()).filter(Json.Obj.class::isInstance).map(Json.Obj.class::cast);
  }

  /** The model that the body names. */
  String model() {
    return body.flatMap(json -> json.get("model")).flatMap(CallReader::string).orElse(ANY_MODEL);
  }

  /** The model that stands in the path, after {@code before} and up to {@code after}. */
  static String modelInPath(String path, String before, String after) {
    int from = path.indexOf(before);
    int to = path.lastIndexOf(after);
    if (from < 0 || to <= from + before.length()) {
      return ANY_MODEL;
    }
    String model = path.substring(from + before.length(), to).replace("+", "%2B");
    try {
      return URLDecoder.decode(model, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      return model;
    }
  }

  /** The list of models, each written like {@code item} with its name for {@code MODEL}. */
  static String listed(String open, String item, String close) {
    return MODELS.stream()
        .map(model -> item.replace("MODEL", model))
        .collect(Collectors.joining(",", open, close));
  }

  /**
   * Whether the answer is to be streamed, where the body says it.
   *
   * @param unsaid what holds for a body that says nothing
   */
  boolean stream(boolean unsaid) {
    // Without a body there is nothing that could have asked for a document.
    return body.map(
            json ->
                json.get("stream").map(value -> value.equals(new Json.Bool(true))).orElse(unsaid))
        .orElse(true);
  }

  /** Whether the last of the {@code list} of messages has this role. */
  boolean endsWith(String list, String role) {
    return body.flatMap(json -> json.get(list)).orElse(null) instanceof Json.Arr(List<Json> items)
        && !items.isEmpty()
        && items.getLast() instanceof Json.Obj last
        && last.get("role").flatMap(CallReader::string).equals(Optional.of(role));
  }

  private static Optional<String> string(Json json) {
    return json instanceof Json.Str(String value) ? Optional.of(value) : Optional.empty();
  }
}
