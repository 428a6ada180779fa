package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.CallIds;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.EventLines;
import dev.sluice.server.dialect.Told;
import java.nio.charset.StandardCharsets;

/**
 * Tells a run as the events of a message. A frame of the same format goes out as it came. Not
 * thread-safe.
 */
final class MessagesEncoder implements Encoder {
  private static final byte[] PING =
      "event: ping\ndata: {\"type\": \"ping\"}\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Events events;
  private final ToldBlocks blocks;
  private final FrameBlocks frames = new FrameBlocks();
  private boolean byFrames;
  private boolean byEvents;

  /** Whether a frame has told why the model stopped. */
  private boolean finished;

  private boolean over;

  MessagesEncoder(Told told) {
    this.events = new Events(told);
    this.blocks = new ToldBlocks(events, CallIds.of(told), told.answerer());
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public void frame(String type, byte[] bytes, int from, int length, Offset at, Bytes out) {
    if (over) {
      return;
    }
    String kind = frames.look(type, bytes, from, length);
    switch (kind) {
      // Errors and the end are told by the ending, and signs of life by us.
      case "", "error", "ping", "message_stop" -> {}
      case "message" -> whole(bytes, from, length, at, out);
      case "message_start" -> {
        if (!events.isStarted()) {
          pass(kind, bytes, from, length, at, out);
        }
      }
      case FrameBlocks.DELTA -> {
        events.start(at, out);
        byFrames = true;
        EventLines.id(at, out);
        out.add(Events.DELTA_LINE);
        EventLines.data(bytes, from, length, out);
      }
      default -> {
        events.start(at, out);
        finished |= kind.equals("message_delta");
        pass(kind, bytes, from, length, at, out);
      }
    }
  }

  private void pass(String kind, byte[] bytes, int from, int length, Offset at, Bytes out) {
    events.startedByFrame();
    byFrames = true;
    EventLines.id(at, out);
    out.add("event: ").add(kind).add((byte) '\n');
    EventLines.data(bytes, from, length, out);
  }

  /** A message that did not come as a stream begins with all that it says. */
  private void whole(byte[] bytes, int from, int length, Offset at, Bytes out) {
    if (!events.isStarted()) {
      Bytes start = new Bytes().add("{\"type\":\"message_start\",\"message\":");
      start.add(bytes, from, length).add((byte) '}');
      pass("message_start", start.array(), 0, start.size(), at, out);
    }
  }

  @Override
  public void event(StreamEvent event, Offset at, Bytes out) {
    if (over) {
      return;
    }
    switch (event) {
      case StreamEvent.Content content -> {
        goOn(at, out);
        blocks.tell(content, at, out);
      }
      case StreamEvent.Restarted again -> restarted(again, at, out);
      case StreamEvent.Continued on -> {
        blocks.answeredBy(on.model());
        goOn(at, out);
        if (!blocks.goOn(on)) {
          restarted(on, at, out);
        }
      }
      case StreamEvent.RoundStarted round -> goOn(at, out);
      case StreamEvent.UsageReported report -> events.used(report.usage());
      case StreamEvent.Noted noted -> events.note(noted.data());
      case StreamEvent.Started s -> {}
      case StreamEvent.Retrying again -> blocks.answeredBy(again.model());
      case StreamEvent.Warned w -> {}
      case StreamEvent.Native n -> {}
      case StreamEvent.Ended e -> {}
    }
  }

  /** Events follow frames. */
  private void goOn(Offset at, Bytes out) {
    if (byFrames && !byEvents) {
      blocks.goOnBehind(frames, at, out);
    }
    byEvents = true;
  }

  /** What was told is void, and this format has no word for that. */
  private void restarted(StreamEvent.FurtherAttempt again, Offset at, Bytes out) {
    byEvents = true;
    blocks.answeredBy(again.model());
    if (!byFrames && blocks.isEmpty()) {
      return;
    }
    error(EndingError.of(again), at, out);
  }

  private void error(EndingError error, Offset at, Bytes out) {
    over = true;
    byte[] json = MessagesError.of(error).json();
    EventLines.id(at, out);
    out.add("event: error\n");
    EventLines.data(json, 0, json.length, out);
  }

  @Override
  public void end(Ending ending, Offset at, Bytes out) {
    if (over) {
      return;
    }
    switch (ending) {
      case Ending.Incomplete incomplete -> error(EndingError.of(incomplete), at, out);
      case Ending.Completed(var reply, FinishReason reason)
          when reason.kind() == FinishReason.Kind.ERROR ->
          error(EndingError.of(reason), at, out);
      case Ending.Completed completed -> good(completed, at, out);
    }
  }

  private void good(Ending.Completed completed, Offset at, Bytes out) {
    over = true;
    if (byEvents || !finished) {
      events.start(at, out);
      goOn(at, out);
      blocks.end(at, out);
      String reason = StopWord.of(completed.finishReason(), blocks.hasCalls());
      events.finish(reason, completed.reply().usage(), at, out);
    }
    events.end(at, out);
  }

  @Override
  public void heartbeat(Bytes out) {
    out.add(PING);
  }
}
