package dev.sluice.server.dialect.responses;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Quoted;
import dev.sluice.server.dialect.responses.OutputItem.Kind;
import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a provider's frames have told of the answer, for the case that another one goes on with it:
 * which items are whole, and what the one says that is not. Not thread-safe.
 */
final class FramedItems {
  /** By the numbers that the provider gives them, which need not follow each other. */
  private final NavigableMap<Integer, Item> items = new TreeMap<>();

  /** What the open piece says, as it stands in JSON. */
  private final Bytes text = new Bytes();

  private PieceKind open = PieceKind.TEXT;
  private boolean calls;

  private static final class Item {
    String type = "";
    String id = "";
    String phase = "";
    String whole = "";
  }

  /** Whether a call was told, which cannot be taken back. */
  boolean hasCalls() {
    return calls;
  }

  /** More of a piece; from there to there stands a string's inside. */
  void grows(PieceKind kind, byte[] bytes, int from, int to) {
    open = kind;
    text.add(bytes, from, to - from);
  }

  /** A piece has begun or is over. */
  void pieceTurns() {
    text.clear();
  }

  /** An event that tells an item. */
  void item(byte[] bytes, int from, int length, boolean isOver) {
    text.clear();
    int next = items.isEmpty() ? 0 : (int) Math.min(Integer.MAX_VALUE, items.lastKey() + 1L);
    int index = next;
    Item item = new Item();
    try (JsonReader json = new JsonReader(bytes, from, length)) {
      json.enterObject();
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "output_index" -> index = Math.clamp(json.number(next), 0, Integer.MAX_VALUE);
          case "item" -> item = read(json, isOver);
          default -> json.skip();
        }
      }
    } catch (JsonException broken) {
      return; // Its decoder ends the run.
    }
    calls |= item.type.endsWith("_call");
    items.put(index, item);
  }

  private static Item read(JsonReader json, boolean isOver) {
    Item item = new Item();
    if (!json.isObject()) {
      json.skip();
      return item;
    }
    String whole = json.json();
    byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
    try (JsonReader inside = new JsonReader(bytes, 0, bytes.length)) {
      inside.enterObject();
      for (String name; (name = inside.nextName()) != null; ) {
        switch (name) {
          case "type" -> item.type = inside.text();
          case "id" -> item.id = inside.text();
          case "phase" -> item.phase = inside.isText() ? inside.json() : skipped(inside);
          default -> inside.skip();
        }
      }
    }
    item.whole = isOver ? whole : "";
    return item;
  }

  private static String skipped(JsonReader json) {
    json.skip();
    return "";
  }

  /** Gives the rest of the answer to somebody else. */
  void into(Output output) {
    items.forEach(
        (index, item) -> {
          Kind kind =
              switch (item.type) {
                case "message" -> Kind.MESSAGE;
                case "reasoning" -> Kind.REASONING;
                default -> Kind.OWN;
              };
          output.framed(kind, index, item.id, item.phase, item.whole);
        });
    String said = Quoted.read("\"" + text + "\"");
    output.framed(open, said, calls);
  }
}
