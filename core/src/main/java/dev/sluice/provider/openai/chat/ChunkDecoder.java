package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.RateLimit;
import dev.sluice.chat.Usage;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonReaders;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.provider.ErrorBody;
import dev.sluice.spi.stream.PartWriter;
import dev.sluice.spi.stream.StreamSink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes {@code chat.completion.chunk} objects, and the one {@code chat.completion} of an answer
 * that is not streamed, which differs only in saying {@code message} for {@code delta}.
 *
 * <p>The good end is a finish reason. After it the text is whole: usage and {@code [DONE]} may
 * follow, and a server that then hangs up without {@code [DONE]} has lost nothing of the answer.
 * {@code [DONE]} alone is no good end: proxies send it after a broken answer too.
 */
final class ChunkDecoder implements AnswerDecoder {
  /** Much more than is shown of it: keys are looked for before it is cut to that. */
  private static final int EXCERPT_BYTES = 8 * 1024;

  private final JsonReaders readers;
  private final String requestId;
  private final List<RateLimit> limits;
  private final String tellsOwnAs;
  private boolean started;
  private @Nullable FinishReason finish;

  /** Why there is no good end, if a finish reason says so. */
  private Failure.@Nullable ErrorInStream failed;

  /** Whether the chunk that is being read says a finish reason, and how many choices it has. */
  private boolean finishSaid;

  private int choices;

  /** Whether the server says a finish reason with each chunk: then it tells nothing of the end. */
  private boolean saysItAlways;

  /** Whether it had come before the chunk that is being read. */
  private boolean finishedBefore;

  private Usage reported = Usage.unknown();
  private @Nullable ToolCallIndexes calls;
  private boolean tooManyCalls;

  /** The members of the chunk being read: events wait until who answers is known. */
  private String id = "";

  private String model = "";
  private @Nullable ErrorBody error;
  private final Deltas deltas = new Deltas();

  /** Of the chunk being read; null if it has none, as most have. */
  private @Nullable TokenProbabilities probabilities;

  /** Made with the first frame. */
  private @Nullable PartWriter parts;

  ChunkDecoder(JsonReaders readers, String requestId) {
    this(readers, requestId, List.of(), "");
  }

  /**
   * A decoder of one answer.
   *
   * @param limits what is left of the provider's limits
   * @param tellsOwnAs the provider's name, if its chunks that say nothing else are to be told as
   *     events of its own; else empty
   */
  ChunkDecoder(JsonReaders readers, String requestId, List<RateLimit> limits, String tellsOwnAs) {
    this.readers = readers;
    this.requestId = requestId;
    this.limits = limits;
    this.tellsOwnAs = tellsOwnAs;
  }

  @Override
  public String goodEnd() {
    return "a finish_reason";
  }

  @Override
  public boolean isSettled() {
    return finish != null && !saysItAlways;
  }

  @Override
  public @Nullable Outcome onEndOfInput() {
    return finish == null ? null : finished(finish);
  }

  private Outcome finished(FinishReason reason) {
    endParts();
    return new Outcome.Finished(reason);
  }

  @Override
  public @Nullable Outcome onFrame(
      String type, byte[] bytes, int from, int length, StreamSink out) {
    if (GoodEnd.isDone(bytes, from, length)) {
      return finish != null
          ? finished(finish)
          : new Cause.Truncated(
              new Failure.EndedEarly("the provider", goodEnd() + " although it sent [DONE]"));
    }
    if (StreamedError.isPing(type)) {
      return null;
    }
    if (StreamedError.isNamed(type)) {
      return new Cause.Failed(StreamedError.named(bytes, from, length).inStream());
    }
    try (JsonReader json = readers.read(bytes, from, length)) {
      deltas.clear();
      probabilities = null;
      choices = 0;
      finishSaid = false;
      if (!json.enterObject()) {
        ErrorBody listed = StreamedError.unnamed(bytes, from, length).orElse(null);
        if (listed != null) {
          return new Cause.Failed(listed.inStream());
        }
        return malformed("a chunk is no JSON object", bytes, from, length);
      }
      boolean whole = chunk(json);
      json.finish();
      if (choices == 0) {
        error = StreamedError.unnamed(bytes, from, length).orElse(error);
      }
      boolean saysNothing = deltas.isEmpty() && error == null && finish == null;
      emit(out);
      if (saysNothing && !tellsOwnAs.isEmpty()) {
        out.onEvent(new StreamEvent.Native(tellsOwnAs, "", text(bytes, from, length)));
      }
      if (tooManyCalls) {
        return new Cause.Failed(
            new Failure.LimitExceeded("the list of tool calls", ToolCallIndexes.MAX, "calls"));
      }
      if (deltas.isTooMany()) {
        return new Cause.Failed(
            new Failure.LimitExceeded("the list of a chunk's events", Deltas.MAX, "events"));
      }
      if (probabilities != null && probabilities.isTooMany()) {
        return new Cause.Failed(
            new Failure.LimitExceeded(
                "the list of a chunk's log probabilities", TokenProbabilities.MAX, "tokens"));
      }
      if (error != null) {
        return new Cause.Failed(error.inStream());
      }
      if (failed != null) {
        return new Cause.Failed(failed);
      }
      return whole && finish != null ? finished(finish) : null;
    } catch (JsonException wrong) {
      return malformed("a chunk is not JSON (" + wrong.getMessage() + ")", bytes, from, length);
    }
  }

  private static Outcome malformed(String what, byte[] bytes, int from, int length) {
    String excerpt = text(bytes, from, Math.min(length, EXCERPT_BYTES));
    return new Cause.Failed(new Failure.Malformed(what, excerpt));
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** Reads a chunk; true if it was a whole completion and nothing follows. */
  private boolean chunk(JsonReader json) {
    boolean whole = false;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "id" -> id = started ? skipped(json) : json.text();
        case "model" -> model = started ? skipped(json) : json.text();
        case "object" -> whole = json.text().equals("chat.completion");
        case "choices" -> choices(json);
        case "usage" -> usage(json);
        case "error" -> error(ErrorBody.ofError(json.textOrJson()));
        case "base_resp" -> error(StreamedError.baseResp(json.textOrJson()));
        default -> json.skip();
      }
    }
    return whole;
  }

  private static String skipped(JsonReader json) {
    json.skip();
    return "";
  }

  private void error(ErrorBody said) {
    error = error != null || said.isNone() ? error : said;
  }

  private void choices(JsonReader json) {
    if (!json.enterArray()) {
      return;
    }
    for (; json.nextElement(); choices++) {
      choice(json, choices);
    }
  }

  private void choice(JsonReader json, int position) {
    if (!json.enterObject()) {
      return;
    }
    long index = position;
    int deltasBefore = deltas.mark();
    int callsBefore = calls == null ? 0 : calls.begun();
    FinishReason finishBefore = finish;
    Failure.ErrorInStream failedBefore = failed;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "index" -> index = json.number(position);
        case "delta", "message" -> delta(json);
        case "logprobs" -> {
          probabilities = probabilities == null ? new TokenProbabilities() : probabilities;
          deltas.logProbs(probabilities.read(json));
        }
        case "finish_reason" -> finishReason(json.text());
        case "error" -> error(ErrorBody.ofError(json.textOrJson()));
        default -> json.skip();
      }
    }
    // Another choice, which the request has asked for: the first one is the answer.
    if (index != 0) {
      finish = finishBefore;
      failed = failedBefore;
      deltas.forgetAfter(deltasBefore);
      if (calls != null) {
        calls.forgetAfter(callsBefore);
      }
    }
  }

  /** What was cut off is not made whole by a server that says another reason afterwards. */
  private void finishReason(String raw) {
    FinishReason said = GoodEnd.reason(raw);
    if (said == null) {
      failed = failed == null ? GoodEnd.failure(raw) : failed;
    } else {
      finishSaid = true;
      finish = finish == null || !finish.cutsOff() ? said : finish;
    }
  }

  private void delta(JsonReader json) {
    if (!json.enterObject()) {
      return;
    }
    boolean reasoned = false;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "content" -> content(json);
        case "refusal" -> deltas.refusal(json.text());
        // Two names for one thing; servers that send both mean it once.
        case "reasoning_content", "reasoning" -> {
          String text = json.text();
          if (!text.isEmpty() && !reasoned) {
            reasoned = true;
            deltas.reasoning(text);
          }
        }
        case "tool_calls" -> toolCalls(json);
        case "annotations" -> annotations(json);
        default -> json.skip();
      }
    }
  }

  /** A text, or with some servers a list of parts. */
  private void content(JsonReader json) {
    if (json.isText()) {
      deltas.text(json.text());
    } else if (json.enterArray()) {
      while (json.nextElement()) {
        if (json.enterObject()) {
          for (String name; (name = json.nextName()) != null; ) {
            if (name.equals("text")) {
              deltas.text(json.text());
            } else {
              json.skip();
            }
          }
        }
      }
    }
  }

  private void annotations(JsonReader json) {
    if (json.enterArray()) {
      while (json.nextElement()) {
        Citation citation = Annotations.read(json);
        if (citation != null) {
          deltas.cited(citation);
        }
      }
    }
  }

  private void toolCalls(JsonReader json) {
    if (!json.enterArray()) {
      return;
    }
    for (int position = 0; json.nextElement(); position++) {
      if (json.enterObject()) {
        toolCall(json, position);
      }
    }
  }

  private void toolCall(JsonReader json, int position) {
    long number = position;
    String callId = "";
    String name = "";
    String arguments = "";
    for (String member; (member = json.nextName()) != null; ) {
      switch (member) {
        case "index" -> number = json.number(position);
        case "id" -> callId = json.text();
        case "function" -> {
          if (json.enterObject()) {
            for (String part; (part = json.nextName()) != null; ) {
              switch (part) {
                case "name" -> name = json.text();
                case "arguments" -> arguments = json.textOrJson();
                default -> json.skip();
              }
            }
          }
        }
        default -> json.skip();
      }
    }
    calls = calls == null ? new ToolCallIndexes() : calls;
    int index = calls.find(number, callId, name);
    if (index < 0) {
      index = calls.begin(number, callId);
      if (index < 0) {
        tooManyCalls = true;
        return;
      }
      deltas.event(new StreamEvent.PartStarted(index, new Part.ToolCall(callId, name, "")));
    }
    deltas.arguments(index, arguments);
  }

  private void usage(JsonReader json) {
    if (json.isObject()) {
      Usage told = ReportedUsage.read(json);
      if (!told.equals(reported)) {
        reported = told;
        deltas.event(new StreamEvent.UsageReported(told));
      }
    } else {
      json.skip();
    }
  }

  private void emit(StreamSink out) {
    if (!started && (!id.isEmpty() || !model.isEmpty() || !deltas.isEmpty())) {
      started = true;
      out.onEvent(new StreamEvent.Started(id, model, requestId).limited(limits));
    }
    PartWriter writer = parts == null ? new PartWriter(out) : parts;
    parts = writer;
    if (finishedBefore && !deltas.growParts()) {
      endParts(); // The usage follows, or nothing.
    } else if (finishedBefore && finishSaid) {
      saysItAlways = true;
    }
    deltas.emit(writer, out);
    finishedBefore = finish != null;
  }

  /**
   * The answer has come to its good end. A finish reason alone does not end its parts, for there
   * are servers that send one with each chunk.
   */
  private void endParts() {
    if (parts != null && finish != null) {
      if (finish.cutsOff()) {
        parts.endCutOff();
      } else {
        parts.end();
      }
    }
  }
}
