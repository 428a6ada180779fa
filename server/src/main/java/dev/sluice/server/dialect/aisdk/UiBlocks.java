package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Blocks of text and of thoughts, each under a number of its own. Not thread-safe. */
final class UiBlocks {
  private static final byte[] TEXT = UiLines.ascii("data: {\"type\":\"text-delta\",\"id\":\"");
  private static final byte[] THOUGHT =
      UiLines.ascii("data: {\"type\":\"reasoning-delta\",\"id\":\"");

  private final UiLines lines;
  private final Map<Integer, Block> open = new HashMap<>();

  /** The block that grew last, mostly the one that grows. */
  private int lastPart = -1;

  private @Nullable Block last;
  private long count;

  private record Block(long number, boolean isThought) {
    String kind() {
      return isThought ? "reasoning" : "text";
    }
  }

  UiBlocks(UiLines lines) {
    this.lines = lines;
  }

  /** Whether something of a part has been told, and its end has not. */
  boolean isOpen(int part) {
    return open.containsKey(part);
  }

  /** A part grows. */
  void grow(int part, boolean isThought, String text, Bytes out) {
    Block block = part == lastPart ? last : open.get(part);
    if (block == null) {
      block = begin(part, isThought, out);
    }
    last = block;
    lastPart = part;
    lines.delta(isThought ? THOUGHT : TEXT, block.number, text, out);
  }

  private Block begin(int part, boolean isThought, Bytes out) {
    Block block = new Block(count++, isThought);
    open.put(part, block);
    event(block, "start", "", out);
    return block;
  }

  private void event(Block block, String what, String metadata, Bytes out) {
    JsonWriter json = UiLines.begin(block.kind() + "-" + what);
    json.put("id", Long.toString(block.number));
    if (!metadata.isEmpty()) {
      json.putJson("providerMetadata", metadata);
    }
    lines.event(json, out);
  }

  /** A part has ended; what no delta has told of it is told now. */
  void end(int part, Part whole, String text, Bytes out) {
    boolean isThought = whole instanceof Part.Reasoning;
    String metadata = Proofs.of(whole);
    Block block = open.get(part);
    if (block == null) {
      if (text.isEmpty() && metadata.isEmpty()) {
        return;
      }
      if (text.isEmpty()) {
        block = begin(part, isThought, out);
      } else {
        grow(part, isThought, text, out);
        block = last;
      }
    }
    close(part, block, metadata, out);
  }

  private void close(int part, @Nullable Block block, String metadata, Bytes out) {
    open.remove(part);
    if (part == lastPart) {
      lastPart = -1;
      last = null;
    }
    if (block != null) {
      event(block, "end", metadata, out);
    }
  }

  /** All parts above this one that are open have ended. */
  void closeAbove(int part, Bytes out) {
    List<Integer> above = new ArrayList<>(open.keySet());
    above.sort(null);
    for (int one : above) {
      if (one > part) {
        close(one, open.get(one), "", out);
      }
    }
  }
}
