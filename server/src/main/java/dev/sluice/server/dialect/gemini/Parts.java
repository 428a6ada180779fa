package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.MediaForm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parts of an answer as JSON, and what is told beside them. */
final class Parts {
  /** By these names what Google ran is kept as it came. */
  private static final Set<String> OWN =
      Set.of("executableCode", "codeExecutionResult", "toolCall", "toolResponse");

  /** What stands for the logarithm of nothing, which JSON has no number for. */
  private static final double NEVER = -9999.0;

  private Parts() {}

  /** A text with its proof. */
  static String text(String text, boolean thought, String signature) {
    JsonWriter json = new JsonWriter().object();
    if (thought) {
      json.put("thought", true);
    }
    json.put("text", text);
    sign(json, signature);
    return json.end().text();
  }

  /**
   * A call for the client. What its model has not made an object of stands in one, as {@code
   * input}.
   */
  static String call(Part.ToolCall call, String arguments, String signature) {
    JsonWriter json = new JsonWriter().object().object("functionCall");
    if (!call.id().isEmpty()) {
      json.put("id", call.id());
    }
    json.put("name", call.name());
    if (!call.isFreeText() && isObject(arguments)) {
      json.putRead("args", arguments.strip());
    } else {
      json.object("args");
      if (!arguments.isBlank()) {
        json.put("input", arguments);
      }
      json.end();
    }
    json.end();
    sign(json, signature);
    return json.end().text();
  }

  private static boolean isObject(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      boolean object = json.isObject();
      json.skip();
      json.finish();
      return object;
    } catch (JsonException noJson) {
      return false;
    }
  }

  private static void sign(JsonWriter json, String signature) {
    if (!signature.isEmpty()) {
      json.putJson(PartReader.SIGNATURE, signature);
    }
  }

  /** A picture, sound or file; empty if it is somewhere that the client can't reach. */
  static String media(Part.Media media, String grown, String signature) {
    JsonWriter json = new JsonWriter().object();
    String type = MediaForm.type(media);
    switch (media.source()) {
      case Part.Media.Inline(String base64) ->
          json.object("inlineData")
              .put("mimeType", type)
              .put("data", base64.isEmpty() ? grown : base64)
              .end();
      case Part.Media.Url(var url) ->
          json.object("fileData").put("mimeType", type).put("fileUri", url.toString()).end();
      case Part.Media.File f -> {
        return "";
      }
    }
    sign(json, signature);
    return json.end().text();
  }

  /** What Google ran, as it came; empty if it is another one's. */
  static String own(Part part) {
    return part.data().stream()
        .flatMap(data -> data.fields().entrySet().stream())
        .filter(field -> OWN.contains(field.getKey()))
        .findFirst()
        .map(
            field -> {
              JsonWriter json = new JsonWriter().object();
              json.putJson(field.getKey(), field.getValue());
              sign(json, signature(part.data()));
              return json.end().text();
            })
        .orElse("");
  }

  /** The same of a part of a kind that Google alone has: its first member is of its kind. */
  static String own(Part.Native part) {
    return part.json().startsWith("{" + JsonWriter.quoted(part.type()) + ":") ? part.json() : "";
  }

  /** A proof as JSON text; empty if there is none. */
  static String signature(Optional<ProviderData> data) {
    return data.flatMap(of -> of.field(PartReader.SIGNATURE)).orElse("");
  }

  /** An element of {@code citationSources}; without a place, which is counted in bytes. */
  static String citation(Citation citation) {
    JsonWriter json = new JsonWriter().object();
    if (!citation.url().isEmpty()) {
      json.put("uri", citation.url());
    }
    if (!citation.title().isEmpty()) {
      json.put("title", citation.title());
    }
    return json.end().text();
  }

  /** The value of {@code logprobsResult}. */
  static String logProbs(List<LogProb> tokens) {
    JsonWriter json = new JsonWriter().object().array("chosenCandidates");
    tokens.forEach(token -> token(json, token));
    json.end().array("topCandidates");
    for (LogProb token : tokens) {
      json.object().array("candidates");
      token.others().forEach(other -> token(json, other));
      json.end().end();
    }
    return json.end().end().text();
  }

  private static void token(JsonWriter json, LogProb token) {
    double known = token.logProbability();
    json.object().put("token", token.token());
    json.put("logProbability", Double.isFinite(known) ? known : NEVER).end();
  }
}
