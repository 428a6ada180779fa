package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.CallIds;
import dev.sluice.server.dialect.MediaForm;
import dev.sluice.server.dialect.Notes;
import dev.sluice.server.dialect.Progress;
import dev.sluice.server.dialect.Told;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Tells the parts of an answer, and keeps what has been told of them. Not thread-safe. */
final class UiParts {
  private final UiLines lines;
  private final UiBlocks blocks;
  private final UiCalls calls;
  private final Map<Integer, StringBuilder> files = new HashMap<>(0);
  private final Notes notes = new Notes();
  private final Progress progress = new Progress();
  private final Set<String> sources = new HashSet<>(0);
  private boolean refused;

  UiParts(Told told, UiLines lines) {
    this.lines = lines;
    this.blocks = new UiBlocks(lines);
    this.calls = new UiCalls(told.request(), CallIds.of(told), lines);
  }

  /** Whether words of a refusal have been told. */
  boolean isRefusalTold() {
    return refused;
  }

  /** See {@link Progress#goOn}. */
  boolean goOn(StreamEvent.Continued on, Bytes out) {
    notes.forget(on.part());
    boolean stands = progress.goOn(on);
    if (stands) {
      blocks.closeAbove(on.part(), out);
    }
    return stands;
  }

  /** No more comes of the parts that are open. */
  void endAll(boolean cutOff, Bytes out) {
    blocks.closeAbove(-1, out);
    calls.endAll(cutOff, out);
  }

  void tell(StreamEvent.Content content, Bytes out) {
    switch (content) {
      case StreamEvent.TextDelta(int part, String piece) -> text(part, piece, out);
      case StreamEvent.ReasoningDelta(int part, String piece) ->
          blocks.grow(part, true, piece, out);
      case StreamEvent.RefusalDelta(int part, String piece) -> refusal(part, piece, out);
      case StreamEvent.ToolCallDelta(int part, String fragment) -> calls.grow(part, fragment, out);
      case StreamEvent.MediaDelta delta -> media(delta);
      case StreamEvent.PartNoted(int part, ProviderData data) -> notes.note(part, data);
      case StreamEvent.PartStarted(int part, Part begun) -> begin(part, begun, out);
      case StreamEvent.PartEnded(int part, Part ended) -> end(part, notes.on(part, ended), out);
      case StreamEvent.Cited(int part, Citation citation) -> source(citation, out);
      case StreamEvent.LogProbs l -> {}
      case StreamEvent.NativeDelta n -> {}
    }
  }

  private void text(int part, String piece, Bytes out) {
    progress.text(part, piece);
    blocks.grow(part, false, piece, out);
  }

  private void refusal(int part, String piece, Bytes out) {
    refused = true;
    progress.says(part);
    blocks.grow(part, false, piece, out);
  }

  private void media(StreamEvent.MediaDelta delta) {
    StringBuilder file = files.computeIfAbsent(delta.part(), p -> new StringBuilder());
    if (delta.replaces()) {
      file.setLength(0);
    }
    file.append(delta.base64());
  }

  private void begin(int part, Part begun, Bytes out) {
    begun.data().ifPresent(data -> notes.note(part, data));
    switch (begun) {
      case Part.Text piece -> {
        progress.begins(part, piece);
        if (!piece.text().isEmpty()) {
          text(part, piece.text(), out);
        }
      }
      case Part.Reasoning piece -> {
        if (!piece.text().isEmpty()) {
          blocks.grow(part, true, piece.text(), out);
        }
      }
      case Part.Refusal piece -> {
        if (!piece.text().isEmpty()) {
          refusal(part, piece.text(), out);
        }
      }
      case Part.ToolCall call -> {
        progress.stands(part);
        calls.begin(part, call, out);
      }
      case Part.Media m -> {}
      case Part.ToolResult r -> {}
      case Part.ApprovalRequest a -> {}
      case Part.ApprovalAnswer a -> {}
      case Part.Native n -> {}
    }
  }

  private void end(int part, Part ended, Bytes out) {
    switch (ended) {
      case Part.Text whole -> {
        boolean isNews = !blocks.isOpen(part) && !whole.text().isEmpty();
        if (isNews) {
          text(part, whole.text(), out);
        }
        blocks.end(part, whole, "", out);
      }
      case Part.Reasoning whole -> blocks.end(part, whole, whole.text(), out);
      case Part.Refusal whole -> {
        refused |= !whole.text().isEmpty();
        progress.stands(part);
        blocks.end(part, whole, whole.text(), out);
      }
      case Part.ToolCall whole -> calls.end(part, whole, out);
      case Part.Media whole -> file(part, whole, out);
      case Part.ToolResult result -> stands(part, () -> calls.result(result, out));
      case Part.ApprovalRequest asks -> stands(part, () -> calls.approval(part, asks, out));
      case Part.Native own -> stands(part, () -> own(own, out));
      case Part.ApprovalAnswer a -> {}
    }
  }

  private void stands(int part, Runnable told) {
    progress.stands(part);
    told.run();
  }

  private void file(int part, Part.Media whole, Bytes out) {
    StringBuilder grown = files.remove(part);
    String address = MediaForm.address(whole, grown == null ? "" : grown.toString());
    if (address.isEmpty()) {
      return;
    }
    progress.stands(part);
    JsonWriter json = UiLines.begin("file").put("url", address);
    json.put("mediaType", MediaForm.type(whole));
    String metadata = Proofs.of(whole);
    if (!metadata.isEmpty()) {
      json.putJson("providerMetadata", metadata);
    }
    lines.event(json, out);
  }

  private void own(Part.Native own, Bytes out) {
    JsonWriter json = UiLines.begin(UiLines.NATIVE).object("data");
    json.put("provider", own.provider()).put("type", own.type());
    json.putJson("part", own.json()).end();
    lines.event(json, out);
  }

  /** A source is shown once, however often it is cited. */
  private void source(Citation citation, Bytes out) {
    String place = citation.url().isEmpty() ? "title:" + citation.title() : citation.url();
    if (!sources.add(place)) {
      return;
    }
    boolean isUrl = !citation.url().isEmpty();
    JsonWriter json = UiLines.begin(isUrl ? "source-url" : "source-document");
    json.put("sourceId", "source-" + sources.size());
    if (isUrl) {
      json.put("url", citation.url());
    } else {
      json.put("mediaType", "text/plain");
    }
    if (!isUrl || !citation.title().isEmpty()) {
      json.put("title", citation.title().isEmpty() ? "a document" : citation.title());
    }
    lines.event(json, out);
  }
}
