package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.CallIds;
import dev.sluice.server.dialect.Notes;
import dev.sluice.server.dialect.Progress;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks the events have told of the answer's parts. A text ends where another block begins,
 * as clients expect; if it grows afterwards, that is another block. Calls may grow in turns. Not
 * thread-safe.
 */
final class ToldBlocks {
  private final Events events;
  private final CallIds ids;
  private long next;

  /** The text or the thoughts that are open. */
  private @Nullable Open open;

  /** Calls, and blocks of a provider's own, by their parts. */
  private final Map<Integer, Growing> growing = new TreeMap<>();

  private final Progress progress = new Progress();
  private final Notes notes = new Notes();

  /** Who answers, see {@link dev.sluice.server.dialect.Told#answerer}. */
  private String answerer;

  private boolean calls;

  private record Open(int part, long index, boolean thoughts) {}

  private record Growing(long index, boolean freeText) {}

  ToldBlocks(Events events, CallIds ids, String answerer) {
    this.events = events;
    this.ids = ids;
    this.answerer = answerer;
  }

  /** From here on this model answers. */
  void answeredBy(String model) {
    answerer = model;
  }

  /** Whether a call of the client's tools has been told. */
  boolean hasCalls() {
    return calls;
  }

  /** Goes on behind what frames have told, whose open blocks end here. */
  void goOnBehind(FrameBlocks frames, Offset at, Bytes out) {
    frames.open().forEach(index -> events.stop(index, at, out));
    next = frames.next();
    progress.byFrames(frames.isFixed());
    calls = frames.hasCalls();
  }

  /** See {@link Progress#goOn}. */
  boolean goOn(StreamEvent.Continued on) {
    notes.forget(on.part());
    return progress.goOn(on);
  }

  /** Whether nothing has been told. */
  boolean isEmpty() {
    return next == 0;
  }

  void tell(StreamEvent.Content content, Offset at, Bytes out) {
    switch (content) {
      case StreamEvent.TextDelta delta -> text(delta.part(), delta.text(), at, out);
      case StreamEvent.ReasoningDelta delta -> thoughts(delta.part(), delta.text(), at, out);
      case StreamEvent.RefusalDelta delta -> refusal(delta.part(), delta.text(), at, out);
      case StreamEvent.ToolCallDelta delta -> arguments(delta.part(), delta.fragment(), at, out);
      case StreamEvent.PartStarted started -> begins(started.part(), started.begun(), at, out);
      case StreamEvent.PartEnded ended -> ends(ended.part(), ended.ended(), at, out);
      case StreamEvent.Cited cited -> {
        Open block = opened(cited.part(), false, at, out);
        String citation = Blocks.citation(cited.citation());
        events.grow(
            block.index, "{\"type\":\"citations_delta\",\"citation\":" + citation + "}", at, out);
      }
      case StreamEvent.NativeDelta delta -> {
        Growing own = growing.get(delta.part());
        if (own != null) {
          events.grow(own.index, Blocks.line(delta.text()), at, out);
        }
      }
      case StreamEvent.MediaDelta m -> {}
      case StreamEvent.LogProbs p -> {}
      case StreamEvent.PartNoted(int part, ProviderData data) -> notes.note(part, data);
    }
  }

  private void text(int part, String piece, Offset at, Bytes out) {
    progress.text(part, piece);
    grow(part, false, piece, at, out);
  }

  private void refusal(int part, String piece, Offset at, Bytes out) {
    progress.says(part);
    grow(part, false, piece, at, out);
  }

  private void thoughts(int part, String piece, Offset at, Bytes out) {
    progress.grows(part);
    grow(part, true, piece, at, out);
  }

  private void grow(int part, boolean thoughts, String piece, Offset at, Bytes out) {
    Open there = opened(part, thoughts, at, out);
    events.grow(there.index, thoughts ? Events.THINKING : Events.TEXT, piece, at, out);
  }

  private Open opened(int part, boolean thoughts, Offset at, Bytes out) {
    Open there = open;
    if (there != null && there.part == part && there.thoughts == thoughts) {
      return there;
    }
    close(at, out);
    there = new Open(part, next++, thoughts);
    open = there;
    events.begin(there.index, thoughts ? Blocks.THINKING : Blocks.TEXT, at, out);
    return there;
  }

  private void close(Offset at, Bytes out) {
    if (open != null) {
      events.stop(open.index, at, out);
      open = null;
    }
  }

  private void begins(int part, Part begun, Offset at, Bytes out) {
    if (!Blocks.isTold(begun)) {
      return;
    }
    switch (begun) {
      case Part.Text piece -> {
        progress.begins(part, piece);
        if (!piece.text().isEmpty()) {
          text(part, piece.text(), at, out);
        }
      }
      case Part.Reasoning thought when !thought.cipher().isEmpty() && thought.text().isEmpty() -> {
        String proof = Blocks.proof(answerer, thought);
        if (proof.isEmpty()) {
          whole(Blocks.redacted(thought.cipher()), at, out);
        } // Else its end says all that its provider wants back.
      }
      case Part.Reasoning thought -> {
        if (!thought.text().isEmpty()) {
          thoughts(part, thought.text(), at, out);
        }
      }
      case Part.Refusal piece -> {
        if (!piece.text().isEmpty()) {
          refusal(part, piece.text(), at, out);
        }
      }
      case Part.ToolCall call -> call(part, call, at, out);
      case Part.ToolResult result -> {
        progress.stands(part);
        whole(Blocks.result(result), at, out);
      }
      case Part.Native own -> {
        progress.stands(part);
        close(at, out);
        growing.put(part, new Growing(next, false));
        events.begin(next++, Blocks.line(own.json()), at, out);
      }
      case Part.Media m -> {}
      case Part.ApprovalRequest r -> {}
      case Part.ApprovalAnswer a -> {}
    }
  }

  private void whole(String block, Offset at, Bytes out) {
    close(at, out);
    long index = next++;
    events.begin(index, block, at, out);
    events.stop(index, at, out);
  }

  private void call(int part, Part.ToolCall call, Offset at, Bytes out) {
    progress.stands(part);
    calls |= !call.isRunByProvider();
    close(at, out);
    String id = ids.next(part, call);
    String proof = Blocks.proof(answerer, call, id);
    if (!proof.isEmpty()) {
      whole(proof, at, out);
    }
    Growing there = new Growing(next++, call.isFreeText());
    growing.put(part, there);
    events.begin(there.index, Blocks.call(id, call, "{}"), at, out);
    if (!call.arguments().isEmpty()) {
      arguments(part, call.arguments(), at, out);
    }
  }

  /** Free text becomes the one text of an object. */
  private void arguments(int part, String fragment, Offset at, Bytes out) {
    Growing call = growing.get(part);
    if (call == null) {
      return;
    }
    String piece = fragment;
    if (call.freeText) {
      Bytes escaped = new Bytes();
      escaped.addEscaped(fragment);
      piece = (progress.hasGrown(part) ? "" : "{\"input\":\"") + escaped;
    }
    progress.grows(part);
    events.grow(call.index, Events.INPUT, piece, at, out);
  }

  /** A part that a source gives whole at its end alone is told now. */
  private void ends(int part, Part ended, Offset at, Bytes out) {
    boolean untold = !progress.hasGrown(part);
    switch (ended) {
      case Part.Text whole when untold && !whole.text().isEmpty() ->
          text(part, whole.text(), at, out);
      case Part.Refusal whole when untold && !whole.text().isEmpty() ->
          refusal(part, whole.text(), at, out);
      case Part.Reasoning whole -> thoughtsEnd(part, whole, untold, at, out);
      case Part.ToolCall whole -> {
        if (untold && !whole.arguments().isEmpty()) {
          arguments(part, whole.arguments(), at, out);
        }
      }
      default -> {}
    }
    if (open != null && open.part == part) {
      close(at, out);
    }
    Growing block = growing.remove(part);
    if (block != null) {
      stop(part, block, at, out);
    }
  }

  private void thoughtsEnd(int part, Part.Reasoning whole, boolean untold, Offset at, Bytes out) {
    if (untold && !whole.text().isEmpty()) {
      thoughts(part, whole.text(), at, out);
    }
    Open still = open;
    boolean isOpen = still != null && still.part == part;
    String proof = Blocks.proof(answerer, (Part.Reasoning) notes.on(part, whole));
    if (!proof.isEmpty() && still != null && isOpen) {
      events.grow(still.index, Events.SIGNATURE, proof, at, out);
    } else if (!proof.isEmpty()) {
      whole(Blocks.redacted(proof), at, out);
    } else if (!whole.signature().isEmpty() && (isOpen || untold)) {
      Open there = opened(part, true, at, out);
      events.grow(there.index, Events.SIGNATURE, whole.signature(), at, out);
    }
  }

  private void stop(int part, Growing block, Offset at, Bytes out) {
    if (block.freeText) {
      String end = progress.hasGrown(part) ? "\"}" : "{\"input\":\"\"}";
      events.grow(block.index, Events.INPUT, end, at, out);
    }
    events.stop(block.index, at, out);
  }

  /** Ends what has not ended. */
  void end(Offset at, Bytes out) {
    close(at, out);
    growing.forEach((part, block) -> stop(part, block, at, out));
    growing.clear();
  }
}
