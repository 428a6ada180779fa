package dev.sluice.provider.bedrock;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonReader;
import java.util.List;

/** Reads a {@code contentBlockStart}: calls of tools have one, their results, and images. */
final class BlockStart {
  private long index;
  private String kind = "";
  private String id = "";
  private String name = "";
  private String type = "";
  private String status = "";
  private String format = "";
  private String json = "";

  private BlockStart() {}

  static void read(JsonReader event, String provider, Blocks blocks) {
    BlockStart start = new BlockStart();
    if (event.enterObject()) {
      for (String member; (member = event.nextName()) != null; ) {
        switch (member) {
          case "contentBlockIndex" -> start.index = event.number(0);
          case "start" -> start.kind(event);
          default -> event.skip();
        }
      }
    }
    start.tell(provider, blocks);
  }

  private void kind(JsonReader event) {
    if (event.enterObject()) {
      for (String member; (member = event.nextName()) != null; ) {
        if (event.isNull()) {
          event.skip();
          continue;
        }
        kind = member;
        switch (member) {
          case "toolUse", "toolResult", "image" -> members(event);
          default -> json = Json.of(event);
        }
      }
    }
  }

  private void members(JsonReader event) {
    if (event.enterObject()) {
      for (String member; (member = event.nextName()) != null; ) {
        switch (member) {
          case "toolUseId" -> id = event.text();
          case "name" -> name = event.text();
          case "type" -> type = event.text();
          case "status" -> status = event.text();
          case "format" -> format = event.text();
          default -> event.skip();
        }
      }
    }
  }

  private void tell(String provider, Blocks blocks) {
    switch (kind) {
      case "toolUse" -> blocks.begin(index, ContentParts.callOf(id, name, "", type));
      case "toolResult" ->
          blocks.begin(index, ContentParts.resultOf(provider, id, status, type, List.of()));
      case "image" -> blocks.begin(index, ContentParts.image(format, new Part.Media.Inline("")));
      // A text or thoughts, with servers that tell of those too: they begin with their first piece.
      case "", "text", "reasoningContent" -> {}
      default -> blocks.own(index, kind, json);
    }
  }
}
