package dev.sluice.simulator;

import dev.sluice.simulator.Spoken.Kind;
import dev.sluice.simulator.Spoken.Part;
import org.jspecify.annotations.Nullable;

/**
 * A response as numbered events. What ends an item repeats all that was in it, and so does the end
 * of the response: the letters of a huge delta, which are not kept, are missing there, and so is
 * what goes beyond a limit.
 */
final class OpenAiResponsesStream implements WireEncoder {
  private static final int KEPT = 16 << 20;

  private final Call call;
  private final Response response;
  private final Spoken spoken = new Spoken(KEPT);
  private final OpenAiResponsesItems items;
  private final SseEvents events = new SseEvents();
  private boolean started;
  private int sequence;

  /** The part whose item has begun and not ended. */
  private @Nullable Part open;

  /** Whether the part inside the open item, of a message or a summary, has begun too. */
  private boolean hasContent;

  OpenAiResponsesStream(Call call, Response response) {
    this.call = call;
    this.response = response;
    items = new OpenAiResponsesItems(call, spoken);
  }

  @Override
  public String contentType() {
    return "text/event-stream; charset=utf-8";
  }

  @Override
  public void eol(Octets bytes) {
    events.eol(bytes);
  }

  @Override
  public void encode(Step.Said said, ByteBuilder out) {
    switch (said) {
      case Step.Role role -> start(out);
      case Step.Text text -> delta(Kind.TEXT, text, text.json(), out);
      case Step.Empty empty -> delta(Kind.TEXT, new Step.Text(Octets.NONE), Octets.NONE, out);
      case Step.Reasoning reasoning -> delta(Kind.REASONING, reasoning, reasoning.json(), out);
      case Step.Refusal refusal -> delta(Kind.REFUSAL, refusal, refusal.json(), out);
      case Step.Signature signature -> open(Kind.REASONING, signature, false, out);
      case Step.Tool tool -> tool(tool, out);
      case Step.Arguments fragment -> arguments(fragment, out);
      case Step.Usage usage -> spoken.add(usage);
      case Step.Finish finish -> finish(finish, out);
      case Step.Done done -> {}
      case Step.Failure failure -> failure(failure, out);
      case Step.Payload payload -> events.typed(payload.json(), out);
      case Step.Comment comment -> events.comment(comment.text(), out);
      // It is not documented, but sent while nothing else is.
      case Step.Ping ping -> event("keepalive", "", out);
      case Step.Malformed malformed -> {
        half(out);
        events.close(out);
      }
      case Step.Half half -> half(out);
      case Step.Corrupt corrupt -> throw new IllegalStateException("it has no form here");
      case Step.Huge huge -> throw new IllegalStateException("encoded around its letters");
    }
  }

  @Override
  public int encodeAround(Step.Huge huge, ByteBuilder out) {
    open(Kind.TEXT, new Step.Text(Octets.NONE), true, out);
    openDelta(Kind.TEXT, index(), out);
    int before = out.length();
    closeDelta(Kind.TEXT, out);
    return before;
  }

  private void begin(ByteBuilder out) {
    if (!started) {
      start(out);
    }
  }

  private void start(ByteBuilder out) {
    started = true;
    String begun = ",\"response\":" + OpenAiResponses.begun(call);
    event("response.created", begun, out);
    event("response.in_progress", begun, out);
  }

  /** The index of the last item. */
  private int index() {
    return spoken.parts().size() - 1;
  }

  private void delta(Kind kind, Step.Said said, Octets json, ByteBuilder out) {
    open(kind, said, true, out);
    openDelta(kind, index(), out).put(json);
    closeDelta(kind, out);
  }

  /** Takes what was said, and begins its item if it is in no open one. */
  private void open(Kind kind, Step.Said said, boolean withContent, ByteBuilder out) {
    if (open == null || open.kind() != kind) {
      begin(out);
      close(out);
    }
    spoken.add(said);
    if (open == null) {
      added(out);
    }
    if (withContent && !hasContent) {
      hasContent = true;
      event(
          kind == Kind.REASONING
              ? "response.reasoning_summary_part.added"
              : "response.content_part.added",
          place(kind, index()) + ",\"part\":" + OpenAiResponsesItems.content(kind, ""),
          out);
    }
  }

  private void added(ByteBuilder out) {
    Part part = spoken.parts().getLast();
    open = part;
    hasContent = false;
    event(
        "response.output_item.added",
        ",\"output_index\":" + index() + ",\"item\":" + items.begun(part, index()),
        out);
  }

  private void close(ByteBuilder out) {
    Part part = open;
    if (part == null) {
      return;
    }
    open = null;
    Kind kind = part.kind();
    String place = place(kind, index());
    if (kind == Kind.TOOL) {
      event(
          "response.function_call_arguments.done",
          place + ",\"arguments\":\"" + part.json() + '"',
          out);
    } else if (hasContent) {
      String text = ",\"" + (kind == Kind.REFUSAL ? "refusal" : "text") + "\":\"";
      event(name(kind) + ".done", place + text + part.json() + '"' + logprobs(kind), out);
      event(
          kind == Kind.REASONING
              ? "response.reasoning_summary_part.done"
              : "response.content_part.done",
          place + ",\"part\":" + OpenAiResponsesItems.content(part),
          out);
    }
    event(
        "response.output_item.done",
        ",\"output_index\":" + index() + ",\"item\":" + items.whole(part, index()),
        out);
  }

  private void tool(Step.Tool tool, ByteBuilder out) {
    begin(out);
    close(out);
    spoken.add(tool);
    added(out);
    if (tool.arguments().length() > 0) {
      openDelta(Kind.TOOL, index(), out).put(tool.arguments());
      closeDelta(Kind.TOOL, out);
    }
  }

  /** A fragment for a call that is not the last one comes late, with the index of its own item. */
  private void arguments(Step.Arguments fragment, ByteBuilder out) {
    begin(out);
    int index = spoken.indexOfCall(fragment.index());
    if (index < 0) {
      close(out);
      spoken.add(fragment);
      index = index();
    } else {
      spoken.add(fragment);
    }
    openDelta(Kind.TOOL, index, out).put(fragment.json());
    closeDelta(Kind.TOOL, out);
  }

  /** One event tells the end, its reason and the usage, be that said later in the script. */
  private void finish(Step.Finish finish, ByteBuilder out) {
    spoken.add(finish);
    if (spoken.usage() == null) {
      response.first(Step.Usage.class).ifPresent(spoken::add);
    }
    if (spoken.failure() == null) {
      begin(out);
    }
    close(out);
    String over = OpenAiResponses.over(call, spoken, items);
    event("response." + OpenAiResponses.status(spoken), ",\"response\":" + over, out);
  }

  private void failure(Step.Failure failure, ByteBuilder out) {
    spoken.add(failure);
    Octets code = failure.code() == null ? failure.typeOr("server_error") : failure.code();
    event(
        "error",
        ",\"code\":\"" + code + "\",\"message\":\"" + failure.message() + "\",\"param\":null",
        out);
  }

  private void half(ByteBuilder out) {
    open(Kind.TEXT, new Step.Text(Octets.NONE), true, out);
    openDelta(Kind.TEXT, index(), out).put("bro");
  }

  private static String name(Kind kind) {
    return switch (kind) {
      case REASONING -> "response.reasoning_summary_text";
      case REFUSAL -> "response.refusal";
      case TOOL -> "response.function_call_arguments";
      case TEXT -> "response.output_text";
    };
  }

  /** The members that say which item, and which part of it, an event is about. */
  private String place(Kind kind, int index) {
    String part =
        switch (kind) {
          case REASONING -> ",\"summary_index\":0";
          case TEXT, REFUSAL -> ",\"content_index\":0";
          case TOOL -> "";
        };
    return ",\"item_id\":\"" + items.id(kind, index) + "\",\"output_index\":" + index + part;
  }

  private static String logprobs(Kind kind) {
    return kind == Kind.TEXT ? ",\"logprobs\":[]" : "";
  }

  private ByteBuilder openDelta(Kind kind, int index, ByteBuilder out) {
    openEvent(name(kind) + ".delta", out);
    return out.put(place(kind, index)).put(",\"delta\":\"");
  }

  private void closeDelta(Kind kind, ByteBuilder out) {
    events.close(out.put('"').put(logprobs(kind)).put('}'));
  }

  private void event(String type, String members, ByteBuilder out) {
    events.close(openEvent(type, out).put(members).put('}'));
  }

  private ByteBuilder openEvent(String type, ByteBuilder out) {
    events.open(type, out).put("{\"type\":\"").put(type);
    return out.put("\",\"sequence_number\":").put(sequence++);
  }
}
