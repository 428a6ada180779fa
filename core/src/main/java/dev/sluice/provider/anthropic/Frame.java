package dev.sluice.provider.anthropic;

import dev.sluice.json.JsonReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one event says, or the one document of an answer that is not streamed. Members come in any
 * order, and what they mean depends on each other: so they are read first. Not thread-safe.
 */
final class Frame {
  /** By far the most events, whose type need not be read a second time. */
  static final String DELTA = "content_block_delta";

  static final String ERROR = "error";

  /** Most deltas. */
  private static final String TEXT_DELTA = "text_delta";

  /** The blocks of a document. */
  static final int MAX_BLOCKS = 10_000;

  String kind = "";
  long index = -1;

  // Of a message.

  String id = "";
  String model = "";
  String stopReason = "";

  /** Why it refused, for a person. */
  String explanation = "";

  @Nullable String usage;
  @Nullable List<BlockStart> content;
  boolean tooManyBlocks;

  /** What only the provider understands, name to JSON text. */
  @Nullable Map<String, String> noted;

  @Nullable String error;

  // Of a block.

  @Nullable BlockStart block;
  String deltaType = "";
  String text = "";
  String thinking = "";
  String signature = "";
  String partialJson = "";
  @Nullable String citation;

  /** Reads an event, an object that has been entered; what is no event of its own is an error. */
  void read(String type, JsonReader json) {
    boolean blames = false;
    kind = type.equals(DELTA) || type.equals(ERROR) ? type : "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "type" -> {
          if (kind.isEmpty()) {
            kind = json.text();
          } else {
            json.skip();
          }
        }
        case "index" -> index = json.number(-1);
        case "delta" -> delta(json);
        case "content_block" -> block = json.enterObject() ? BlockStart.read(json) : block;
        case "message", "detail" -> {
          blames |= json.isText();
          if (json.enterObject()) {
            for (String member; (member = json.nextName()) != null; ) {
              message(member, json);
            }
          }
        }
        case "error" -> error = json.isNull() ? skipped(json) : json.textOrJson();
        default -> message(name, json);
      }
    }
    if (kind.isEmpty() && (blames || error != null)) {
      kind = ERROR;
    }
  }

  private static @Nullable String skipped(JsonReader json) {
    json.skip();
    return null;
  }

  private void message(String name, JsonReader json) {
    switch (name) {
      case "id" -> id = json.text();
      case "model" -> model = json.text();
      case "content" -> content(json);
      case "usage" -> {
        if (json.isObject()) {
          usage = json.json();
        } else {
          json.skip();
        }
      }
      case "context_management" -> note(name, json);
      default -> ending(name, json);
    }
  }

  /** What stands in the delta of the last event, and in a document beside the rest. */
  private void ending(String name, JsonReader json) {
    switch (name) {
      case "stop_reason" -> stopReason = json.isText() ? json.text() : ignored(json);
      case "stop_details" -> {
        if (json.isObject()) {
          String details = json.json();
          explanation = Refusals.explanation(details);
          noted(name, details);
        } else {
          json.skip();
        }
      }
      case "stop_sequence", "container" -> note(name, json);
      default -> json.skip();
    }
  }

  private static String ignored(JsonReader json) {
    json.skip();
    return "";
  }

  private void note(String name, JsonReader json) {
    if (json.isNull()) {
      json.skip();
    } else {
      noted(name, json.json());
    }
  }

  private void noted(String name, String value) {
    noted = noted == null ? new LinkedHashMap<>(2) : noted;
    noted.put(name, value);
  }

  private void content(JsonReader json) {
    if (!json.enterArray()) {
      return;
    }
    List<BlockStart> blocks = new ArrayList<>();
    while (json.nextElement()) {
      if (blocks.size() == MAX_BLOCKS) {
        tooManyBlocks = true;
        json.skip();
      } else if (json.enterObject()) {
        blocks.add(BlockStart.read(json));
      }
    }
    content = blocks;
  }

  private void delta(JsonReader json) {
    if (!json.enterObject()) {
      return;
    }
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "type" -> deltaType = json.text(TEXT_DELTA);
        case "text" -> text = json.text();
        case "thinking" -> thinking = json.text();
        case "signature" -> signature = json.text();
        case "partial_json" -> partialJson = json.textOrJson();
        case "citation" -> citation = json.isObject() ? json.json() : skipped(json);
        default -> ending(name, json);
      }
    }
  }

  void clear() {
    kind = "";
    index = -1;
    id = "";
    model = "";
    stopReason = "";
    explanation = "";
    usage = null;
    content = null;
    tooManyBlocks = false;
    noted = null;
    error = null;
    block = null;
    deltaType = "";
    text = "";
    thinking = "";
    signature = "";
    partialJson = "";
    citation = null;
  }
}
