package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonWriter;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.EventLines;
import dev.sluice.server.dialect.Told;
import java.util.Map;

/** Tells a run as the stream of a UI message. Not thread-safe. */
final class UiEncoder implements Encoder {
  private static final Map<String, String> HEAD = Map.of("x-vercel-ai-ui-message-stream", "v1");

  private final Told told;
  private final UiLines lines;
  private final UiParts parts;

  /** Whether the client, which has lost what it had, is to hear what the message held before. */
  private boolean owesEarlier;

  private boolean over;

  UiEncoder(Told told) {
    this.told = told;
    this.lines = new UiLines(UiMetadata.start(told));
    this.parts = new UiParts(told, lines);
    this.owesEarlier =
        told.view() == UiView.RESUMED && told.labels().containsKey(UiRequestReader.MESSAGE);
  }

  @Override
  public Map<String, String> head() {
    return HEAD;
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
    if (owesEarlier) {
      owesEarlier = false;
      new UiEarlier(told.request(), lines).tell(told.request().messages(), out);
    }
    switch (event) {
      case StreamEvent.Content content -> parts.tell(content, out);
      case StreamEvent.Restarted again -> restarted(again, out);
      case StreamEvent.Continued on -> {
        if (!parts.goOn(on, out)) {
          restarted(on, out);
        }
      }
      case StreamEvent.RoundStarted round -> {
        if (lines.isOpen()) {
          parts.endAll(false, out);
          lines.finishStep(out);
          lines.startStep(out);
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

  /** What was told is void, and not every client has a word for that. */
  private void restarted(StreamEvent.FurtherAttempt again, Bytes out) {
    if (lines.isOpen()) {
      error(
          "the answer was interrupted ("
              + again.cause().message()
              + ") and begins anew: what was sent is void; ask again",
          out);
    }
  }

  private void error(String message, Bytes out) {
    over = true;
    lines.event(UiLines.begin("error").put("errorText", message), out);
    lines.done(out);
  }

  @Override
  public void end(Ending ending, Offset at, Bytes out) {
    if (over) {
      return;
    }
    lines.at(at);
    switch (ending) {
      case Ending.Incomplete(var reply, Cause.Cancelled c) -> {
        over = true;
        lines.event(UiLines.begin("abort").put("reason", "stopped"), out);
        lines.done(out);
      }
      case Ending.Incomplete incomplete -> error(EndingError.of(incomplete).message(), out);
      case Ending.Completed(var reply, FinishReason reason)
          when reason.kind() == FinishReason.Kind.ERROR ->
          error(EndingError.of(reason).message(), out);
      case Ending.Completed completed -> good(completed, out);
    }
  }

  private void good(Ending.Completed completed, Bytes out) {
    over = true;
    FinishReason reason = completed.finishReason();
    lines.open(out);
    parts.endAll(reason.cutsOff(), out);
    lines.finishStep(out);
    JsonWriter json = UiLines.begin("finish");
    json.put("finishReason", UiMetadata.word(reason, parts.isRefusalTold()));
    UiMetadata.put(json, "messageMetadata", told, completed.reply());
    lines.event(json, out);
    lines.done(out);
  }

  @Override
  public void heartbeat(Bytes out) {
    EventLines.heartbeat(out);
  }
}
