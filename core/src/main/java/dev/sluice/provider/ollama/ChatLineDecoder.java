package dev.sluice.provider.ollama;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.RateLimit;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonReaders;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.provider.ErrorBody;
import dev.sluice.spi.provider.TokenProbabilities;
import dev.sluice.spi.stream.StreamSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of the lines of an answer, each a piece of the message, the last one {@code done};
 * of an answer that is not streamed there is one line. Not thread-safe.
 */
final class ChatLineDecoder implements AnswerDecoder {
  private static final int EXCERPT_BYTES = 200;

  /** More than a model calls, or draws, at once. */
  private static final int MAX_PIECES = 1024;

  private final JsonReaders readers;
  private final String provider;
  private final String requestId;
  private final List<RateLimit> limits;
  private final boolean tellsOwn;
  private final MessageParts parts = new MessageParts();

  private boolean started;

  /**
   * The reason of a line that tells how the answer has ended, but not that it is the last one: some
   * servers leave that out. Empty until there is one.
   */
  private String endReason = "";

  /** Kept for the end of input, which has no sink. */
  private @Nullable StreamSink sink;

  /** What came, as long as nothing did that an answer has. */
  private String unknown = "";

  private boolean known;

  // Of the line that is being read.
  private String model = "";
  private String thinking = "";
  private String content = "";
  private @Nullable List<Part> whole;
  private List<StreamEvent.LogProb> probabilities = List.of();
  private boolean done;
  private String reason = "";
  private @Nullable ErrorBody error;
  private boolean tooMany;
  private boolean tooManyProbabilities;

  /** What is counted; null until the last line. */
  private @Nullable Counts counts;

  /**
   * A decoder of one answer.
   *
   * @param provider whose lines that say nothing known are, where they are told
   */
  ChatLineDecoder(
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
    return "a line that is done";
  }

  @Override
  public boolean isSettled() {
    return !endReason.isEmpty();
  }

  @Override
  public @Nullable Outcome onEndOfInput() {
    if (!endReason.isEmpty() && sink != null) {
      return finish(endReason, sink);
    }
    return known || unknown.isEmpty()
        ? null
        : new Cause.Failed(new Failure.Malformed("the answer is none of Ollama's", unknown));
  }

  @Override
  public @Nullable Outcome onFrame(
      String type, byte[] bytes, int from, int length, StreamSink out) {
    if (isBlank(bytes, from, length)) {
      return null;
    }
    sink = out;
    clear();
    try (JsonReader json = readers.read(bytes, from, length)) {
      if (!json.isObject()) {
        return malformed("a line is no JSON object", bytes, from, length);
      }
      boolean says = line(json);
      json.finish();
      known |= says;
      if (!says && tellsOwn) {
        out.onEvent(
            new StreamEvent.Native(
                provider, "", new String(bytes, from, length, StandardCharsets.UTF_8)));
      }
      if (!known && unknown.isEmpty()) {
        unknown = excerpt(bytes, from, length);
      }
      return emit(out);
    } catch (JsonException wrong) {
      return malformed("a line is not JSON (" + wrong.getMessage() + ")", bytes, from, length);
    }
  }

  private static boolean isBlank(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (bytes[i] > ' ' || bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private static Outcome malformed(String what, byte[] bytes, int from, int length) {
    return new Cause.Failed(new Failure.Malformed(what, excerpt(bytes, from, length)));
  }

  private static String excerpt(byte[] bytes, int from, int length) {
    return new String(bytes, from, Math.min(length, EXCERPT_BYTES), StandardCharsets.UTF_8);
  }

  private void clear() {
    thinking = "";
    content = "";
    whole = null;
    probabilities = List.of();
    done = false;
    reason = "";
    error = null;
  }

  /** Reads a line; false if it has nothing that a line has. */
  private boolean line(JsonReader json) {
    boolean says = false;
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      boolean here = true;
      switch (name) {
        case "model" -> {
          here = false;
          if (started) {
            json.skip();
          } else {
            model = json.text();
          }
        }
        case "message" -> message(json);
        case "done" -> done = json.text().equals("true");
        case "done_reason" -> reason = json.text();
        case "logprobs" -> logProbs(json);
        case "error" -> error(json);
        case "created_at", "remote_model", "remote_host" -> {
          here = false;
          json.skip();
        }
        default -> {
          here = false;
          count(name, json);
        }
      }
      says |= here;
    }
    return says;
  }

  private void count(String name, JsonReader json) {
    if (name.endsWith("_count") || name.endsWith("_duration")) {
      counts = counts == null ? new Counts() : counts;
      counts.read(name, json.number(-1));
    } else {
      json.skip();
    }
  }

  private void error(JsonReader json) {
    if (json.isNull()) {
      json.skip();
      return;
    }
    String told = json.textOrJson();
    if (!told.isEmpty() && !told.equals("{}") && !told.equals("false")) {
      error = ErrorBody.ofError(told);
    }
  }

  private void message(JsonReader json) {
    if (!json.enterObject()) {
      return;
    }
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "content" -> content = json.text();
        case "thinking" -> thinking = json.text();
        case "tool_calls" -> each(json, true);
        case "images" -> each(json, false);
        default -> json.skip();
      }
    }
  }

  private void each(JsonReader json, boolean calls) {
    if (!json.enterArray()) {
      return;
    }
    while (json.nextElement()) {
      whole = whole == null ? new ArrayList<>(2) : whole;
      if (whole.size() == MAX_PIECES) {
        tooMany = true;
        json.skip();
      } else {
        whole.add(calls ? call(json) : image(json.text()));
      }
    }
  }

  private static Part.ToolCall call(JsonReader json) {
    String id = "";
    String name = "";
    String arguments = "";
    if (json.enterObject()) {
      for (String member; (member = json.nextName()) != null; ) {
        switch (member) {
          case "id" -> id = json.text();
          case "function" -> {
            if (json.enterObject()) {
              for (String of; (of = json.nextName()) != null; ) {
                switch (of) {
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
    }
    return new Part.ToolCall(id, name, arguments.isEmpty() ? "{}" : arguments);
  }

  /** What it is stands in its first bytes alone. */
  private static Part.Media image(String base64) {
    String type =
        base64.startsWith("iVBOR") ? "image/png" : base64.startsWith("/9j/") ? "image/jpeg" : "";
    return new Part.Media(Part.Media.Kind.IMAGE, type, new Part.Media.Inline(base64));
  }

  private void logProbs(JsonReader json) {
    TokenProbabilities read = new TokenProbabilities();
    probabilities = read.read(json);
    tooManyProbabilities |= read.isTooMany();
  }

  private @Nullable Outcome emit(StreamSink out) {
    if (!started && known) {
      started = true;
      out.onEvent(new StreamEvent.Started("", model, requestId).limited(limits));
    }
    parts.reasoning(thinking, out);
    parts.text(content, out);
    parts.logProbs(probabilities, out);
    List<Part> others = whole;
    if (others != null) {
      others.forEach(part -> parts.whole(part, out));
    }
    if (tooManyProbabilities) {
      return new Cause.Failed(
          new Failure.LimitExceeded(
              "the list of a line's log probabilities", TokenProbabilities.MAX, "tokens"));
    }
    if (tooMany) {
      return new Cause.Failed(
          new Failure.LimitExceeded("the list of a line's calls", MAX_PIECES, "calls"));
    }
    ErrorBody wrong = error;
    if (wrong != null) {
      Failure.Reason blamed = wrong.reason();
      return new Cause.Failed(
          wrong
              .inStream()
              .because(blamed == Failure.Reason.UNKNOWN ? Failure.Reason.SERVER_ERROR : blamed));
    }
    if (done) {
      return finish(reason.isEmpty() ? endReason : reason, out);
    }
    endReason = reason.isEmpty() ? endReason : reason;
    return null;
  }

  private Outcome finish(String why, StreamSink out) {
    parts.end(out);
    if (counts != null) {
      out.onEvent(new StreamEvent.UsageReported(counts.usage()));
    }
    return new Outcome.Finished(finishReason(why));
  }

  private FinishReason finishReason(String why) {
    return switch (why) {
      // Older servers name none.
      case "stop", "" ->
          parts.hasCalls()
              ? new FinishReason(FinishReason.Kind.TOOL_CALLS, why)
              : new FinishReason(FinishReason.Kind.STOP, why);
      case "length" -> FinishReason.LENGTH;
      default -> new FinishReason(FinishReason.Kind.OTHER, why);
    };
  }
}
