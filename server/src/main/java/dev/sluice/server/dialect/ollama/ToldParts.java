package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Progress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells the parts of an answer, and remembers how far it has come. Not thread-safe. */
final class ToldParts {
  private static final byte[] THINKING = ",\"thinking\":\"".getBytes(StandardCharsets.US_ASCII);

  private final Lines lines;
  private final boolean pictured;
  private final boolean thoughts;
  private final HeldCalls calls = new HeldCalls();
  private final Map<Integer, StringBuilder> pictures = new HashMap<>(0);
  private final Progress progress = new Progress();
  private boolean refusalTold;

  /**
   * Tells by these lines.
   *
   * @param pictured whether there is a place for pictures
   * @param thoughts whether thoughts are told
   */
  ToldParts(Lines lines, boolean pictured, boolean thoughts) {
    this.lines = lines;
    this.pictured = pictured;
    this.thoughts = thoughts;
  }

  /** A frame has told something, of calls too or not. */
  void byFrame(boolean withCalls) {
    progress.byFrames(withCalls);
  }

  /** Whether words of a refusal have been told. */
  boolean isRefusalTold() {
    return refusalTold;
  }

  /** See {@link Progress#goOn}. */
  boolean goOn(StreamEvent.Continued on) {
    forget(on.part() + 1);
    return progress.goOn(on);
  }

  /** What has come of this part and of those behind it, and was not told, is void. */
  void forget(int from) {
    calls.forget(from);
    pictures.keySet().removeIf(part -> part >= from);
    progress.forget(from);
  }

  /** Writes what is to be told of an event, if anything. */
  void tell(StreamEvent.Content content, Bytes out) {
    switch (content) {
      case StreamEvent.TextDelta delta -> text(delta.part(), delta.text(), out);
      case StreamEvent.ReasoningDelta delta -> thought(delta.part(), delta.text(), out);
      case StreamEvent.RefusalDelta delta -> refusal(delta.part(), delta.text(), out);
      case StreamEvent.ToolCallDelta delta -> calls.more(delta.part(), delta.fragment());
      case StreamEvent.PartStarted started -> begins(started.part(), started.begun(), out);
      case StreamEvent.PartEnded ended -> ends(ended.part(), ended.ended(), out);
      case StreamEvent.MediaDelta delta -> picture(delta);
      case StreamEvent.LogProbs probable -> probable(probable.tokens(), out);
      case StreamEvent.Cited c -> {}
      case StreamEvent.NativeDelta n -> {}
      case StreamEvent.PartNoted n -> {}
    }
  }

  private void text(int part, String piece, Bytes out) {
    if (piece.isEmpty()) {
      return;
    }
    progress.text(part, piece);
    lines.text(piece, out);
  }

  private void thought(int part, String piece, Bytes out) {
    progress.grows(part);
    if (thoughts && !piece.isEmpty()) {
      lines.piece(THINKING, piece, out);
    }
  }

  /** There is no other place for the words of one. */
  private void refusal(int part, String piece, Bytes out) {
    if (!piece.isEmpty()) {
      refusalTold = true;
      progress.says(part);
      lines.text(piece, out);
    }
  }

  private void begins(int part, Part begun, Bytes out) {
    switch (begun) {
      case Part.Text piece -> {
        progress.begins(part, piece);
        text(part, piece.text(), out);
      }
      case Part.Reasoning piece when !piece.text().isEmpty() -> thought(part, piece.text(), out);
      case Part.Refusal piece -> refusal(part, piece.text(), out);
      case Part.ToolCall call -> calls.begin(part, call);
      case Part.Media media when isPicture(media) ->
          pictures.put(part, new StringBuilder(base64(media)));
      case Part.Reasoning r -> {}
      case Part.Media m -> {}
      case Part.ToolResult r -> {}
      case Part.ApprovalRequest a -> {}
      case Part.ApprovalAnswer a -> {}
      case Part.Native n -> {}
    }
  }

  private void ends(int part, Part ended, Bytes out) {
    if (ended instanceof Part.ToolCall call) {
      if (calls.end(part, call, lines, out)) {
        progress.stands(part);
      }
    } else if (ended instanceof Part.Media media) {
      whole(part, media, out);
    } else if (!progress.hasGrown(part)) {
      begins(part, ended, out); // What a source gives at the end of a part alone.
    }
  }

  private boolean isPicture(Part.Media media) {
    return pictured && media.kind() == Part.Media.Kind.IMAGE;
  }

  private void picture(StreamEvent.MediaDelta delta) {
    StringBuilder picture = pictures.get(delta.part());
    if (picture != null) {
      if (delta.replaces()) {
        picture.setLength(0);
      }
      picture.append(delta.base64());
    }
  }

  private void whole(int part, Part.Media media, Bytes out) {
    StringBuilder before = pictures.remove(part);
    String held = base64(media);
    String base64 = held.isEmpty() && before != null ? before.toString() : held;
    if (isPicture(media) && !base64.isEmpty()) {
      progress.stands(part);
      lines.member("\"images\":[" + JsonWriter.quoted(base64) + "]", out);
    }
  }

  private static String base64(Part.Media media) {
    return media.source() instanceof Part.Media.Inline(String base64) ? base64 : "";
  }

  private void probable(List<StreamEvent.LogProb> tokens, Bytes out) {
    if (!tokens.isEmpty()) {
      lines.beside(TokenOdds.member(tokens), out);
    }
  }
}
