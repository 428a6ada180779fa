package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonWriter;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.Told;
import org.jspecify.annotations.Nullable;

/**
 * Tells a run as chunks. A frame of the same format goes out as it came, but for the reason why the
 * answer ended: that is told once the run has. Not thread-safe.
 */
final class ChunkEncoder implements Encoder {
  private final Told told;
  private final boolean array;
  private final Elements elements;
  private final FrameLook look = new FrameLook();

  private ToldParts parts;

  /** Null until a chunk of our own is written. */
  private @Nullable Chunks chunks;

  // What frames say of the answer: chunks that follow them say the same.
  private String id = "";
  private String model = "";

  /** What the frame says was used that ends the answer. */
  private String usage = "";

  private boolean finished;

  /** Whether a frame says that there is no answer, since the prompt was blocked. */
  private boolean blocked;

  /** Whether anything of the answer was told that cannot be taken back. */
  private boolean begun;

  private boolean byFrames;
  private boolean byEvents;
  private boolean over;

  ChunkEncoder(Told told) {
    this.told = told;
    GeminiView view = GeminiView.of(told.view());
    this.array = view.array();
    this.elements = new Elements(array);
    this.parts = new ToldParts(view.thoughts(), told.answerer());
  }

  @Override
  public String contentType() {
    return array ? "application/json" : "text/event-stream";
  }

  /** An array that is not whole is told by HTTP, beside the error in it. */
  @Override
  public boolean tellsErrors() {
    return !array;
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public void frame(String type, byte[] bytes, int from, int length, Offset at, Bytes out) {
    look.at(bytes, from, length);
    // Errors are told by the ending, in the form that clients take for one.
    if (over || !look.isObject() || look.isError() || type.equals("error")) {
      return;
    }
    id = id.isEmpty() ? look.id() : id;
    model = model.isEmpty() ? look.model() : model;
    finished |= look.isFinish();
    if (finished) {
      String news = look.usage();
      usage = news.isEmpty() ? usage : news;
    }
    blocked = (blocked || look.isBlocked()) && !look.hasCandidates();
    parts.byFrame(look.hasCalls());
    begun = true;
    byFrames = true;
    elements.begin(out);
    int next = from;
    for (int i = 0; i < look.cuts(); i++) {
      Elements.json(bytes, next, look.cutFrom(i), out);
      next = look.cutTo(i);
    }
    Elements.json(bytes, next, from + length, out);
    elements.end(out);
  }

  @Override
  public void event(StreamEvent event, Offset at, Bytes out) {
    if (over) {
      return;
    }
    switch (event) {
      case StreamEvent.Content content -> {
        if (parts.tell(content, this::chunks, out)) {
          begun = true;
        }
        byEvents = true;
      }
      case StreamEvent.Restarted again -> restarted(again, out);
      case StreamEvent.Continued on -> {
        byEvents = true;
        parts.answeredBy(on.model());
        if (!parts.goOn(on)) {
          restarted(on, out);
        }
      }
      case StreamEvent.RoundStarted round -> byEvents = true;
      case StreamEvent.Started s -> {}
      case StreamEvent.Retrying again -> parts.answeredBy(again.model());
      case StreamEvent.UsageReported u -> {}
      case StreamEvent.Noted n -> {}
      case StreamEvent.Warned w -> {}
      case StreamEvent.Native n -> {}
      case StreamEvent.Ended e -> {}
    }
  }

  /** What was told is void, and this format has no word for that. */
  private void restarted(StreamEvent.FurtherAttempt again, Bytes out) {
    byEvents = true;
    if (!begun) {
      parts = new ToldParts(GeminiView.of(told.view()).thoughts(), again.model());
      return;
    }
    error(EndingError.of(again), out);
  }

  private void error(EndingError error, Bytes out) {
    over = true;
    byte[] json = GoogleStatus.of(error);
    elements.begin(out);
    out.add(json);
    elements.end(out);
  }

  @Override
  public void end(Ending ending, Offset at, Bytes out) {
    if (over) {
      return;
    }
    switch (ending) {
      case Ending.Incomplete incomplete -> error(EndingError.of(incomplete), out);
      case Ending.Completed(var reply, FinishReason reason)
          when reason.kind() == FinishReason.Kind.ERROR ->
          error(EndingError.of(reason), out);
      case Ending.Completed completed -> good(completed, out);
    }
  }

  private void good(Ending.Completed completed, Bytes out) {
    over = true;
    if (!blocked || byEvents) {
      String cited = parts.citations();
      String sources =
          cited.isEmpty() ? "" : ",\"citationMetadata\":{\"citationSources\":[" + cited + "]}";
      chunks()
          .last(
              parts.proof(),
              Finish.members(completed.finishReason(), parts.isRefusalTold()) + sources,
              usage(completed),
              out);
    }
    elements.finish(out);
  }

  private String usage(Ending.Completed completed) {
    if (byFrames && !byEvents && !usage.isEmpty()) {
      return ",\"usageMetadata\":" + usage;
    }
    return UsageMetadata.isKnown(completed.reply().usage())
        ? ",\"usageMetadata\":" + UsageMetadata.of(completed.reply().usage())
        : "";
  }

  /** White space, which means nothing between two events as between two elements. */
  @Override
  public void heartbeat(Bytes out) {
    out.add((byte) '\n');
  }

  private Chunks chunks() {
    Chunks made = chunks;
    if (made == null) {
      made =
          new Chunks(
              elements,
              model.isEmpty() ? JsonWriter.quoted(told.model()) : model,
              id.isEmpty() ? JsonWriter.quoted(told.run()) : id);
      chunks = made;
    }
    return made;
  }
}
