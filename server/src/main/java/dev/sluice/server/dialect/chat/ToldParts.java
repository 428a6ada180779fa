package dev.sluice.server.dialect.chat;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.CallArguments;
import dev.sluice.server.dialect.CallIds;
import dev.sluice.server.dialect.MediaForm;
import dev.sluice.server.dialect.Progress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which parts of the answer the chunks have told, and how each is told. Not thread-safe. */
final class ToldParts {
  private static final byte[] CONTENT = ascii("\"content\":\"");
  private static final byte[] REASONING = ascii("\"reasoning_content\":\"");
  private static final byte[] REFUSAL = ascii("\"refusal\":\"");
  private static final byte[] IMAGE =
      ascii("\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"");
  private static final byte[] CLOSE_IMAGE = ascii("\"}}]");
  private static final byte[] SOUND = ascii("\"audio\":{\"data\":\"");
  private static final byte[] CLOSE_SOUND = ascii("\"}");

  private final CallChunks calls;

  /** Pictures that grow: only sound can be told in pieces. */
  private final Map<Integer, StringBuilder> pictures = new HashMap<>(0);

  private final Set<Integer> sounds = new HashSet<>(0);
  private final Progress progress = new Progress();
  private boolean refusalTold;

  ToldParts(CallIds ids) {
    this.calls = new CallChunks(ids);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether a call of the client's tools has been told by an event. */
  boolean hasCalls() {
    return !calls.isEmpty();
  }

  /** A frame has told something, of calls too or not. */
  void byFrame(boolean withCalls) {
    progress.byFrames(withCalls);
  }

  /** See {@link Progress#goOn}. */
  boolean goOn(StreamEvent.Continued on) {
    return progress.goOn(on);
  }

  /** Whether words of a refusal have been told. */
  boolean isRefusalTold() {
    return refusalTold;
  }

  /** Takes note of what is told; whether chunks have a word for it, which {@link #tell} writes. */
  boolean hear(StreamEvent.Content content) {
    return switch (content) {
      case StreamEvent.TextDelta delta -> text(delta.part(), delta.text());
      case StreamEvent.ReasoningDelta delta -> grows(delta.part());
      case StreamEvent.RefusalDelta delta -> refusal(delta.part());
      case StreamEvent.ToolCallDelta delta -> calls.isTold(delta.part()) && says(delta.part());
      case StreamEvent.PartStarted started -> begins(started);
      case StreamEvent.PartEnded ended -> ends(ended);
      case StreamEvent.MediaDelta delta -> media(delta);
      case StreamEvent.LogProbs probable -> !probable.tokens().isEmpty();
      case StreamEvent.Cited cited -> true;
      case StreamEvent.NativeDelta n -> false;
      case StreamEvent.PartNoted n -> false;
    };
  }

  private boolean grows(int part) {
    progress.grows(part);
    return true;
  }

  private boolean says(int part) {
    progress.says(part);
    return true;
  }

  private boolean refusal(int part) {
    refusalTold = true;
    return says(part);
  }

  private boolean text(int part, String piece) {
    progress.text(part, piece);
    return true;
  }

  private boolean begins(StreamEvent.PartStarted started) {
    int part = started.part();
    return switch (started.begun()) {
      case Part.Text begun -> {
        progress.begins(part, begun);
        yield !begun.text().isEmpty() && text(part, begun.text());
      }
      case Part.Reasoning begun -> !begun.text().isEmpty() && grows(part);
      case Part.Refusal begun -> !begun.text().isEmpty() && refusal(part);
      case Part.ToolCall begun -> {
        boolean shown = calls.begins(part, begun);
        if (shown) {
          progress.stands(part);
        }
        yield shown && (begun.arguments().isEmpty() || grows(part));
      }
      case Part.Media begun -> {
        String held = base64(begun);
        if (begun.kind() == Part.Media.Kind.AUDIO) {
          sounds.add(part);
          yield !held.isEmpty() && says(part);
        }
        pictures.put(part, new StringBuilder(held));
        yield false;
      }
      case Part.ToolResult r -> false;
      case Part.ApprovalRequest a -> false;
      case Part.ApprovalAnswer a -> false;
      case Part.Native n -> false;
    };
  }

  private boolean media(StreamEvent.MediaDelta delta) {
    if (sounds.contains(delta.part())) {
      return says(delta.part());
    }
    StringBuilder picture = pictures.get(delta.part());
    if (picture != null) {
      if (delta.replaces()) {
        picture.setLength(0);
      }
      picture.append(delta.base64());
    }
    return false;
  }

  /** What a source gives at the end of a part alone. */
  private boolean ends(StreamEvent.PartEnded ended) {
    int part = ended.part();
    if (pictures.containsKey(part)) {
      return ended.ended() instanceof Part.Media && says(part);
    }
    if (progress.hasGrown(part)) {
      return false;
    }
    return switch (ended.ended()) {
      case Part.Text whole -> !whole.text().isEmpty() && text(part, whole.text());
      case Part.Reasoning whole -> !whole.text().isEmpty() && grows(part);
      case Part.Refusal whole -> !whole.text().isEmpty() && refusal(part);
      case Part.ToolCall whole ->
          calls.isTold(part) && !CallArguments.of(whole).isEmpty() && says(part);
      case Part.Media m -> false;
      case Part.ToolResult r -> false;
      case Part.ApprovalRequest a -> false;
      case Part.ApprovalAnswer a -> false;
      case Part.Native n -> false;
    };
  }

  /** Writes the chunk of something that was heard just now, and is shown. */
  void tell(StreamEvent.Content content, Chunks chunks, Bytes out) {
    switch (content) {
      case StreamEvent.TextDelta delta -> chunks.text(CONTENT, delta.text(), out);
      case StreamEvent.ReasoningDelta delta -> chunks.text(REASONING, delta.text(), out);
      case StreamEvent.RefusalDelta delta -> chunks.text(REFUSAL, delta.text(), out);
      case StreamEvent.ToolCallDelta delta ->
          calls.more(delta.part(), delta.fragment(), chunks, out);
      case StreamEvent.PartStarted started -> whole(started.part(), started.begun(), chunks, out);
      case StreamEvent.PartEnded(int part, Part.ToolCall call) ->
          calls.more(part, CallArguments.of(call), chunks, out);
      case StreamEvent.PartEnded ended -> whole(ended.part(), ended.ended(), chunks, out);
      case StreamEvent.MediaDelta delta -> sound(delta.base64(), chunks, out);
      case StreamEvent.LogProbs probable ->
          chunks.logProbs(DeltaJson.logProbs(probable.tokens()), out);
      case StreamEvent.Cited(int part, Citation citation) -> {
        chunks.begin(out);
        out.add(DeltaJson.annotations(citation));
        chunks.end(out);
      }
      case StreamEvent.NativeDelta n -> {}
      case StreamEvent.PartNoted n -> {}
    }
  }

  private void whole(int part, Part told, Chunks chunks, Bytes out) {
    switch (told) {
      case Part.Text piece -> chunks.text(CONTENT, piece.text(), out);
      case Part.Reasoning piece -> chunks.text(REASONING, piece.text(), out);
      case Part.Refusal piece -> chunks.text(REFUSAL, piece.text(), out);
      case Part.ToolCall call -> calls.first(part, call, chunks, out);
      case Part.Media media when media.kind() == Part.Media.Kind.AUDIO ->
          sound(base64(media), chunks, out);
      case Part.Media media -> picture(media, pictures.remove(part), chunks, out);
      case Part.ToolResult r -> {}
      case Part.ApprovalRequest a -> {}
      case Part.ApprovalAnswer a -> {}
      case Part.Native n -> {}
    }
  }

  private static String base64(Part.Media media) {
    return media.source() instanceof Part.Media.Inline(String base64) ? base64 : "";
  }

  private static void sound(String base64, Chunks chunks, Bytes out) {
    chunks.begin(out);
    out.add(SOUND).addEscaped(base64).add(CLOSE_SOUND);
    chunks.end(out);
  }

  private static void picture(
      Part.Media media, @Nullable StringBuilder grown, Chunks chunks, Bytes out) {
    chunks.begin(out);
    out.add(IMAGE).addEscaped(MediaForm.address(media, grown == null ? "" : grown.toString()));
    out.add(CLOSE_IMAGE);
    chunks.end(out);
  }
}
