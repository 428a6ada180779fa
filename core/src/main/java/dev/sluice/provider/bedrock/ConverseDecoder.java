package dev.sluice.provider.bedrock;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.RateLimit;
import dev.sluice.chat.Usage;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonReaders;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.provider.FrameHandler;
import dev.sluice.spi.provider.FramingException;
import dev.sluice.spi.stream.StreamSink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the events of {@code ConverseStream}, and the one document of {@code Converse}, as the
 * API reference of Amazon Bedrock Runtime describes them.
 *
 * <p>The answer is whole with its {@code messageStop}; {@code metadata} with the usage follows it,
 * with some servers it goes before. Metadata alone is no good end.
 */
final class ConverseDecoder implements AnswerDecoder {
  private static final String EVENT = "event/";

  /** Much more than is shown of it: keys are looked for before it is cut to that. */
  private static final int EXCERPT_BYTES = 8 * 1024;

  private final JsonReaders readers;
  private final String provider;
  private final String requestId;
  private final List<RateLimit> limits;
  private final boolean tellsOwn;
  private final Delta delta = new Delta();

  private boolean started;

  /** Whether anything of a message has come; usage that comes before it is none of it. */
  private boolean begun;

  private @Nullable Blocks blocks;
  private @Nullable FinishReason finish;

  /** Whether the answer is over, and none: then it is not waited for what follows. */
  private boolean failed;

  private Usage reported = Usage.unknown();

  /** Whether the metadata has come. */
  private boolean measured;

  /**
   * A decoder of one answer.
   *
   * @param provider whose data and parts they are
   * @param limits what is left of the provider's limits
   * @param tellsOwn whether events that have no other form here are told as the provider's own
   */
  ConverseDecoder(
      JsonReaders readers,
      String provider,
      String requestId,
      List<RateLimit> limits,
      boolean tellsOwn) {
    this.readers = readers;
    this.provider = provider;
    this.requestId = requestId;
    this.limits = limits;
    this.tellsOwn = tellsOwn;
  }

  @Override
  public String goodEnd() {
    return "a messageStop";
  }

  @Override
  public boolean isSettled() {
    return finish != null && !failed;
  }

  @Override
  public @Nullable Outcome onEndOfInput() {
    if (finish == null) {
      return null;
    }
    if (blocks != null) {
      blocks.finish(finish); // There are servers that say more behind the reason.
    }
    return end(finish);
  }

  /**
   * A reason that is a fault of the model's output is no answer, and another attempt may mend it.
   */
  private Outcome end(FinishReason reason) {
    failed = reason.kind() == FinishReason.Kind.ERROR;
    return failed
        ? new Cause.Failed(
            new Failure.ErrorInStream("the model's output was malformed", reason.raw(), "")
                .because(Failure.Reason.SERVER_ERROR))
        : new Outcome.Finished(called(reason));
  }

  /** There are models of which it says no more than that they have stopped. */
  private FinishReason called(FinishReason reason) {
    return blocks != null && blocks.hasCalls() && reason.kind() == FinishReason.Kind.STOP
        ? new FinishReason(FinishReason.Kind.TOOL_CALLS, reason.raw())
        : reason;
  }

  @Override
  public @Nullable Outcome onFrame(
      String type, byte[] bytes, int from, int length, StreamSink out) {
    try {
      Outcome outcome = frame(type, bytes, from, length, out);
      Failure.LimitExceeded excess = blocks == null ? null : blocks.excess();
      return excess == null ? outcome : new Cause.Failed(excess);
    } catch (JsonException wrong) {
      if (finish != null) {
        return end(finish); // What follows the answer does not undo it.
      }
      String what = type.substring(type.indexOf('/') + 1) + " is not JSON";
      return new Cause.Failed(
          new Failure.Malformed(
              "the event " + what + " (" + wrong.getMessage() + ")",
              text(bytes, from, Math.min(length, EXCERPT_BYTES))));
    } catch (FramingException wrong) {
      if (finish != null) {
        return end(finish);
      }
      throw wrong;
    }
  }

  private @Nullable Outcome frame(String type, byte[] bytes, int from, int length, StreamSink out) {
    return switch (type) {
      case "event/contentBlockDelta" -> {
        try (JsonReader json = readers.read(bytes, from, length)) {
          delta.read(json);
          json.finish();
        }
        begun = true;
        delta.tell(blocks(out));
        yield null;
      }
      case "event/contentBlockStart" -> {
        try (JsonReader json = readers.read(bytes, from, length)) {
          begun = true;
          BlockStart.read(json, provider, blocks(out));
          json.finish();
        }
        yield null;
      }
      case "event/contentBlockStop" -> {
        try (JsonReader json = readers.read(bytes, from, length)) {
          blocks(out).stop(index(json));
          json.finish();
        }
        yield null;
      }
      case "event/messageStart" -> messageStart(bytes, from, length, out);
      case "event/messageStop", "event/metadata" -> about(type, bytes, from, length, out);
      case FrameHandler.MESSAGE -> document(bytes, from, length, out);
      default -> other(type, bytes, from, length, out);
    };
  }

  /** Who answers is told with the first thing that is told. */
  private void start(StreamSink out) {
    if (!started) {
      started = true;
      out.onEvent(new StreamEvent.Started("", "", requestId).limited(limits));
    }
  }

  private Blocks blocks(StreamSink out) {
    start(out);
    Blocks all = blocks;
    if (all == null) {
      all = new Blocks(out, provider);
      blocks = all;
    }
    return all;
  }

  private static long index(JsonReader json) {
    long index = 0;
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("contentBlockIndex")) {
          index = json.number(0);
        } else {
          json.skip();
        }
      }
    }
    return index;
  }

  /** Its role says nothing new; but a second one begins a message that is not this answer. */
  private @Nullable Outcome messageStart(byte[] bytes, int from, int length, StreamSink out) {
    if (finish != null) {
      return end(finish);
    }
    if (begun) {
      return new Cause.Failed(
          new Failure.Malformed(
              "a second message begins before the first has ended",
              text(bytes, from, Math.min(length, EXCERPT_BYTES))));
    }
    begun = true;
    blocks(out);
    return null;
  }

  /** What the answer ends with. */
  private @Nullable Outcome about(String type, byte[] bytes, int from, int length, StreamSink out) {
    Blocks all = blocks(out);
    try (JsonReader json = readers.read(bytes, from, length)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          about(name, json, out);
        }
      }
      json.finish();
    }
    measured |= type.equals("event/metadata");
    if (finish != null) {
      all.finish(finish);
    }
    return finish != null && measured ? end(finish) : null;
  }

  /** A member of the document, or of one of the last events. */
  private void about(String name, JsonReader json, StreamSink out) {
    switch (name) {
      case "stopReason" -> {
        String raw = json.text();
        // What was cut off is not made whole by another reason that is told afterwards.
        boolean cutOff = finish != null && finish.cutsOff();
        finish = raw.isEmpty() || cutOff ? finish : FinishReasons.of(raw);
      }
      case "usage" -> {
        Usage told = ReportedUsage.read(json);
        boolean wipes =
            told.count(Usage.Count.OUTPUT, 0) == 0 && reported.count(Usage.Count.OUTPUT, 0) > 0;
        if (!wipes && !told.equals(Usage.unknown())) {
          reported = reported.updated(told);
          start(out);
          out.onEvent(new StreamEvent.UsageReported(reported));
        }
      }
      case "metrics",
          "trace",
          "performanceConfig",
          "serviceTier",
          "additionalModelResponseFields" -> {
        if (json.isNull()) {
          json.skip();
        } else {
          start(out);
          out.onEvent(new StreamEvent.Noted(ProviderData.of(provider, name, Json.of(json))));
        }
      }
      default -> json.skip(); // The padding, which hides how long the rest is.
    }
  }

  private @Nullable Outcome document(byte[] bytes, int from, int length, StreamSink out) {
    boolean answers = false;
    try (JsonReader json = readers.read(bytes, from, length)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          if (name.equals("output")) {
            answers |= Documents.output(json, provider, () -> blocks(out));
          } else {
            about(name, json, out);
          }
        }
      }
      json.finish();
    }
    if (!answers) {
      Errors error = Errors.of("", text(bytes, from, length));
      String excerpt = text(bytes, from, Math.min(length, EXCERPT_BYTES));
      return new Cause.Failed(
          error.isEmpty()
              ? new Failure.Malformed("the document is no answer of Converse", excerpt)
              : error.inStream());
    }
    if (finish == null) {
      return null;
    }
    blocks(out).finish(finish);
    return end(finish);
  }

  /** An exception, an error, or what this does not know. */
  private @Nullable Outcome other(String type, byte[] bytes, int from, int length, StreamSink out) {
    if (!type.startsWith(EVENT)) {
      if (finish != null) {
        return end(finish);
      }
      String name = type.substring(type.indexOf('/') + 1);
      return new Cause.Failed(Errors.of(name, text(bytes, from, length)).inStream());
    }
    if (tellsOwn) {
      String name = type.substring(EVENT.length());
      out.onEvent(new StreamEvent.Native(provider, name, text(bytes, from, length)));
    }
    return null;
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }
}
