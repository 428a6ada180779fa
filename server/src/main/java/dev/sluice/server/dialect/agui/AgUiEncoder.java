package dev.sluice.server.dialect.agui;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonWriter;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.CallIds;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.EventLines;
import dev.sluice.server.dialect.MediaForm;
import dev.sluice.server.dialect.Notes;
import dev.sluice.server.dialect.Progress;
import dev.sluice.server.dialect.Told;
import java.util.HashMap;
import java.util.Map;

/** Tells a run as AG-UI's events. Not thread-safe. */
final class AgUiEncoder implements Encoder {
  private final Told told;
  private final Lines lines;
  private final Spans spans;
  private final Calls calls;
  private final Map<Integer, StringBuilder> files = new HashMap<>(0);
  private final Notes notes = new Notes();
  private final Progress progress = new Progress();
  private boolean over;

  AgUiEncoder(Told told) {
    this.told = told;
    this.lines = new Lines(RunJson.started(told));
    this.spans = new Spans(told.run(), lines);
    this.calls = new Calls(lines, CallIds.of(told));
  }

  @Override
  public boolean isOver() {
    return over;
  }

  /** There are none: no provider speaks this format. */
  @Override
  public void frame(String type, byte[] bytes, int from, int length, Offset at, Bytes out) {}

  @Override
  public void event(StreamEvent event, Offset at, Bytes out) {
    if (over) {
      return;
    }
    lines.at(at);
    switch (event) {
      case StreamEvent.Content content -> content(content, out);
      case StreamEvent.Restarted again -> restarted(again, out);
      case StreamEvent.Continued on -> continued(on, out);
      case StreamEvent.RoundStarted round -> {
        if (lines.isOpen()) {
          calls.endAll(false, out);
          spans.nextStep(out);
        }
      }
      case StreamEvent.Started s -> {}
      case StreamEvent.Retrying r -> {}
      case StreamEvent.UsageReported u -> {}
      case StreamEvent.Noted n -> {}
      case StreamEvent.Warned w -> {}
      case StreamEvent.Native n -> {}
      case StreamEvent.Ended e -> {}
    }
  }

  private void continued(StreamEvent.Continued on, Bytes out) {
    notes.forget(on.part());
    if (progress.goOn(on)) {
      spans.endAbove(on.part(), out);
    } else {
      restarted(on, out);
    }
  }

  /** What was told is void, and this format has no word for that. */
  private void restarted(StreamEvent.FurtherAttempt again, Bytes out) {
    if (lines.isOpen()) {
      String message =
          "the answer was interrupted ("
              + again.cause().message()
              + ") and begins anew: what was sent is void; ask again";
      error(new EndingError(message, "server_error", "restarted", ""), out);
    }
  }

  private void error(EndingError error, Bytes out) {
    over = true;
    JsonWriter json = Lines.begin("RUN_ERROR").put("message", error.message());
    json.put("code", error.code().isEmpty() ? error.type() : error.code());
    // TanStack's client tells by it which run it is of.
    json.put("runId", RunJson.run(told)).put("threadId", RunJson.thread(told));
    lines.event(json, out);
  }

  private void content(StreamEvent.Content content, Bytes out) {
    switch (content) {
      case StreamEvent.TextDelta(int part, String piece) -> text(part, piece, out);
      case StreamEvent.ReasoningDelta(int part, String piece) -> spans.thought(part, piece, out);
      case StreamEvent.RefusalDelta(int part, String piece) -> refusal(part, piece, out);
      case StreamEvent.ToolCallDelta(int part, String fragment) -> calls.grow(part, fragment, out);
      case StreamEvent.MediaDelta delta -> media(delta);
      case StreamEvent.PartNoted(int part, ProviderData data) -> notes.note(part, data);
      case StreamEvent.PartStarted(int part, Part begun) -> begin(part, begun, out);
      case StreamEvent.PartEnded(int part, Part ended) -> end(part, notes.on(part, ended), out);
      case StreamEvent.Cited(int part, Citation citation) ->
          lines.event(RunJson.citation(citation), out);
      case StreamEvent.LogProbs l -> {}
      case StreamEvent.NativeDelta n -> {}
    }
  }

  private void text(int part, String piece, Bytes out) {
    progress.text(part, piece);
    spans.text(part, piece, out);
  }

  private void refusal(int part, String piece, Bytes out) {
    progress.says(part);
    spans.text(part, piece, out);
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
          spans.thought(part, piece.text(), out);
        }
      }
      case Part.Refusal piece -> {
        if (!piece.text().isEmpty()) {
          refusal(part, piece.text(), out);
        }
      }
      case Part.ToolCall call -> {
        if (calls.begin(part, call, spans.message(), out)) {
          progress.stands(part);
        }
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
        if (!spans.isOpen(part) && !whole.text().isEmpty()) {
          text(part, whole.text(), out);
        }
        spans.endText(part, out);
      }
      case Part.Refusal whole -> {
        if (!spans.isOpen(part) && !whole.text().isEmpty()) {
          refusal(part, whole.text(), out);
        }
        spans.endText(part, out);
      }
      case Part.Reasoning whole -> spans.endThought(part, whole, out);
      case Part.ToolCall whole -> calls.end(part, whole, out);
      case Part.Media whole -> file(part, whole, out);
      case Part.ToolResult r -> {}
      case Part.ApprovalRequest a -> {}
      case Part.ApprovalAnswer a -> {}
      case Part.Native n -> {}
    }
  }

  private void file(int part, Part.Media whole, Bytes out) {
    StringBuilder grown = files.remove(part);
    String address = MediaForm.address(whole, grown == null ? "" : grown.toString());
    if (!address.isEmpty()) {
      progress.stands(part);
      lines.event(RunJson.file(whole, address), out);
    }
  }

  @Override
  public void end(Ending ending, Offset at, Bytes out) {
    if (over) {
      return;
    }
    lines.at(at);
    switch (ending) {
      case Ending.Incomplete incomplete -> error(EndingError.of(incomplete), out);
      case Ending.Completed(Reply reply, FinishReason reason)
          when reason.kind() == FinishReason.Kind.ERROR ->
          error(EndingError.of(reason), out);
      case Ending.Completed(Reply reply, FinishReason reason) -> {
        over = true;
        calls.endAll(reason.cutsOff(), out);
        spans.endAll(out);
        spans.prove(reply.askedModel(), out);
        calls.prove(reply.askedModel(), out);
        lines.event(RunJson.finished(told, reply, reason, calls.pending()), out);
      }
    }
  }

  @Override
  public void heartbeat(Bytes out) {
    EventLines.heartbeat(out);
  }
}
