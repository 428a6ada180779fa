package dev.sluice.provider.bedrock;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonReader;

/**
 * A {@code contentBlockDelta}: it is read whole before it is told, because its index may stand
 * behind what it brings. Used again for each. Not thread-safe.
 */
final class Delta {
  private long index;
  private String text = "";
  private String thought = "";
  private String signature = "";
  private String cipher = "";
  private String arguments = "";

  /** A member that is rare, and its JSON; empty if there is none. */
  private String member = "";

  private String json = "";

  void read(JsonReader event) {
    index = 0;
    text = "";
    thought = "";
    signature = "";
    cipher = "";
    arguments = "";
    member = "";
    if (event.enterObject()) {
      for (String name; (name = event.nextName()) != null; ) {
        switch (name) {
          case "contentBlockIndex" -> index = event.number(0);
          case "delta" -> delta(event);
          default -> event.skip(); // The padding, which hides how long the rest is.
        }
      }
    }
  }

  private void delta(JsonReader event) {
    if (event.enterObject()) {
      for (String name; (name = event.nextName()) != null; ) {
        switch (name) {
          case "text" -> text = event.text();
          case "reasoningContent" -> reasoning(event);
          case "toolUse" -> arguments = input(event);
          default -> {
            if (event.isNull()) {
              event.skip();
            } else {
              member = name;
              json = Json.of(event);
            }
          }
        }
      }
    }
  }

  private void reasoning(JsonReader event) {
    if (event.enterObject()) {
      for (String name; (name = event.nextName()) != null; ) {
        switch (name) {
          case "text" -> thought = event.text();
          case "signature" -> signature = event.text();
          case "redactedContent" -> cipher = event.text();
          default -> event.skip();
        }
      }
    }
  }

  private static String input(JsonReader event) {
    String input = "";
    if (event.enterObject()) {
      for (String name; (name = event.nextName()) != null; ) {
        if (name.equals("input")) {
          input = event.textOrJson();
        } else {
          event.skip();
        }
      }
    }
    return input;
  }

  /** Tells what has been read. */
  void tell(Blocks blocks) {
    blocks.text(index, text);
    blocks.thought(index, thought);
    blocks.signed(index, signature);
    blocks.enciphered(index, cipher);
    blocks.argued(index, arguments);
    switch (member) {
      case "" -> {}
      case "citation" -> blocks.cited(index, Citations.read(json));
      case "image" -> image(blocks);
      case "toolResult" -> result(blocks);
      default -> blocks.own(index, member, json);
    }
  }

  private void image(Blocks blocks) {
    try (JsonReader image = Json.reader(json)) {
      Documents.Image told = Documents.image(image);
      blocks.shown(index, told.base64());
      if (!told.address().isEmpty()) {
        blocks.whole(told.part());
      }
      if (!told.error().isEmpty()) {
        blocks.warned("an image of the answer could not be made: " + told.error());
      }
    }
  }

  private void result(Blocks blocks) {
    try (JsonReader list = Json.reader(json)) {
      for (Part part : Documents.results(list, blocks.provider())) {
        if (part instanceof Part.Text piece) {
          blocks.gaveText(index, piece.text());
        } else {
          blocks.gave(index, part);
        }
      }
    }
  }
}
