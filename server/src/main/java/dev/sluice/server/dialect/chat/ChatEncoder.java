package dev.sluice.server.dialect.chat;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.json.JsonWriter;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.CallIds;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.EventLines;
import dev.sluice.server.dialect.Told;
import dev.sluice.server.dialect.openai.OpenAiError;
import dev.sluice.server.dialect.openai.OpenAiUsage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Tells a run as chunks. A frame of the same format goes out as it came, but for {@link
 * CallFrames}. Not thread-safe.
 */
final class ChatEncoder implements Encoder {
  private static final byte[] DONE = ascii("data: [DONE]\n\n");

  private final Told told;
  private final boolean usageWanted;
  private final ToldParts parts;
  private final FrameLook look = new FrameLook();
  private final CallFrames calls = new CallFrames();
  private final Bytes right = new Bytes();

  /** Null until a chunk of our own is written. */
  private @Nullable Chunks chunks;

  // What frames say of the answer: chunks that follow them say the same.
  private String id = "";
  private String model = "";
  private String created = "";

  private boolean usageTold;

  /** Whether anything of the answer was told that cannot be taken back. */
  private boolean begun;

  private boolean byFrames;
  private boolean byEvents;
  private boolean over;

  ChatEncoder(Told told) {
    this.told = told;
    this.parts = new ToldParts(CallIds.of(told));
    this.usageWanted = ChatView.wantsUsage(told.view());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public void frame(String type, byte[] bytes, int from, int length, Offset at, Bytes out) {
    look.at(bytes, from, length);
    // Errors are told by the ending, in the form that clients take for one; so is [DONE].
    if (over || !look.isObject() || look.isError() || !isChunk(type)) {
      return;
    }
    if (look.hasUsage() && look.isWithoutChoices()) {
      if (!usageWanted) {
        return;
      }
      usageTold = true;
    }
    id = id.isEmpty() ? look.id() : id;
    model = model.isEmpty() ? look.model() : model;
    created = created.isEmpty() ? look.created() : created;
    parts.byFrame(look.hasCalls());
    begun = true;
    byFrames = true;
    EventLines.id(at, out);
    if (look.calls() == 0 && look.finish() == 0) { // Nearly all that is sent.
      EventLines.data(bytes, from, length, out);
    } else {
      right.clear();
      calls.put(look, bytes, from, length, right);
      EventLines.data(right.array(), 0, right.size(), out);
    }
  }

  /** Other ones are signs of life, or errors. */
  private static boolean isChunk(String type) {
    return switch (type) {
      case "error", "ping", "heartbeat", "keepalive", "keep-alive" -> false;
      default -> true;
    };
  }

  @Override
  public void event(StreamEvent event, Offset at, Bytes out) {
    if (over) {
      return;
    }
    switch (event) {
      case StreamEvent.Content content -> {
        if (parts.hear(content)) {
          begun = true;
          byEvents = true;
          EventLines.id(at, out);
          parts.tell(content, chunks(), out);
        }
      }
      case StreamEvent.Restarted again -> restarted(again, at, out);
      case StreamEvent.Continued on -> {
        byEvents = true;
        if (!parts.goOn(on)) {
          restarted(on, at, out);
        }
      }
      case StreamEvent.RoundStarted round -> byEvents = true;
      case StreamEvent.Started s -> {}
      case StreamEvent.Retrying r -> {}
      case StreamEvent.UsageReported u -> {}
      case StreamEvent.Noted n -> {}
      case StreamEvent.Warned w -> {}
      case StreamEvent.Native n -> {}
      case StreamEvent.Ended e -> {}
    }
  }

  /** What was told is void, and this format has no word for that. */
  private void restarted(StreamEvent.FurtherAttempt again, Offset at, Bytes out) {
    byEvents = true;
    if (!begun) {
      return;
    }
    error(EndingError.of(again), at, out);
  }

  private void error(EndingError error, Offset at, Bytes out) {
    over = true;
    byte[] json = OpenAiError.of(error);
    EventLines.id(at, out);
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
    if (byEvents || !byFrames) {
      String word = Finish.word(completed.finishReason(), parts.isRefusalTold(), parts.hasCalls());
      chunks().finish(word, out);
    }
    Usage usage = completed.reply().usage();
    if (usageWanted && !usageTold && OpenAiUsage.isKnown(usage)) {
      JsonWriter json = new JsonWriter().object();
      OpenAiUsage.put(json, usage);
      String object = json.end().text();
      chunks().usage(object.substring(1, object.length() - 1), out);
    }
    EventLines.id(at, out);
    out.add(DONE);
  }

  @Override
  public void heartbeat(Bytes out) {
    EventLines.heartbeat(out);
  }

  private Chunks chunks() {
    Chunks made = chunks;
    if (made == null) {
      made =
          new Chunks(
              id.isEmpty() ? JsonWriter.quoted(ChatDocument.id(told)) : id,
              created.isEmpty() ? Long.toString(told.at().getEpochSecond()) : created,
              model.isEmpty() ? JsonWriter.quoted(told.model()) : model,
              usageWanted);
      chunks = made;
    }
    return made;
  }
}
