package dev.sluice.store;

import dev.sluice.chat.Message;
import dev.sluice.codec.EventFormatException;
import dev.sluice.codec.MessageCodec;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads what {@link JsonExport} writes, wherever it comes from, and holds it in the bytes that it
 * came in: a message is decoded to check it, and once more when it is wanted.
 */
final class ImportedTree {
  /** More messages are refused. */
  static final int MAX_MESSAGES = 100_000;

  private static final int MAX_ID = 128;

  /** Of names, texts and brackets in one message: whatever is short in a file is long in memory. */
  private static final int MAX_TOKENS = 200_000;

  /** What the codec allows, within a list of messages. */
  private static final int MAX_DEPTH = 128 + 3;

  private static final int ROOT = -1;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_ID)
                  .maxStringLength(Import.MAX_BYTES)
                  .build())
          .build();

  private final byte[] bytes;
  private final JsonParser json;
  private final List<Place> places = new ArrayList<>();

  /**
   * To a file's id belongs a place in the list, or that of the parent if nothing was left of it.
   */
  private final Map<String, Integer> known = new HashMap<>();

  private String title = "";
  private Optional<Instant> created = Optional.empty();
  private String head = "";
  private boolean versioned;
  private boolean listed;

  /**
   * A message that was found.
   *
   * @param parent its place in the list, or -1
   */
  private record Place(
      int parent, int from, int length, Optional<Instant> created, Optional<String> ending) {}

  private ImportedTree(byte[] bytes, JsonParser json) {
    this.bytes = bytes;
    this.json = json;
  }

  /**
   * Reads and checks all of it.
   *
   * @throws ConversationFormatException if it is no conversation
   */
  static ImportedTree of(byte[] bytes) {
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      ImportedTree tree = new ImportedTree(bytes, json);
      tree.read();
      return tree;
    } catch (JacksonException e) {
      throw new ConversationFormatException(
          "it is not JSON, and nothing else is imported: " + e.getOriginalMessage(), e);
    } catch (EventFormatException e) {
      throw new ConversationFormatException("one of its messages is none: " + e.getMessage(), e);
    }
  }

  String title() {
    return title;
  }

  Optional<Instant> created() {
    return created;
  }

  int size() {
    return places.size();
  }

  /** The place of what this one goes below, -1 if it is a beginning. */
  int parent(int place) {
    return places.get(place).parent;
  }

  Optional<Instant> created(int place) {
    return places.get(place).created;
  }

  Optional<String> ending(int place) {
    return places.get(place).ending;
  }

  /** What is left of a message. */
  Message message(int place) {
    Place found = places.get(place);
    return taken(found.from, found.length).orElseThrow();
  }

  /** Where the conversation goes on; -1 if it is empty. */
  int head() {
    return known.getOrDefault(head, places.size() - 1);
  }

  private void read() {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new ConversationFormatException(
          "it is no conversation that was exported: it is not an object of JSON");
    }
    for (String name; (name = json.nextName()) != null; ) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "sluice_conversation" -> version(value);
        case "title" -> title = text(value);
        case "created" -> created = time(value);
        case "head" -> head = text(value);
        case "messages" -> messages(value);
        default -> skip();
      }
    }
    if (json.nextToken() != null) {
      throw new ConversationFormatException("something stands behind the conversation");
    }
    if (!versioned || !listed) {
      throw new ConversationFormatException(
          "it is no conversation that was exported: it has no "
              + (versioned ? "messages" : "sluice_conversation"));
    }
  }

  private void version(JsonToken value) {
    if (value != JsonToken.VALUE_NUMBER_INT || json.getLongValue() < 1) {
      throw new ConversationFormatException(
          "its version, sluice_conversation, is no number from 1");
    }
    if (json.getLongValue() > JsonExport.VERSION) {
      throw new ConversationFormatException(
          "a later version of Sluice wrote it: import it with that one");
    }
    versioned = true;
  }

  private void messages(JsonToken value) {
    if (value != JsonToken.START_ARRAY || listed) {
      throw new ConversationFormatException("its messages are not one list");
    }
    listed = true;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (known.size() == MAX_MESSAGES) {
        throw new ConversationFormatException("it has more than " + MAX_MESSAGES + " messages");
      }
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw new ConversationFormatException("one of its messages is not an object");
      }
      message();
    }
  }

  private void message() {
    String id = "";
    String parent = "";
    Optional<Instant> at = Optional.empty();
    Optional<String> ending = Optional.empty();
    int from = 0;
    int length = 0;
    for (String name; (name = json.nextName()) != null; ) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "id" -> id = id(value);
        case "parent" -> parent = value == JsonToken.VALUE_NULL ? "" : id(value);
        case "created" -> at = time(value);
        case "ending" -> ending = Untrusted.ending(text(value));
        case "message" -> {
          from = (int) json.currentTokenLocation().getByteOffset();
          if (from < 0) { // it takes other encodings for JSON, too, and then counts no bytes
            throw new ConversationFormatException("it is not in UTF-8");
          }
          skip();
          length = (int) json.currentLocation().getByteOffset() - from;
        }
        default -> skip();
      }
    }
    int below = parent.isEmpty() ? ROOT : below(id, parent);
    if (known.containsKey(id)) {
      throw new ConversationFormatException("it has several messages with the id " + shown(id));
    }
    boolean isTaken = length > 0 && taken(from, length).isPresent();
    known.put(id, isTaken ? places.size() : below);
    if (isTaken) {
      places.add(new Place(below, from, length, at, ending));
    }
  }

  private int below(String id, String parent) {
    Integer place = known.get(parent);
    if (place == null) {
      throw new ConversationFormatException(
          "its message "
              + shown(id)
              + " goes below "
              + shown(parent)
              + ", which does not stand before it");
    }
    return place;
  }

  private Optional<Message> taken(int from, int length) {
    return Untrusted.message(MessageCodec.decode(bytes, from, length));
  }

  private String id(JsonToken value) {
    String id = value == JsonToken.VALUE_STRING ? json.getString() : "";
    if (id.isEmpty() || id.length() > MAX_ID) {
      throw new ConversationFormatException(
          "the id of one of its messages is no text of 1 to " + MAX_ID + " characters");
    }
    return id;
  }

  private static String shown(String id) {
    return "\"" + Titles.oneLine(id).replaceAll("\\p{C}", "?") + "\"";
  }

  private String text(JsonToken value) {
    if (value == JsonToken.VALUE_STRING) {
      return json.getString();
    }
    skip();
    return "";
  }

  private Optional<Instant> time(JsonToken value) {
    try {
      String text = text(value);
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty(); // when it was said is not worth more than what was said
    }
  }

  /** Passes over the current value. */
  private void skip() {
    int depth = 0;
    int tokens = 0;
    for (JsonToken token = json.currentToken(); token != null; token = json.nextToken()) {
      if (++tokens > MAX_TOKENS) {
        throw new ConversationFormatException("one of its messages has too many parts");
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (depth == 0) {
        break;
      }
    }
    json.finishToken();
  }
}
