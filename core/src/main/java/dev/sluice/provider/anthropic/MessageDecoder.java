package dev.sluice.provider.anthropic;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.RateLimit;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonReaders;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.provider.ErrorBody;
import dev.sluice.spi.stream.StreamSink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the events of a message, and the one document of a message that is not streamed.
 *
 * <p>The good end is {@code message_stop} after a {@code message_delta} with a stop reason. The
 * documentation has all content blocks before the stop reason and only usage beside and after it,
 * and servers of this format hang up without {@code message_stop}: with a stop reason the answer is
 * settled. A {@code message_stop} without one is no good end.
 */
final class MessageDecoder implements AnswerDecoder {
  /** Much more than is shown of it: keys are looked for before it is cut to that. */
  private static final int EXCERPT_BYTES = 8 * 1024;

  private final JsonReaders readers;
  private final Told told;
  private final Blocks blocks;
  private final ReportedUsage usage = new ReportedUsage();
  private final Frame frame = new Frame();

  private boolean started;
  private String id = "";
  private @Nullable FinishReason finish;
  private String refusal = "";

  /** What came, as long as nothing did that a message has. */
  private String unknown = "";

  /** Kept for the end of input, which has no sink. */
  private @Nullable StreamSink sink;

  /**
   * What is known of an answer before it begins.
   *
   * @param provider what stands before the slash in its models' names
   * @param limits what is left of the provider's limits
   * @param natives whether events that have no other form are told
   */
  record Told(String provider, String requestId, List<RateLimit> limits, boolean natives) {}

  MessageDecoder(JsonReaders readers, Told told) {
    this.readers = readers;
    this.told = told;
    this.blocks = new Blocks(told.provider());
  }

  @Override
  public String goodEnd() {
    return "a stop_reason";
  }

  @Override
  public boolean isSettled() {
    return finish != null;
  }

  @Override
  public @Nullable Outcome onEndOfInput() {
    return finish == null ? foreign() : finished(finish);
  }

  /** Why there is no answer, if nothing came that one has; else null. */
  private @Nullable Outcome foreign() {
    return started || unknown.isEmpty()
        ? null
        : new Cause.Failed(new Failure.Malformed("the answer is none of Anthropic's", unknown));
  }

  private Outcome finished(FinishReason reason) {
    if (sink != null) {
      blocks.end(reason.cutsOff(), sink);
    }
    // There are servers that say no more than that the model has stopped.
    return new Outcome.Finished(
        blocks.hasCalls() && reason.kind() == FinishReason.Kind.STOP
            ? new FinishReason(FinishReason.Kind.TOOL_CALLS, reason.raw())
            : reason);
  }

  @Override
  public @Nullable Outcome onFrame(
      String type, byte[] bytes, int from, int length, StreamSink out) {
    sink = out;
    FinishReason settled = finish;
    Outcome outcome = decode(type, bytes, from, length, out);
    // The answer was whole: nothing that follows undoes it.
    return settled != null && outcome instanceof Cause.Failed ? finished(settled) : outcome;
  }

  private @Nullable Outcome decode(
      String type, byte[] bytes, int from, int length, StreamSink out) {
    try (JsonReader json = readers.read(bytes, from, length)) {
      if (!json.enterObject()) {
        return malformed("an event is no JSON object", bytes, from, length);
      }
      frame.read(type, json);
      json.finish();
    } catch (JsonException wrong) {
      frame.clear();
      return noJson(type, wrong, bytes, from, length);
    }
    try {
      return frame.kind.equals(Frame.DELTA)
          ? delta(bytes, from, length, out)
          : event(bytes, from, length, out);
    } finally {
      frame.clear();
    }
  }

  private @Nullable Outcome noJson(
      String type, JsonException wrong, byte[] bytes, int from, int length) {
    String text = text(bytes, from, Math.min(length, EXCERPT_BYTES));
    if (text.isBlank()) {
      return null;
    }
    if (type.equals(Frame.ERROR)) {
      return new Cause.Failed(Errors.inStream(ErrorBody.of(text)));
    }
    // With which other formats end, and proxies this one.
    return text.strip().equals("[DONE]")
        ? stop("[DONE]")
        : malformed("an event is not JSON (" + wrong.getMessage() + ")", bytes, from, length);
  }

  private @Nullable Outcome event(byte[] bytes, int from, int length, StreamSink out) {
    switch (frame.kind) {
      case "message_start" -> {
        return start(out);
      }
      case "content_block_start" -> {
        return frame.block == null ? null : begin(frame.index, frame.block, out);
      }
      case "content_block_stop" -> blocks.stop(frame.index, out);
      case "message_delta" -> end(out);
      case "message_stop" -> {
        return stop("message_stop");
      }
      case "message" -> {
        return whole(out);
      }
      case "ping" -> {}
      case Frame.ERROR -> {
        ErrorBody error =
            frame.error == null
                ? ErrorBody.of(text(bytes, from, length))
                : ErrorBody.ofError(frame.error);
        return new Cause.Failed(Errors.inStream(error));
      }
      default -> own(bytes, from, length, out);
    }
    return null;
  }

  /** An event that has no other form here. */
  private void own(byte[] bytes, int from, int length, StreamSink out) {
    if (!started && unknown.isEmpty()) {
      unknown = text(bytes, from, Math.min(length, EXCERPT_BYTES));
    }
    if (told.natives()) {
      String event = text(bytes, from, length);
      out.onEvent(new StreamEvent.Native(told.provider(), frame.kind, event));
    }
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  private static Outcome malformed(String what, byte[] bytes, int from, int length) {
    String excerpt = text(bytes, from, Math.min(length, EXCERPT_BYTES));
    return new Cause.Failed(new Failure.Malformed(what, excerpt));
  }

  // The message.

  /** A start that is told twice is one; another message within this one is none of its answer. */
  private @Nullable Outcome start(StreamSink out) {
    if (started && !id.isEmpty() && !frame.id.isEmpty() && !frame.id.equals(id)) {
      return new Cause.Failed(
          new Failure.Malformed("another message begins within the answer " + id, frame.id));
    }
    boolean first = !started;
    begin(out);
    beside(out);
    return first ? content(out) : null;
  }

  private void begin(StreamSink out) {
    if (!started) {
      started = true;
      id = frame.id;
      out.onEvent(
          new StreamEvent.Started(frame.id, frame.model, told.requestId()).limited(told.limits()));
    }
  }

  /** What is told beside the content: usage, and what only the provider understands. */
  private void beside(StreamSink out) {
    ProviderData noted =
        ProviderData.of(told.provider(), frame.noted == null ? Map.of() : frame.noted);
    if (frame.usage != null) {
      String tier = usage.serviceTier();
      usage.add(frame.usage);
      out.onEvent(new StreamEvent.UsageReported(usage.usage()));
      if (usage.serviceTier() != null && !usage.serviceTier().equals(tier)) {
        noted = noted.with("service_tier", usage.serviceTier());
      }
    }
    if (!noted.fields().isEmpty()) {
      out.onEvent(new StreamEvent.Noted(noted));
    }
  }

  private void end(StreamSink out) {
    begin(out);
    beside(out);
    reason();
  }

  private void reason() {
    refusal = frame.explanation.isEmpty() ? refusal : frame.explanation;
    // What was cut off is not made whole by a server that says another reason afterwards.
    if (!frame.stopReason.isEmpty() && (finish == null || !finish.cutsOff())) {
      finish = StopReasons.of(frame.stopReason, refusal);
    }
  }

  private Outcome stop(String sent) {
    Outcome known = onEndOfInput();
    return known != null
        ? known
        : new Cause.Truncated(
            new Failure.EndedEarly("the provider", goodEnd() + " although it sent " + sent));
  }

  /** A message that is not streamed. */
  private @Nullable Outcome whole(StreamSink out) {
    begin(out);
    Outcome wrong = content(out);
    if (wrong != null) {
      return wrong;
    }
    beside(out);
    reason();
    return finish == null ? null : finished(finish);
  }

  /** The blocks of a message that has them at once. */
  private @Nullable Outcome content(StreamSink out) {
    if (frame.content == null) {
      return null;
    }
    if (frame.tooManyBlocks) {
      return new Cause.Failed(
          new Failure.LimitExceeded("the list of content blocks", Frame.MAX_BLOCKS, "blocks"));
    }
    for (BlockStart block : frame.content) {
      Outcome wrong = begin(-1, block, out);
      if (wrong != null) {
        return wrong;
      }
      blocks.stop(-1, out);
    }
    return null;
  }

  // The content.

  private @Nullable Outcome begin(long index, BlockStart start, StreamSink out) {
    Failure.LimitExceeded excess = blocks.excess();
    if (excess != null) {
      return new Cause.Failed(excess);
    }
    begin(out);
    blocks.begin(index, start, out);
    return null;
  }

  private @Nullable Outcome delta(byte[] bytes, int from, int length, StreamSink out) {
    begin(out);
    Block own = blocks.findOwn(frame.index);
    if (own != null) {
      Failure.LimitExceeded excess = own.own(wholeDelta(bytes, from, length), out);
      return excess == null ? null : new Cause.Failed(excess);
    }
    switch (frame.deltaType) {
      case "text_delta" -> {
        return grow(Block.Kind.TEXT, "text", frame.text, out);
      }
      case "thinking_delta" -> {
        return grow(Block.Kind.THOUGHTS, "thinking", frame.thinking, out);
      }
      case "input_json_delta" -> {
        Block call = blocks.find(frame.index, Block.Kind.CALL);
        if (call == null) {
          return frame.partialJson.isEmpty()
              ? null
              : malformed("arguments come without their call", bytes, from, length);
        }
        call.arguments(frame.partialJson, out);
      }
      case "signature_delta" -> {
        Block thoughts = blocks.find(frame.index, Block.Kind.THOUGHTS);
        Failure.LimitExceeded excess =
            thoughts == null ? null : blocks.sign(thoughts, frame.signature);
        return excess == null ? null : new Cause.Failed(excess);
      }
      case "citations_delta" -> {
        Block text = blocks.find(frame.index, Block.Kind.TEXT);
        if (text != null && frame.citation != null) {
          text.cited(frame.citation, out);
        }
      }
      default -> own(bytes, from, length, out);
    }
    return null;
  }

  private @Nullable Outcome grow(Block.Kind kind, String type, String piece, StreamSink out) {
    if (piece.isEmpty()) {
      return null;
    }
    Block block = blocks.find(frame.index, kind);
    if (block == null) {
      Failure.LimitExceeded excess = blocks.excess();
      if (excess != null) {
        return new Cause.Failed(excess);
      }
      block = blocks.beginUntold(frame.index, type, out);
    }
    if (kind == Block.Kind.TEXT) {
      block.text(piece, out);
    } else {
      block.thoughts(piece, out);
    }
    return null;
  }

  /** The delta as JSON text, read once more: only the few that are kept as they came need that. */
  private String wholeDelta(byte[] bytes, int from, int length) {
    String delta = "{}";
    try (JsonReader json = readers.read(bytes, from, length)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          if (name.equals("delta")) {
            delta = json.json();
          } else {
            json.skip();
          }
        }
      }
      json.finish();
    }
    return delta;
  }
}
