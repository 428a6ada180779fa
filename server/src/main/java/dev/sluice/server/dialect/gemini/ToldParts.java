package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Progress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of the answer the chunks have told. Calls and pictures, of which a chunk has the
 * whole, are held until they are whole; those that never are, are not told. Not thread-safe.
 */
final class ToldParts {
  /** So many sources are told, and no more. */
  private static final int MAX_CITATIONS = 4096;

  private final boolean thoughts;
  private final OpenThoughts open;
  private final Map<Integer, Held> held = new HashMap<>(0);
  private final StringBuilder citations = new StringBuilder();
  private int citationCount;

  private final Progress progress = new Progress();
  private boolean refusal;

  /** A part that is not whole. */
  private static final class Held {
    final StringBuilder content = new StringBuilder();
    String signature;

    Held(Part begun) {
      this.signature = Parts.signature(begun.data());
    }
  }

  /**
   * Of an answer of which nothing has been told.
   *
   * @param thoughts whether they are told
   * @param answerer see {@link dev.sluice.server.dialect.Told#answerer}
   */
  ToldParts(boolean thoughts, String answerer) {
    this.thoughts = thoughts;
    this.open = new OpenThoughts(answerer);
  }

  /** From here on this model answers. */
  void answeredBy(String model) {
    open.answeredBy(model);
  }

  /** What the answer ends with, as JSON text: what no call has brought; empty if nothing. */
  String proof() {
    return open.proof();
  }

  /** A frame has told something, of calls too or not. */
  void byFrame(boolean withCalls) {
    progress.byFrames(withCalls);
  }

  /** See {@link Progress#goOn}. */
  boolean goOn(StreamEvent.Continued on) {
    held.keySet().removeIf(part -> part > on.part());
    open.forget(on.part());
    return progress.goOn(on);
  }

  /** Whether words of a refusal have been told. */
  boolean isRefusalTold() {
    return refusal;
  }

  /** What the answer cites, as elements of a list; empty if it cites nothing. */
  String citations() {
    return citations.toString();
  }

  /** Tells it if chunks have a word for it; whether they have. */
  boolean tell(StreamEvent.Content content, Supplier<Chunks> chunks, Bytes out) {
    return switch (content) {
      case StreamEvent.TextDelta(int part, String piece) -> text(part, piece, chunks, out);
      case StreamEvent.RefusalDelta(int part, String piece) -> refusal(part, piece, chunks, out);
      case StreamEvent.ReasoningDelta(int part, String piece) -> thought(part, piece, chunks, out);
      case StreamEvent.PartStarted(int part, Part begun) -> begins(part, begun, chunks, out);
      case StreamEvent.PartEnded(int part, Part ended) -> ends(part, ended, chunks, out);
      case StreamEvent.ToolCallDelta(int part, String fragment) -> hold(part, fragment, false);
      case StreamEvent.MediaDelta(int part, String base64, boolean replaces) ->
          hold(part, base64, replaces);
      case StreamEvent.PartNoted(int part, var data) -> {
        open.note(part, data);
        yield noted(part, Parts.signature(Optional.of(data)), chunks, out);
      }
      case StreamEvent.LogProbs(int part, var tokens) -> {
        if (!tokens.isEmpty()) {
          chunks.get().beside(",\"logprobsResult\":" + Parts.logProbs(tokens), "", out);
        }
        yield !tokens.isEmpty();
      }
      case StreamEvent.Cited(int part, var citation) -> {
        if (citationCount < MAX_CITATIONS) {
          citations.append(citationCount == 0 ? "" : ",").append(Parts.citation(citation));
          citationCount++;
        }
        yield false;
      }
      case StreamEvent.NativeDelta n -> false;
    };
  }

  private boolean text(int part, String piece, Supplier<Chunks> chunks, Bytes out) {
    if (piece.isEmpty()) {
      return false;
    }
    progress.text(part, piece);
    open.says(piece);
    chunks.get().text(piece, out);
    return true;
  }

  private boolean refusal(int part, String piece, Supplier<Chunks> chunks, Bytes out) {
    if (piece.isEmpty()) {
      return false;
    }
    refusal = true;
    progress.says(part);
    open.says(piece);
    chunks.get().text(piece, out);
    return true;
  }

  private boolean thought(int part, String piece, Supplier<Chunks> chunks, Bytes out) {
    progress.grows(part);
    open.grow(part, piece);
    if (!thoughts || piece.isEmpty()) {
      return false;
    }
    chunks.get().thought(piece, out);
    return true;
  }

  private boolean begins(int part, Part begun, Supplier<Chunks> chunks, Bytes out) {
    return switch (begun) {
      case Part.Text piece -> {
        progress.begins(part, piece);
        yield text(part, piece.text(), chunks, out);
      }
      case Part.Refusal piece -> refusal(part, piece.text(), chunks, out);
      case Part.Reasoning piece ->
          !piece.text().isEmpty() && thought(part, piece.text(), chunks, out);
      case Part.ToolCall call -> held(part, call, call.arguments());
      case Part.Media media -> held(part, media, "");
      case Part.ToolResult r -> false;
      case Part.ApprovalRequest a -> false;
      case Part.ApprovalAnswer a -> false;
      case Part.Native n -> false;
    };
  }

  private boolean held(int part, Part begun, String content) {
    Held holds = new Held(begun);
    holds.content.append(content);
    held.put(part, holds);
    return false;
  }

  private boolean hold(int part, String piece, boolean replaces) {
    Held holds = held.get(part);
    if (holds != null) {
      if (replaces) {
        holds.content.setLength(0);
      }
      holds.content.append(piece);
    }
    return false;
  }

  private boolean noted(int part, String signature, Supplier<Chunks> chunks, Bytes out) {
    if (signature.isEmpty()) {
      return false;
    }
    Held holds = held.get(part);
    if (holds != null) {
      holds.signature = signature;
      return false;
    }
    return whole(part, Parts.text("", false, signature), chunks, out);
  }

  private boolean whole(int part, String json, Supplier<Chunks> chunks, Bytes out) {
    if (json.isEmpty()) {
      return false;
    }
    progress.says(part);
    chunks.get().part(json, out);
    return true;
  }

  private boolean ends(int part, Part ended, Supplier<Chunks> chunks, Bytes out) {
    Held holds = held.remove(part);
    boolean told = progress.hasGrown(part);
    return switch (ended) {
      case Part.Text piece -> !told && text(part, piece.text(), chunks, out);
      case Part.Refusal piece -> !told && refusal(part, piece.text(), chunks, out);
      case Part.Reasoning piece -> {
        boolean tells =
            !told && !piece.text().isEmpty() && thought(part, piece.text(), chunks, out);
        open.ends(part, piece);
        yield tells;
      }
      case Part.ToolCall call -> call(part, call, holds, chunks, out);
      case Part.Media media ->
          whole(part, Parts.media(media, content(holds, ""), signature(holds, media)), chunks, out);
      case Part.ToolResult result ->
          result.isRunByProvider() && whole(part, Parts.own(result), chunks, out);
      case Part.ApprovalRequest a -> false;
      case Part.ApprovalAnswer a -> false;
      case Part.Native own -> whole(part, Parts.own(own), chunks, out);
    };
  }

  private boolean call(
      int part, Part.ToolCall call, @Nullable Held holds, Supplier<Chunks> chunks, Bytes out) {
    if (call.isRunByProvider()) {
      return whole(part, Parts.own(call), chunks, out);
    }
    String own = signature(holds, call);
    String ours = open.proof(part, call);
    String arguments = content(holds, call.arguments());
    return whole(part, Parts.call(call, arguments, own.isEmpty() ? ours : own), chunks, out);
  }

  private static String content(@Nullable Held holds, String whole) {
    return holds == null || holds.content.isEmpty() || !whole.isEmpty()
        ? whole
        : holds.content.toString();
  }

  private static String signature(@Nullable Held holds, Part ended) {
    String own = Parts.signature(ended.data());
    return own.isEmpty() && holds != null ? holds.signature : own;
  }
}
