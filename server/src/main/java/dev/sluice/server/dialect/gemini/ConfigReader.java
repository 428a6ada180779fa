package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RequestJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code generationConfig}. Not thread-safe. */
final class ConfigReader {
  private static final double MAX_TEMPERATURE = 2;
  private static final String MIME_TYPE = "responseMimeType";

  private final RequestJson json;
  private final ChatRequest.Builder request;
  private final Map<String, String> extra;

  /** Members that no other provider has and that the library knows no name of. */
  private final Map<String, String> others = new LinkedHashMap<>();

  private String mimeType = "";
  private String schema = "";
  private boolean thoughts;
  private @Nullable Problem withoutExtra;

  ConfigReader(RequestJson json, ChatRequest.Builder request, Map<String, String> extra) {
    this.json = json;
    this.request = request;
    this.extra = extra;
  }

  /** Whether the client wants to be told what the model thinks. */
  boolean wantsThoughts() {
    return thoughts;
  }

  /** Why it is refused where the extra fields go to nobody; null if they can be left out. */
  @Nullable Problem withoutExtra() {
    return withoutExtra;
  }

  /** The current value. */
  void read() {
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      member(name);
    }
    format();
    if (!others.isEmpty()) {
      extra.put("generationConfig", Members.object(others));
    }
  }

  private void member(String written) {
    String name = FieldNames.usual(written);
    switch (name) {
      case "temperature" -> request.temperature(json.number(0, MAX_TEMPERATURE));
      case "topP" -> request.topP(json.share());
      case "maxOutputTokens" -> request.maxTokens(json.maxTokens());
      case "stopSequences" -> stop();
      case "seed" -> request.seed(json.whole(Integer.MIN_VALUE, Integer.MAX_VALUE));
      case "candidateCount" -> {
        if (json.whole(1, Integer.MAX_VALUE) != 1) {
          throw json.refused(
              "unsupported_value", "only one answer at a time: ask as often as you want answers");
        }
      }
      case MIME_TYPE -> mimeType = json.text();
      case "responseSchema" -> schema = OpenApiSchema.jsonSchema(object());
      case "responseJsonSchema", "_responseJsonSchema" -> schema = object();
      case "thinkingConfig" -> {
        String told = object();
        thoughts = says(told, "includeThoughts");
        extra.put(name, told);
      }
      case "responseModalities" -> modalities(name);
      case "topK" -> {
        double most = json.number(0, Integer.MAX_VALUE);
        extra.put(name, plain(most));
      }
      case "presencePenalty", "frequencyPenalty" -> {
        double penalty = json.number(-MAX_TEMPERATURE, MAX_TEMPERATURE);
        extra.put(name, plain(penalty));
      }
      case "responseLogprobs" -> extra.put(name, Boolean.toString(json.truth()));
      case "logprobs" -> extra.put(name, Long.toString(json.whole(0, 20)));
      case "speechConfig", "imageConfig" -> extra.put(name, object());
      case "mediaResolution", "audioTimestamp", "enableAffectiveDialog" ->
          extra.put(name, json.json());
      default -> others.put(written, json.json());
    }
  }

  private String object() {
    json.object();
    return json.json();
  }

  /** As it came; a number where it came as a text. */
  private String plain(double number) {
    return json.isText()
        ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
        : json.json();
  }

  private void stop() {
    json.array();
    List<String> texts = new ArrayList<>();
    while (json.nextElement()) {
      String text = json.text();
      if (text.isEmpty()) {
        throw json.refused("invalid_value", "a stop text must not be empty");
      }
      texts.add(text);
    }
    request.stop(texts.toArray(String[]::new));
  }

  private void modalities(String name) {
    json.array();
    int from = json.here();
    String path = json.path();
    boolean text = false;
    boolean any = false;
    while (json.nextElement()) {
      any = true;
      text |= json.text().equalsIgnoreCase("TEXT");
    }
    extra.put(name, new String(json.bytes(), from, json.behind() - from, StandardCharsets.UTF_8));
    if (any && !text) {
      withoutExtra =
          Problem.invalid(
              "unsupported_value",
              path + ": the model that is asked answers in text: ask for TEXT",
              path);
    }
  }

  /** Whether a member of this object is true, under either of its names. */
  private static boolean says(String object, String member) {
    byte[] bytes = object.getBytes(StandardCharsets.UTF_8);
    boolean says = false;
    try (JsonReader reader = new JsonReader(bytes, 0, bytes.length)) {
      reader.enterObject();
      for (String name; (name = reader.nextName()) != null; ) {
        if (FieldNames.usual(name).equals(member)) {
          says = reader.text().equals("true");
        } else {
          reader.skip();
        }
      }
    }
    return says;
  }

  private void format() {
    switch (mimeType) {
      case "application/json" ->
          request.responseFormat(
              schema.isEmpty()
                  ? new ResponseFormat.JsonObject()
                  : new ResponseFormat.JsonSchema("answer", schema, false));
      case "", "text/plain" -> {
        if (!schema.isEmpty()) {
          request.responseFormat(new ResponseFormat.JsonSchema("answer", schema, false));
        }
      }
      default -> {
        extra.put(MIME_TYPE, JsonWriter.quoted(mimeType));
        if (!schema.isEmpty()) {
          extra.put("responseJsonSchema", schema);
        }
        withoutExtra =
            Problem.invalid(
                "unsupported_value",
                "generationConfig.responseMimeType: the model that is asked answers in text/plain"
                    + " or application/json",
                "generationConfig.responseMimeType");
      }
    }
  }
}
