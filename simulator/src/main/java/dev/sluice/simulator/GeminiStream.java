package dev.sluice.simulator;

import org.jspecify.annotations.Nullable;

/**
 * Responses with a part each, as server-sent events without names or as the elements of an array.
 * They have no indexes, and calls come whole.
 */
final class GeminiStream implements WireEncoder {
  private static final String CANDIDATE = "{\"candidates\":[{\"content\":{\"parts\":[";
  private static final String CANDIDATE_END = "],\"role\":\"model\"}";

  private final Call call;
  private final Response response;
  private final boolean array;
  private final SseEvents events = new SseEvents();
  private final WholeCalls calls = new WholeCalls();
  private Octets eol = Octets.utf8("\r\n");
  private boolean begun;
  private boolean finished;
  private Step.@Nullable Usage known;
  private Step.@Nullable Usage told;

  GeminiStream(Call call, Response response, boolean array) {
    this.call = call;
    this.response = response;
    this.array = array;
    eol(eol);
  }

  @Override
  public String contentType() {
    return array ? "application/json; charset=UTF-8" : "text/event-stream";
  }

  @Override
  public void eol(Octets bytes) {
    eol = bytes;
    events.eol(bytes);
  }

  @Override
  public void encode(Step.Said said, ByteBuilder out) {
    flushBefore(said, out);
    switch (said) {
      case Step.Text text -> part(Gemini.text(text.json().toString()), out);
      case Step.Empty empty -> part(Gemini.text(""), out);
      case Step.Reasoning step -> part(Gemini.thought(step.json().toString()), out);
      case Step.Signature step -> part(Gemini.signature(step.json().toString()), out);
      case Step.Tool tool -> calls.begin(tool).ifPresent(whole -> functionCall(whole, out));
      case Step.Arguments step -> calls.add(step).ifPresent(whole -> functionCall(whole, out));
      case Step.Refusal refusal -> {
        open(out).put('{').put(Gemini.blocked(refusal.json().toString()));
        close(out.put(Gemini.tail(call)));
      }
      case Step.Finish finish -> finish(finish, out);
      case Step.Usage usage -> usage(usage, out);
      case Step.Failure failure -> close(open(out).put(Gemini.error(failure, 500)));
      case Step.Payload payload -> close(open(out).put(payload.json()));
      case Step.Done done -> {
        if (array) {
          out.put(begun ? "" : "[").put(eol).put(']').put(eol);
        }
      }
      case Step.Malformed malformed -> close(half(out));
      case Step.Half half -> half(out);
      // Between the elements of an array, as in any JSON, nothing can be said by the way.
      case Step.Comment comment -> comment(comment.text(), out);
      case Step.Ping ping -> comment(Octets.utf8("ping"), out);
      case Step.Role role -> {}
      case Step.Corrupt corrupt -> throw new IllegalStateException("it has no form here");
      case Step.Huge huge -> throw new IllegalStateException("encoded around its letters");
    }
  }

  @Override
  public int encodeAround(Step.Huge huge, ByteBuilder out) {
    flush(out);
    open(out).put(CANDIDATE).put("{\"text\":\"");
    int before = out.length();
    closePart(out.put("\"}"));
    return before;
  }

  /** Calls wait for the rest of their arguments until something else of the answer is said. */
  private void flushBefore(Step.Said said, ByteBuilder out) {
    boolean mayBeMore =
        said instanceof Step.Tool
            || said instanceof Step.Arguments
            || said instanceof Step.Ping
            || said instanceof Step.Comment;
    if (!mayBeMore) {
      flush(out);
    }
  }

  private void flush(ByteBuilder out) {
    calls.flush().forEach(cut -> functionCall(cut, out));
  }

  private void functionCall(Spoken.Part whole, ByteBuilder out) {
    part(Gemini.functionCall(whole), out);
  }

  private void part(String part, ByteBuilder out) {
    closePart(open(out).put(CANDIDATE).put(part));
  }

  /** Until the end only the tokens of the prompt are told. */
  private void closePart(ByteBuilder out) {
    out.put(CANDIDATE_END).put(",\"index\":0}]");
    response
        .first(Step.Usage.class)
        .map(Step.Usage::prompt)
        .ifPresent(
            prompt ->
                out.put(",\"usageMetadata\":{\"promptTokenCount\":")
                    .put(prompt)
                    .put(",\"totalTokenCount\":")
                    .put(prompt)
                    .put('}'));
    close(out.put(Gemini.tail(call)));
  }

  private void finish(Step.Finish finish, ByteBuilder out) {
    finished = true;
    open(out).put(CANDIDATE).put(Gemini.text("")).put(CANDIDATE_END);
    out.put(",\"finishReason\":\"").put(Gemini.finishReason(finish.reason()));
    out.put("\",\"index\":0}]");
    told = known == null ? response.first(Step.Usage.class).orElse(null) : known;
    if (told != null) {
      out.put(',').put(Gemini.usage(told));
    }
    close(out.put(Gemini.tail(call)));
  }

  /** What comes with the finish reason needs no response of its own. */
  private void usage(Step.Usage usage, ByteBuilder out) {
    known = usage;
    boolean comesWithFinish = !finished && response.first(Step.Finish.class).isPresent();
    if (!comesWithFinish && !usage.equals(told)) {
      told = usage;
      close(open(out).put('{').put(Gemini.usage(usage)).put(Gemini.tail(call)));
    }
  }

  private ByteBuilder half(ByteBuilder out) {
    return open(out).put(CANDIDATE).put("{\"text\":\"bro");
  }

  private void comment(Octets text, ByteBuilder out) {
    if (!array) {
      events.comment(text, out);
    }
  }

  private ByteBuilder open(ByteBuilder out) {
    if (!array) {
      return events.open(out);
    }
    if (begun) {
      out.put(eol).put(',').put(eol);
    } else {
      out.put('[');
    }
    begun = true;
    return out;
  }

  private void close(ByteBuilder out) {
    if (!array) {
      events.close(out);
    }
  }
}
