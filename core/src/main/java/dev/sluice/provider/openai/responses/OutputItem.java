package dev.sluice.provider.openai.responses;

import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonReader;
import dev.sluice.spi.provider.TokenProbabilities;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An item of an answer, as an event or a whole response tells it. */
final class OutputItem {
  /**
   * A piece of a message or of thoughts.
   *
   * @param citations each as JSON
   * @param raw the piece as JSON; empty unless the item is kept as JSON
   */
  record Content(
      String type, String text, List<String> citations, List<LogProb> tokens, String raw) {}

  /** The item's JSON; empty if it is not kept. */
  final String raw;

  /** Whether pieces of it are of kinds that only the provider knows. */
  private boolean hasOwnPieces;

  String type = "";
  String id = "";
  String callId = "";
  String name = "";
  String status = "";
  String phase = "";
  String cipher = "";

  /** Of a call its arguments, its free text or its code; of a tool of the API what it is to do. */
  String input = "";

  /** What a tool gave back; of a picture its bytes in base 64. */
  String result = "";

  /** What went wrong with a tool; empty if nothing did. */
  String error = "";

  String format = "";
  String namespace = "";
  String caller = "";

  /** Of a message or of thoughts. */
  List<Content> contents = List.of();

  /** Of thoughts. */
  List<Content> summaries = List.of();

  private OutputItem(String raw) {
    this.raw = raw;
  }

  /**
   * The current value as an item, without its JSON.
   *
   * @see #isKept
   */
  static OutputItem of(JsonReader json, TokenProbabilities probabilities) {
    OutputItem item = new OutputItem("");
    json.enterObject();
    for (String member; (member = json.nextName()) != null; ) {
      item.member(member, json, probabilities);
    }
    return item;
  }

  /** Whether it, or a piece of it, goes back as the JSON that it came as. */
  boolean isKept() {
    return switch (ItemKind.of(type)) {
      case MESSAGE -> hasOwnPieces;
      case REASONING, CALL -> false;
      case CLIENT_TOOL, SERVER_TOOL, IMAGE, APPROVAL, NATIVE -> true;
    };
  }

  /** The item that this JSON is; one without a type if it is none. */
  static OutputItem of(String raw, TokenProbabilities probabilities) {
    OutputItem item = new OutputItem(raw);
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (json.enterObject()) {
        for (String member; (member = json.nextName()) != null; ) {
          item.member(member, json, probabilities);
        }
      }
    }
    return item;
  }

  /** Of which nothing is known. */
  static OutputItem none() {
    return new OutputItem("{}");
  }

  private void member(String member, JsonReader json, TokenProbabilities probabilities) {
    switch (member) {
      case "type" -> type = json.text();
      case "id" -> id = json.text();
      case "call_id" -> callId = json.text();
      case "name" -> name = json.text();
      case "status" -> status = json.text();
      case "phase" -> phase = json.text();
      case "encrypted_content" -> cipher = json.text();
      case "arguments", "input", "code" -> input = json.textOrJson();
      case "action", "actions", "operation" ->
          input = json.isNull() ? input + skipped(json) : json.textOrJson();
      case "queries" -> input = "{\"queries\":" + json.textOrJson() + "}";
      case "result", "output", "results", "outputs" -> result = json.textOrJson();
      case "error" -> error = json.textOrJson();
      case "output_format" -> format = json.text();
      case "namespace" -> namespace = json.text();
      case "caller" -> caller = json.isObject() ? json.textOrJson() : skipped(json);
      case "content" -> contents = contents(json, "output_text", probabilities);
      case "summary" -> summaries = contents(json, "summary_text", probabilities);
      default -> json.skip();
    }
  }

  private static String skipped(JsonReader json) {
    json.skip();
    return "";
  }

  private List<Content> contents(
      JsonReader json, String usualType, TokenProbabilities probabilities) {
    List<Content> all = new ArrayList<>(1);
    if (json.isText()) {
      all.add(new Content(usualType, json.text(), List.of(), List.of(), ""));
    } else if (json.enterArray()) {
      while (json.nextElement()) {
        Content piece =
            raw.isEmpty() && json.isObject()
                ? content(json, "", usualType, probabilities)
                : content(json.textOrJson(), usualType, probabilities);
        hasOwnPieces |= Answer.growth(piece.type()) == null;
        all.add(piece);
      }
    }
    return all;
  }

  private static Content content(String raw, String usualType, TokenProbabilities probabilities) {
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      return json.isObject()
          ? content(json, raw, usualType, probabilities)
          : new Content(usualType, json.text(), List.of(), List.of(), raw);
    }
  }

  /** The current value, an object, as a piece. */
  static Content content(
      JsonReader json, String raw, String usualType, TokenProbabilities probabilities) {
    String type = usualType;
    String text = "";
    List<String> citations = List.of();
    List<LogProb> tokens = List.of();
    json.enterObject();
    for (String member; (member = json.nextName()) != null; ) {
      switch (member) {
        case "type" -> type = json.text();
        case "text", "refusal" -> {
          String said = json.text();
          text = said.isEmpty() ? text : said;
        }
        case "annotations" -> citations = Citations.list(json);
        case "logprobs" -> tokens = probabilities.read(json);
        default -> json.skip();
      }
    }
    return new Content(type, text, citations, tokens, raw);
  }
}
