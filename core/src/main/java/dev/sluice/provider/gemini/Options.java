package dev.sluice.provider.gemini;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the user sets of a request himself. Members of {@code generationConfig} may be named alone:
 * {@code thinkingConfig}. Objects that we write too are joined, member by member, and the user's
 * win.
 */
final class Options {
  static final String CONFIG = "generationConfig";

  private static final Set<String> OF_CONFIG =
      Set.of(
          "audioTimestamp",
          "candidateCount",
          "enableAffectiveDialog",
          "enableEnhancedCivicAnswers",
          "frequencyPenalty",
          "imageConfig",
          "logprobs",
          "maxOutputTokens",
          "mediaResolution",
          "modelConfig",
          "presencePenalty",
          "responseFormat",
          "responseJsonSchema",
          "responseLogprobs",
          "responseMimeType",
          "responseModalities",
          "responseSchema",
          "routingConfig",
          "seed",
          "speechConfig",
          "stopSequences",
          "temperature",
          "thinkingConfig",
          "topK",
          "topP");

  /** Members of the request itself. */
  final Map<String, String> request = new LinkedHashMap<>();

  /** Members of its {@code generationConfig}. */
  final Map<String, String> config = new LinkedHashMap<>();

  Options(Map<String, String> options) {
    options.forEach(
        (name, json) -> {
          if (name.equals(CONFIG)) {
            config.putAll(members(name, json));
          } else if (OF_CONFIG.contains(name)) {
            config.put(name, json);
          } else {
            request.put(name, json);
          }
        });
    String answers = config.getOrDefault("candidateCount", "1").strip();
    if (!answers.equals("1")) {
      throw new IllegalArgumentException(
          "the option candidateCount asks for "
              + answers
              + " answers at once, and a stream has one: ask as often as you want answers, for"
              + " instance by Gather");
    }
  }

  /**
   * The members of an object, each as JSON text.
   *
   * @throws IllegalArgumentException naming the option, if it is none
   */
  static Map<String, String> members(String option, String object) {
    Map<String, String> members = new LinkedHashMap<>();
    byte[] bytes = object.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (!json.enterObject()) {
        throw new IllegalArgumentException("the option " + option + " must be a JSON object");
      }
      for (String name; (name = json.nextName()) != null; ) {
        members.put(name, value(json));
      }
      json.finish();
      return members;
    } catch (JsonException wrong) {
      throw new IllegalArgumentException(
          "the option " + option + " is not JSON: " + wrong.getMessage(), wrong);
    }
  }

  private static String value(JsonReader json) {
    if (json.isNull()) {
      json.skip();
      return "null";
    }
    return json.isText() ? new JsonWriter().value(json.text()).text() : json.textOrJson();
  }
}
