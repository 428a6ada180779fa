package dev.sluice.provider.openai.responses;

import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonReader;
import dev.sluice.spi.provider.TokenProbabilities;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of one event, or of a whole response, which has its own beside each other. What kind
 * of event it is may be said last, so that all members are read before anything is told. Not
 * thread-safe; one serves all events of an answer.
 */
final class Frame {
  /** No number. */
  static final long NONE = -1;

  final TokenProbabilities probabilities = new TokenProbabilities();

  String type = "";

  /** Of the event before, which mostly is of the same type. */
  private String typeBefore = "";

  String object = "";
  long outputIndex = NONE;
  String itemId = "";

  /** Which content, or which piece of a summary. */
  long index = NONE;

  String delta = "";

  /** What a part says in all: its text, refusal, arguments, input or code. */
  String whole = "";

  String name = "";
  String image = "";
  List<LogProb> tokens = List.of();

  /** The JSON of a citation; empty if there is none. */
  String citation = "";

  OutputItem.@Nullable Content part;

  /** Whether it tells an item, which is read by itself. */
  boolean hasItem;

  /** An error's JSON or text; empty if there is none. */
  String error = "";

  /** Whether it is the error itself, its members beside the type. */
  boolean hasMessage;

  // Of the response.

  String id = "";
  String model = "";
  String status = "";
  String incomplete = "";
  String serviceTier = "";

  /** The JSON of what is used; empty if that is not told. */
  String usage = "";

  /** How many items the response lists. */
  int outputs;

  boolean hasResponse;

  private void clear() {
    probabilities.clear();
    typeBefore = type;
    type = "";
    object = "";
    outputIndex = NONE;
    itemId = "";
    index = NONE;
    delta = "";
    whole = "";
    name = "";
    image = "";
    tokens = List.of();
    citation = "";
    part = null;
    hasItem = false;
    error = "";
    hasMessage = false;
    id = "";
    model = "";
    status = "";
    incomplete = "";
    serviceTier = "";
    usage = "";
    outputs = 0;
    hasResponse = false;
  }

  /**
   * Reads the members of the current value, an object that was entered.
   *
   * @param wantsIds whether ids of items are looked at: they are long, and mostly of no use
   */
  void read(JsonReader json, boolean wantsIds) {
    clear();
    for (String member; (member = json.nextName()) != null; ) {
      switch (member) {
        case "type" -> type = json.text(typeBefore);
        case "output_index" -> outputIndex = json.number(NONE);
        case "item_id" -> {
          if (wantsIds) {
            itemId = json.text();
          } else {
            json.skip();
          }
        }
        case "content_index", "summary_index" -> index = json.number(NONE);
        case "delta" -> delta = json.textOrJson();
        case "obfuscation", "sequence_number" -> json.skip();
        case "logprobs" -> tokens = probabilities.read(json);
        case "text", "refusal", "arguments", "input", "code" -> {
          String said = json.text();
          whole = said.isEmpty() ? whole : said;
        }
        case "name" -> name = json.text();
        case "message" -> {
          hasMessage = !json.isObject(); // That would be another format's answer.
          json.skip();
        }
        case "annotation" -> citation = json.isObject() ? json.textOrJson() : skipped(json);
        case "part" -> {
          if (json.isObject()) {
            part = OutputItem.content(json, "", "", probabilities);
          } else {
            json.skip();
          }
        }
        case "item" -> {
          hasItem = json.isObject();
          json.skip();
        }
        case "partial_image_b64" -> image = json.text();
        case "response" -> response(json);
        case "object" -> object = json.text();
        default -> ofResponse(member, json);
      }
    }
  }

  private void response(JsonReader json) {
    if (!json.enterObject()) {
      return;
    }
    hasResponse = true;
    for (String member; (member = json.nextName()) != null; ) {
      ofResponse(member, json);
    }
  }

  private void ofResponse(String member, JsonReader json) {
    switch (member) {
      case "id" -> id = json.text();
      case "model" -> model = json.text();
      case "status" -> status = json.text();
      case "error" -> error = json.isNull() ? skipped(json) : json.textOrJson();
      case "service_tier" -> serviceTier = json.text();
      case "incomplete_details" -> incomplete(json);
      case "output" -> {
        hasResponse = true;
        outputs = count(json);
      }
      case "usage" -> usage = json.isObject() ? json.textOrJson() : skipped(json);
      default -> json.skip();
    }
  }

  private void incomplete(JsonReader json) {
    if (json.enterObject()) {
      for (String member; (member = json.nextName()) != null; ) {
        if (member.equals("reason")) {
          incomplete = json.text();
        } else {
          json.skip();
        }
      }
    }
  }

  private static int count(JsonReader json) {
    int count = 0;
    if (json.enterArray()) {
      for (; json.nextElement(); count++) {
        json.skip();
      }
    }
    return count;
  }

  private static String skipped(JsonReader json) {
    json.skip();
    return "";
  }
}
