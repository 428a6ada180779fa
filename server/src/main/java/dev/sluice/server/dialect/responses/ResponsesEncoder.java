package dev.sluice.server.dialect.responses;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.json.JsonWriter;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.EventLines;
import dev.sluice.server.dialect.Told;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Tells a run as the events of a response. A frame of the same format goes out as it came, but for
 * the response's id. Not thread-safe.
 */
final class ResponsesEncoder implements Encoder {
  private static final String CREATED = "response.created";
  private static final String IN_PROGRESS = "response.in_progress";
  private static final String COMPLETED = "response.completed";
  private static final String INCOMPLETE = "response.incomplete";

  private final Told told;
  private final EventWriter events;
  private final Output output;
  private final FrameLook look = new FrameLook();
  private final FramedItems framed = new FramedItems();

  // Of frames: what was told once is not told again.
  private boolean createdTold;
  private boolean progressTold;
  private String model = "";

  /** The frame that says the good end, kept back until it is one; null if none has come. */
  private byte @Nullable [] terminal;

  private String terminalType = "";
  private long terminalNumber;

  private boolean byFrames;

  /** Whether a frame has said the good end: what follows it means nothing. */
  private boolean ended;

  private boolean byEvents;
  private boolean refused;
  private boolean over;

  ResponsesEncoder(Told told) {
    this.told = told;
    this.events = new EventWriter(ResponsesView.after(told.view()));
    this.output = new Output(told, events);
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public void heartbeat(Bytes out) {
    EventLines.heartbeat(out);
  }

  // Frames.

  @Override
  public void frame(String type, byte[] bytes, int from, int length, Offset at, Bytes out) {
    look.at(bytes, from, length);
    if (over || ended || !look.isObject()) {
      return;
    }
    events.to(at, out);
    String own = look.type();
    String kind = own.isEmpty() ? type : own;
    switch (kind) {
      case "response.output_text.delta" -> grows(PieceKind.TEXT, bytes);
      case "response.reasoning_summary_text.delta" -> grows(PieceKind.SUMMARY, bytes);
      case "response.reasoning_text.delta" -> grows(PieceKind.THOUGHT, bytes);
      case "response.refusal.delta" -> grows(PieceKind.REFUSAL, bytes);
      case "response.content_part.added", "response.content_part.done" -> framed.pieceTurns();
      case "response.output_item.added" -> framed.item(bytes, from, length, false);
      case "response.output_item.done" -> framed.item(bytes, from, length, true);
      default -> {
        seldom(kind, bytes, from, length);
        return;
      }
    }
    pass(kind, bytes, from, length);
  }

  private void grows(PieceKind kind, byte[] bytes) {
    if (look.delta() > 0) {
      framed.grows(kind, bytes, look.delta(), look.endOfDelta());
    }
  }

  private void pass(String kind, byte[] bytes, int from, int length) {
    byFrames = true;
    if (!createdTold) {
      created();
    }
    events.frame(kind, bytes, from, length, look.number());
  }

  /** Some servers begin without it, and clients don't. */
  private void created() {
    createdTold = true;
    progressTold = true;
    response(CREATED, ResponseObject.running(told, "in_progress", model, "[]"));
    response(IN_PROGRESS, ResponseObject.running(told, "in_progress", model, "[]"));
  }

  private void seldom(String kind, byte[] bytes, int from, int length) {
    switch (kind) {
      // Errors are told by the ending, in the form that clients take for one.
      case "response.failed", "response.cancelled", "error" -> {}
      case COMPLETED, INCOMPLETE -> keep(kind, renamed(bytes, from, length), look.number());
      case "response.done" -> keep(COMPLETED, new byte[0], -1);
      case CREATED -> {
        if (!createdTold) {
          createdTold = true;
          begins(kind, bytes, from, length);
        }
      }
      case IN_PROGRESS, "response.queued" -> {
        if (!progressTold) {
          progressTold = kind.equals(IN_PROGRESS);
          begins(kind, bytes, from, length);
        }
      }
      default -> {
        if (kind.startsWith("response.")) {
          pass(kind, bytes, from, length);
        } else if (look.isResponse()) {
          whole(bytes, from, length);
        }
      }
    }
  }

  private void begins(String kind, byte[] bytes, int from, int length) {
    byFrames = true;
    createdTold = true;
    model = model.isEmpty() ? look.model() : model;
    byte[] ours = renamed(bytes, from, length);
    events.frame(kind, ours, 0, ours.length, look.number());
  }

  /** A frame with our id of the response, by which it is found again. */
  private byte[] renamed(byte[] bytes, int from, int length) {
    Bytes ours = new Bytes();
    int id = look.id();
    if (id == 0) {
      return ours.add(bytes, from, length).copy();
    }
    ours.add(bytes, from, id - from).addEscaped(ResponseIds.of(told.run()));
    return ours.add(bytes, look.endOfId(), from + length - look.endOfId()).copy();
  }

  /** A response without events around it: a server that does not stream. */
  private void whole(byte[] bytes, int from, int length) {
    byte[] ours = renamed(bytes, from, length);
    if (!createdTold) {
      created();
    }
    byFrames = true;
    Bytes event = new Bytes();
    event.add("{\"type\":\"").add(COMPLETED).add("\",\"response\":").add(ours).add((byte) '}');
    keep(COMPLETED, event.copy(), -1);
  }

  private void keep(String type, byte[] frame, long number) {
    byFrames = true;
    ended = true;
    terminal = frame.length == 0 ? null : frame;
    terminalType = type;
    terminalNumber = number;
  }

  // Events.

  @Override
  public void event(StreamEvent event, Offset at, Bytes out) {
    if (over) {
      return;
    }
    events.to(at, out);
    switch (event) {
      case StreamEvent.Content content -> {
        byEvents();
        refused |= content instanceof StreamEvent.RefusalDelta;
        output.hear(content);
      }
      case StreamEvent.Restarted again -> restarted(again);
      case StreamEvent.Continued on -> {
        output.answeredBy(on.model());
        goesOn();
        if (!output.goOn(on)) {
          restarted(on);
        }
      }
      case StreamEvent.RoundStarted round -> goesOn();
      case StreamEvent.Started s -> {}
      case StreamEvent.Retrying again -> output.answeredBy(again.model());
      case StreamEvent.UsageReported u -> {}
      case StreamEvent.Noted n -> {}
      case StreamEvent.Warned w -> {}
      case StreamEvent.Native n -> {}
      case StreamEvent.Ended e -> {}
    }
  }

  private void byEvents() {
    goesOn();
    if (!createdTold) {
      created();
    }
  }

  /** From here on by events, behind what frames have told. */
  private void goesOn() {
    if (!byEvents) {
      byEvents = true;
      terminal = null;
      if (byFrames) {
        framed.into(output);
      }
    }
  }

  /** What was told is void, and this format has no word for that. */
  private void restarted(StreamEvent.FurtherAttempt again) {
    if (!createdTold) {
      output.answeredBy(again.model());
      return;
    }
    failed(EndingError.of(again), Usage.unknown());
  }

  // The end.

  @Override
  public void end(Ending ending, Offset at, Bytes out) {
    if (over) {
      return;
    }
    events.to(at, out);
    Usage usage = ending.reply().usage();
    switch (ending) {
      case Ending.Incomplete early -> failed(ResponseObject.error(early), usage);
      case Ending.Completed(var reply, FinishReason reason)
          when reason.kind() == FinishReason.Kind.ERROR ->
          failed(EndingError.of(reason), usage);
      case Ending.Completed(var reply, FinishReason reason) -> good(reason, usage);
    }
  }

  private void good(FinishReason reason, Usage usage) {
    over = true;
    byte[] last = terminal;
    if (last != null) {
      events.frame(terminalType, last, 0, last.length, terminalNumber);
      return;
    }
    byEvents();
    String why = ResponseObject.incomplete(reason, refused);
    output.finish(!why.isEmpty());
    response(
        why.isEmpty() ? COMPLETED : INCOMPLETE,
        ResponseObject.over(told, model, reason, refused, usage, output.json("incomplete")));
  }

  /** The response as failed, and then the error, which alone the clients raise. */
  private void failed(EndingError error, Usage usage) {
    over = true;
    byEvents();
    response(
        "response.failed",
        ResponseObject.failed(told, model, error, usage, output.json("incomplete")));
    Bytes to = events.begin("error");
    to.add("\"code\":\"").addEscaped(error.code()).add("\",\"message\":\"");
    to.addEscaped(error.message()).add("\",\"param\":").add(param(error));
    to.add(",\"error\":{\"type\":\"").addEscaped(error.type()).add("\",\"code\":\"");
    to.addEscaped(error.code()).add("\",\"message\":\"").addEscaped(error.message());
    to.add("\",\"param\":").add(param(error)).add("},");
    events.end(to);
  }

  private static String param(EndingError error) {
    return error.param().isEmpty() ? "null" : JsonWriter.quoted(error.param());
  }

  private void response(String type, String object) {
    Bytes to = events.begin(type);
    to.add("\"response\":").add(object.getBytes(StandardCharsets.UTF_8)).add((byte) ',');
    events.end(to);
  }
}
