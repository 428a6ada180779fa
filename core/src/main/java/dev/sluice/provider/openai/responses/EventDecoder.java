package dev.sluice.provider.openai.responses;

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
import dev.sluice.provider.openai.responses.Section.Growth;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.provider.FrameHandler;
import dev.sluice.spi.provider.FramingException;
import dev.sluice.spi.provider.TokenProbabilities;
import dev.sluice.spi.stream.StreamSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the events of a streamed response, and the one response of an answer that is not
 * streamed. The good end is the event {@code response.completed} or {@code response.incomplete},
 * which brings all of the response and ends the stream, whatever may follow; so nothing of an
 * answer is settled before.
 *
 * <p>Events are taken in the order in which they come: their numbers, which some servers leave out
 * or let stand still, tell nothing more on one connection.
 */
final class EventDecoder implements AnswerDecoder {
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  /** Much more than is shown of it: keys are looked for before it is cut to that. */
  private static final int EXCERPT_BYTES = 8 * 1024;

  private final JsonReaders readers;
  private final String provider;
  private final String requestId;
  private final List<RateLimit> limits;
  private final boolean tellsOwn;
  private final Frame frame = new Frame();
  private boolean started;
  private Usage reported = Usage.unknown();
  private String serviceTier = "";

  /** What came, as long as nothing did that a response has. */
  private String unknown = "";

  /** Made with the first frame. */
  private @Nullable Answer parts;

  /**
   * A decoder of one answer.
   *
   * @param provider whose data its parts carry
   * @param tellsOwn whether events that have no other form are told as they came
   */
  EventDecoder(
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
    return "response.completed";
  }

  @Override
  public @Nullable Outcome onEndOfInput() {
    // The good end ends the stream where it comes: there is none.
    return started || unknown.isEmpty()
        ? null
        : new Cause.Failed(
            new Failure.Malformed("the answer is none of the responses API", unknown));
  }

  @Override
  public @Nullable Outcome onFrame(
      String type, byte[] bytes, int from, int length, StreamSink out) {
    if (isDone(bytes, from, length)) {
      Outcome foreign = onEndOfInput();
      return foreign != null
          ? foreign
          : new Cause.Truncated(
              new Failure.EndedEarly("the provider", goodEnd() + " although it sent [DONE]"));
    }
    Answer answer = parts == null ? new Answer(provider, readers, out) : parts;
    parts = answer;
    try (JsonReader json = readers.read(bytes, from, length)) {
      if (!json.enterObject()) {
        return malformed("an event is no JSON object", bytes, from, length);
      }
      frame.read(json, answer.needsIds());
      json.finish();
    } catch (JsonException wrong) {
      return malformed("an event is not JSON (" + wrong.getMessage() + ")", bytes, from, length);
    }
    if (frame.probabilities.isTooMany()) {
      return tooManyProbabilities();
    }
    try {
      return told(kind(type), answer, bytes, from, length, out);
    } catch (UnreadableException wrong) {
      return new Cause.Failed(wrong.failure());
    } catch (FramingException wrong) {
      return malformed(String.valueOf(wrong.getMessage()), bytes, from, length);
    } catch (JsonException wrong) {
      return malformed("an event is not JSON (" + wrong.getMessage() + ")", bytes, from, length);
    }
  }

  /** What the event says that it is; where it does not, and for errors, what its framing says. */
  private String kind(String framed) {
    boolean isError = framed.equals("error") && !frame.type.startsWith("response.");
    return frame.type.isEmpty() || isError ? framed : frame.type;
  }

  private static Outcome tooManyProbabilities() {
    return new Cause.Failed(
        new Failure.LimitExceeded(
            "the list of an event's log probabilities", TokenProbabilities.MAX, "tokens"));
  }

  private @Nullable Outcome told(
      String type, Answer answer, byte[] bytes, int from, int length, StreamSink out) {
    switch (type) {
      case "response.output_text.delta" -> {
        start(out);
        answer.grow(frame, Growth.TEXT, "message");
      }
      case "response.function_call_arguments.delta" -> grow(answer, "function_call", out);
      case "response.custom_tool_call_input.delta" -> grow(answer, "custom_tool_call", out);
      case "response.mcp_call_arguments.delta" -> grow(answer, "mcp_call", out);
      case "response.code_interpreter_call_code.delta" ->
          grow(answer, "code_interpreter_call", out);
      case "response.reasoning_summary_text.delta" -> {
        start(out);
        answer.grow(frame, Growth.SUMMARY, "reasoning");
      }
      case "response.reasoning_text.delta", "response.reasoning.delta" -> {
        start(out);
        answer.grow(frame, Growth.THOUGHT, "reasoning");
      }
      case "response.refusal.delta" -> {
        start(out);
        answer.grow(frame, Growth.REFUSAL, "message");
      }
      default -> {
        return toldSeldom(type, answer, bytes, from, length, out);
      }
    }
    return null;
  }

  private void grow(Answer answer, String type, StreamSink out) {
    start(out);
    answer.grow(frame, Growth.CALL, type);
  }

  /** An event that comes once for a part, an item or the answer. */
  private @Nullable Outcome toldSeldom(
      String type, Answer answer, byte[] bytes, int from, int length, StreamSink out) {
    switch (type) {
      case "error" -> {
        return failed(frame.error.isEmpty() ? text(bytes, from, length) : frame.error);
      }
      case "response.created" -> start(out);
      case "response.completed",
          "response.incomplete",
          "response.failed",
          "response.cancelled",
          "response.done" -> {
        return response(type, answer, bytes, from, length, out);
      }
      case "response.output_item.added" -> {
        OutputItem item = item(bytes, from, length);
        if (!item.type.isEmpty()) {
          start(out);
          answer.added(frame.outputIndex, item);
        }
      }
      case "response.output_item.done" -> {
        OutputItem item = item(bytes, from, length);
        if (frame.probabilities.isTooMany()) {
          return tooManyProbabilities();
        }
        if (!item.type.isEmpty()) {
          start(out);
          answer.over(frame.outputIndex, item);
        }
      }
      default -> {
        if (type.startsWith("response.")) {
          start(out);
        } else if (isResponse(type)) {
          return response(type, answer, bytes, from, length, out);
        } else if (looksLikeError()) {
          return failed(frame.error.isEmpty() ? text(bytes, from, length) : frame.error);
        }
        if (!PartEvents.tell(type, frame, answer)) {
          own(type, bytes, from, length, out);
        }
      }
    }
    return null;
  }

  /** Whether it is a response without an event; another kind of event may just hold one. */
  private boolean isResponse(String type) {
    boolean named = !type.isEmpty() && !type.equals(FrameHandler.MESSAGE);
    return frame.object.equals("response")
        || (frame.hasResponse && (!named || !frame.status.isEmpty()));
  }

  /** An event that has no other form here. */
  private void own(String type, byte[] bytes, int from, int length, StreamSink out) {
    if (!started && unknown.isEmpty() && !type.equals("keepalive") && !type.equals("ping")) {
      unknown = text(bytes, from, Math.min(length, EXCERPT_BYTES));
    }
    if (tellsOwn) {
      out.onEvent(new StreamEvent.Native(provider, type, text(bytes, from, length)));
    }
  }

  /** The item that an event tells; its JSON is kept only where it goes back as that. */
  private OutputItem item(byte[] bytes, int from, int length) {
    OutputItem item = OutputItem.none();
    String raw = "";
    for (boolean keep = false; frame.hasItem; keep = true) {
      try (JsonReader json = readers.read(bytes, from, length)) {
        json.enterObject();
        for (String name; (name = json.nextName()) != null; ) {
          if (!name.equals("item")) {
            json.skip();
          } else if (keep) {
            raw = json.textOrJson();
          } else {
            item = OutputItem.of(json, frame.probabilities);
          }
        }
        json.finish();
      }
      if (keep || !item.isKept()) {
        break;
      }
    }
    return raw.isEmpty() ? item : OutputItem.of(raw, frame.probabilities);
  }

  /** Proxies report errors in forms of their own, which have no type of this format. */
  private boolean looksLikeError() {
    boolean hasError =
        !frame.error.isEmpty() && !frame.error.equals("{}") && !frame.error.equals("false");
    return hasError || frame.hasMessage;
  }

  private void start(StreamSink out) {
    if (!started) {
      started = true;
      out.onEvent(new StreamEvent.Started(frame.id, frame.model, requestId).limited(limits));
    }
  }

  // The end.

  /** All of a response: its status says how it has ended, where it does not the event. */
  private @Nullable Outcome response(
      String type, Answer answer, byte[] bytes, int from, int length, StreamSink out) {
    boolean goesOn = frame.status.equals("queued") || frame.status.equals("in_progress");
    boolean isEvent = type.startsWith("response.");
    String status =
        isEvent && (goesOn || frame.status.isEmpty())
            ? type.substring("response.".length())
            : frame.status;
    start(out);
    if (goesOn && !isEvent) {
      return null; // The answer to a request that runs in the background.
    }
    if (!answer.isAllTold(frame.outputs)) {
      answer.listed(outputs(bytes, from, length));
    }
    beside(out);
    return switch (status) {
      case "failed" -> failed(frame.error);
      case "cancelled" -> cancelled();
      case "incomplete" -> {
        answer.finish(true);
        yield new Outcome.Finished(incomplete(frame.incomplete));
      }
      default -> {
        answer.finish(false);
        FinishReason.Kind kind =
            answer.awaitsCaller() ? FinishReason.Kind.TOOL_CALLS : FinishReason.Kind.STOP;
        yield new Outcome.Finished(new FinishReason(kind, "completed"));
      }
    };
  }

  /** What is told beside the answer. */
  private void beside(StreamSink out) {
    if (!frame.usage.isEmpty()) {
      reported = ReportedUsage.of(frame.usage, reported, readers);
      out.onEvent(new StreamEvent.UsageReported(reported));
    }
    if (!frame.serviceTier.isEmpty() && !frame.serviceTier.equals(serviceTier)) {
      serviceTier = frame.serviceTier;
      out.onEvent(
          new StreamEvent.Noted(
              ProviderData.of(provider, "service_tier", Quoted.of(frame.serviceTier))));
    }
  }

  /** The items that a response lists: read only where they have something new. */
  private List<OutputItem> outputs(byte[] bytes, int from, int length) {
    List<OutputItem> outputs = new ArrayList<>();
    try (JsonReader json = readers.read(bytes, from, length)) {
      json.enterObject();
      boolean inside = true;
      for (String name; inside && (name = json.nextName()) != null; ) {
        if (name.equals("response") && json.isObject()) {
          json.enterObject();
        } else if (name.equals("output") && json.enterArray()) {
          inside = false;
          while (json.nextElement()) {
            OutputItem item = OutputItem.of(json.textOrJson(), frame.probabilities);
            if (outputs.size() >= Items.MAX || frame.probabilities.isTooMany()) {
              throw UnreadableException.tooMuch("the list of output items", Items.MAX, "items");
            }
            if (!item.type.isEmpty()) {
              outputs.add(item);
            }
          }
        } else {
          json.skip();
        }
      }
    }
    return outputs;
  }

  private static FinishReason incomplete(String reason) {
    FinishReason.Kind kind =
        switch (reason) {
          case "max_output_tokens", "max_tokens", "length" -> FinishReason.Kind.LENGTH;
          case "content_filter" -> FinishReason.Kind.CONTENT_FILTER;
          default -> FinishReason.Kind.ERROR; // It may be cut off anywhere, for whatever reason.
        };
    return new FinishReason(kind, reason.isEmpty() ? "incomplete" : reason);
  }

  private static Outcome failed(String error) {
    return new Cause.Failed(
        ResponseErrors.inStream(
            error.isEmpty() ? "the response has failed, and does not say why" : error));
  }

  /** By somebody who knows its id: another attempt would bring back what he has stopped. */
  private static Outcome cancelled() {
    Failure.RetryAdvice never = new Failure.RetryAdvice(Optional.empty(), Optional.of(false));
    return new Cause.Failed(
        new Failure.ErrorInStream("the response was cancelled at the provider", "", "cancelled")
            .advised(never));
  }

  private static boolean isDone(byte[] bytes, int from, int length) {
    int end = from + length;
    while (end > from && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t')) {
      end--;
    }
    if (end - from != DONE.length) {
      return false;
    }
    for (int i = 0; i < DONE.length; i++) {
      if (bytes[from + i] != DONE[i]) {
        return false;
      }
    }
    return true;
  }

  private static Outcome malformed(String what, byte[] bytes, int from, int length) {
    String excerpt = text(bytes, from, Math.min(length, EXCERPT_BYTES));
    return new Cause.Failed(new Failure.Malformed(what, excerpt));
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }
}
