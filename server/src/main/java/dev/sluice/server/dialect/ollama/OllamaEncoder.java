package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.Told;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells a run as lines of JSON. In a chat, a line of the same format goes out as it came. Not
 * thread-safe.
 */
final class OllamaEncoder implements Encoder {
  private final boolean generated;
  private final Lines lines;
  private final ToldParts parts;
  private final FrameLook look = new FrameLook();

  /** The provider's last line, until it is known how the run has ended; null if there is none. */
  private byte @Nullable [] held;

  /** Whether anything of the answer was told that cannot be taken back. */
  private boolean begun;

  private boolean over;

  OllamaEncoder(Told told) {
    OllamaView view = OllamaView.of(told);
    this.generated = view.generated();
    this.lines = new Lines(generated, view.model(), told.at());
    this.parts = new ToldParts(lines, !generated, view.thoughts());
  }

  @Override
  public String contentType() {
    return "application/x-ndjson";
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public void frame(String type, byte[] bytes, int from, int length, Offset at, Bytes out) {
    look.at(bytes, from, length);
    // Errors are told by the ending, as is the good end.
    if (over || !look.isObject() || look.isError()) {
      return;
    }
    parts.byFrame(look.hasCalls());
    begun = true;
    if (look.isDone()) {
      held = Arrays.copyOfRange(bytes, from, from + length);
    } else if (generated) {
      FrameContent.of(bytes, from, length).tell(lines, out);
    } else if (look.hasLineEnds()) {
      OneLine.add(bytes, from, length, out);
      out.add((byte) '\n');
    } else {
      out.add(bytes, from, length).add((byte) '\n');
    }
  }

  @Override
  public void event(StreamEvent event, Offset at, Bytes out) {
    if (over) {
      return;
    }
    switch (event) {
      case StreamEvent.Content content -> {
        release(out);
        int before = out.size();
        parts.tell(content, out);
        begun |= out.size() > before;
      }
      case StreamEvent.Restarted again -> restarted(again, out);
      case StreamEvent.Continued on -> {
        release(out);
        if (!parts.goOn(on)) {
          restarted(on, out);
        }
      }
      case StreamEvent.RoundStarted round -> release(out);
      case StreamEvent.Started s -> {}
      case StreamEvent.Retrying r -> {}
      case StreamEvent.UsageReported u -> {}
      case StreamEvent.Noted n -> {}
      case StreamEvent.Warned w -> {}
      case StreamEvent.Native n -> {}
      case StreamEvent.Ended e -> {}
    }
  }

  /** The line that was held is not the last one: what it tells beside that is told. */
  private void release(Bytes out) {
    byte[] line = held;
    if (line != null) {
      held = null;
      FrameContent.of(line, 0, line.length).tell(lines, out);
    }
  }

  /** What was told is void, and this format has no word for that. */
  private void restarted(StreamEvent.FurtherAttempt again, Bytes out) {
    held = null;
    if (!begun) {
      parts.forget(0);
      return;
    }
    error(EndingError.of(again), out);
  }

  private void error(EndingError error, Bytes out) {
    over = true;
    OllamaError.line(error, out);
  }

  @Override
  public void end(Ending ending, Offset at, Bytes out) {
    if (over) {
      return;
    }
    switch (ending) {
      case Ending.Incomplete incomplete -> {
        release(out);
        error(EndingError.of(incomplete), out);
      }
      case Ending.Completed(var reply, FinishReason reason)
          when reason.kind() == FinishReason.Kind.ERROR -> {
        release(out);
        error(EndingError.of(reason), out);
      }
      case Ending.Completed completed -> good(completed, out);
    }
  }

  private void good(Ending.Completed completed, Bytes out) {
    over = true;
    byte[] line = held;
    if (line != null && !generated) {
      OneLine.add(line, 0, line.length, out);
      out.add((byte) '\n');
    } else {
      release(out);
      lines.last(GoodEnd.members(completed, parts.isRefusalTold()), out);
    }
  }

  /** Clients pass over a line that says nothing, and some fail at an empty one. */
  @Override
  public void heartbeat(Bytes out) {
    lines.nothing(out);
  }
}
