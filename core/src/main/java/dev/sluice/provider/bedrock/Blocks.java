package dev.sluice.provider.bedrock;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamSink;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one answer's content, as the parts that readers are told of. A block is known by
 * its index until it stops; one that nothing was said of begins with its first piece, and where a
 * piece of another kind comes under its index, another part does. Not thread-safe.
 */
final class Blocks {
  /** The most blocks that have begun and not stopped: answers have one. */
  static final int MAX_OPEN = 1024;

  /** The most parts of one tool's result. */
  static final int MAX_RESULTS = 4096;

  /** The most characters of all blocks that no event tells before an end: proofs and results. */
  static final int MAX_HELD = 16 * 1024 * 1024;

  private final StreamSink out;
  private final String provider;
  private final Map<Long, Block> open = new LinkedHashMap<>();
  private int next;

  /** Whether the caller is to run a tool. */
  private boolean calls;

  /** The one that grew last, and mostly grows on. */
  private @Nullable Block last;

  private long lastIndex;

  /** How many characters blocks have been given that no event has told. */
  private long held;

  private Failure.@Nullable LimitExceeded excess;

  /**
   * No block yet.
   *
   * @param provider whose parts they are
   */
  Blocks(StreamSink out, String provider) {
    this.out = out;
    this.provider = provider;
  }

  /** The bound that the answer has outgrown; null while it has not. */
  Failure.@Nullable LimitExceeded excess() {
    return excess;
  }

  /** Whether there is a call that the caller is to run. */
  boolean hasCalls() {
    return calls;
  }

  void text(long index, String piece) {
    if (!piece.isEmpty()) {
      Block block = at(index, Part.Text.class);
      block = block == null ? start(index, new Part.Text("")) : block;
      out.onEvent(new StreamEvent.TextDelta(block.part, piece));
    }
  }

  void cited(long index, Citation citation) {
    Block block = at(index, Part.Text.class);
    block = block == null ? start(index, new Part.Text("")) : block;
    out.onEvent(new StreamEvent.Cited(block.part, citation));
  }

  void thought(long index, String piece) {
    if (!piece.isEmpty()) {
      out.onEvent(new StreamEvent.ReasoningDelta(thoughts(index).part, piece));
    }
  }

  void signed(long index, String signature) {
    if (!signature.isEmpty()) {
      Block block = thoughts(index);
      hold(signature);
      block.signed(signature);
    }
  }

  void enciphered(long index, String base64) {
    if (!base64.isEmpty()) {
      Block block = thoughts(index);
      hold(base64);
      block.enciphered(base64);
    }
  }

  private Block thoughts(long index) {
    Block block = at(index, Part.Reasoning.class);
    return block == null ? start(index, new Part.Reasoning("")) : block;
  }

  void argued(long index, String piece) {
    if (!piece.isEmpty()) {
      Block block = at(index, Part.ToolCall.class);
      block = block == null ? start(index, new Part.ToolCall("", "", "")) : block;
      block.argued(piece);
      out.onEvent(new StreamEvent.ToolCallDelta(block.part, piece));
    }
  }

  void gaveText(long index, String piece) {
    Block block = results(index);
    hold(piece);
    block.gaveText(piece);
  }

  void gave(long index, Part part) {
    Block block = results(index);
    hold(part instanceof Part.Native own ? own.json() : "");
    block.gave(part);
    if (block.given() > MAX_RESULTS) {
      exceed("the list of a tool's results", MAX_RESULTS, "parts");
    }
  }

  private Block results(long index) {
    Block block = at(index, Part.ToolResult.class);
    return block == null
        ? start(index, ContentParts.resultOf(provider, "", "", "", List.of()))
        : block;
  }

  void shown(long index, String base64) {
    if (!base64.isEmpty()) {
      Block block = images(index);
      String whole = block.pieces().add(base64);
      if (!whole.isEmpty()) {
        out.onEvent(new StreamEvent.MediaDelta(block.part, whole, false));
      }
    }
  }

  private Block images(long index) {
    Block block = at(index, Part.Media.class);
    return block == null ? start(index, ContentParts.image("", new Part.Media.Inline(""))) : block;
  }

  /** A piece of a block that has no other form here: what came of it stands in a list. */
  void own(long index, String member, String json) {
    Block block = at(index, Part.Native.class);
    boolean first = block == null;
    block = block == null ? start(index, new Part.Native(provider, member, "")) : block;
    String piece = (first ? "[" : ",") + Json.object(member, json);
    out.onEvent(new StreamEvent.NativeDelta(block.part, piece));
  }

  /** Something was not done as it was asked for. */
  void warned(String message) {
    out.onEvent(new StreamEvent.Warned(message));
  }

  /** Whose parts they are. */
  String provider() {
    return provider;
  }

  /** A block that came at once. */
  void whole(Part part) {
    int at = next++;
    calls |= isForCaller(part);
    out.onEvent(new StreamEvent.PartStarted(at, part));
    out.onEvent(new StreamEvent.PartEnded(at, part));
  }

  /** A block has stopped. A call that may be cut off is left to the reason why the answer ends. */
  void stop(long index) {
    Block block = open.get(index);
    if (block != null && !block.mayBeCutOff()) {
      open.remove(index);
      end(block);
    }
  }

  /** The answer has come to its good end, for this reason: what has begun is whole. */
  void finish(FinishReason reason) {
    for (Block block : List.copyOf(open.values())) {
      if (!(reason.cutsOff() && block.begun instanceof Part.ToolCall)) {
        end(block);
      }
    }
    open.clear();
    last = null;
  }

  private void end(Block block) {
    if (block == last) {
      last = null;
    }
    if (block.begun instanceof Part.Media) {
      String rest = block.pieces().end();
      if (!rest.isEmpty()) {
        out.onEvent(new StreamEvent.MediaDelta(block.part, rest, false));
      }
    } else if (block.begun instanceof Part.Native) {
      out.onEvent(new StreamEvent.NativeDelta(block.part, "]"));
    }
    out.onEvent(new StreamEvent.PartEnded(block.part, block.ended()));
  }

  /** The open block of this index, if it is of this kind; null if another one has to begin. */
  private @Nullable Block at(long index, Class<? extends Part> kind) {
    Block found = last != null && lastIndex == index ? last : open.get(index);
    if (found == null || !kind.isInstance(found.begun)) {
      return null;
    }
    last = found;
    lastIndex = index;
    return found;
  }

  /** A block begins; one that has this index and has not stopped ends. */
  void begin(long index, Part begun) {
    Block unused = start(index, begun);
  }

  private Block start(long index, Part begun) {
    Block before = open.remove(index);
    if (before != null) {
      end(before);
    }
    calls |= isForCaller(begun);
    Block block = new Block(next++, begun);
    if (open.size() < MAX_OPEN) {
      open.put(index, block);
    } else {
      exceed("the list of content blocks", MAX_OPEN, "blocks");
    }
    last = block;
    lastIndex = index;
    out.onEvent(new StreamEvent.PartStarted(block.part, begun));
    return block;
  }

  private static boolean isForCaller(Part part) {
    return part instanceof Part.ToolCall call && !call.isRunByProvider();
  }

  private void hold(String piece) {
    held += piece.length();
    if (held > MAX_HELD) {
      exceed("what proves a part of the answer, or a tool's result,", MAX_HELD, "characters");
    }
  }

  private void exceed(String what, long limit, String unit) {
    excess = excess == null ? new Failure.LimitExceeded(what, limit, unit) : excess;
  }
}
