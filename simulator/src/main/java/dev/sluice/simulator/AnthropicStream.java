package dev.sluice.simulator;

import dev.sluice.simulator.Spoken.Kind;
import org.jspecify.annotations.Nullable;

/** A message as events: it begins with the first delta at the latest, and so do its blocks. */
final class AnthropicStream implements WireEncoder {
  private final Call call;
  private final Response response;
  private final SseEvents events = new SseEvents();
  private final Blocks blocks = new Blocks();
  private final StringBuilder refusal = new StringBuilder();
  private boolean started;
  private boolean finished;
  private Step.@Nullable Usage known;
  private Step.@Nullable Usage told;

  AnthropicStream(Call call, Response response) {
    this.call = call;
    this.response = response;
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
      case Step.Text text -> text(text.json(), out);
      case Step.Empty empty -> text(Octets.NONE, out);
      case Step.Reasoning reasoning -> {
        openThinking(out);
        delta("thinking_delta\",\"thinking", reasoning.json(), out);
      }
      case Step.Signature signature -> {
        openThinking(out);
        delta("signature_delta\",\"signature", signature.json(), out);
      }
      case Step.Tool tool -> tool(tool, out);
      case Step.Arguments fragment -> {
        begin(out);
        input(blocks.ofCall(fragment.index()), fragment.json(), out);
      }
      case Step.Refusal step -> refusal.append(step.json());
      case Step.Usage usage -> usage(usage, out);
      case Step.Finish finish -> finish(finish, out);
      case Step.Done done -> event("message_stop", "", out);
      case Step.Failure failure -> {
        Anthropic.putError(failure, 200, call, events.open("error", out));
        events.close(out);
      }
      case Step.Payload payload -> events.typed(payload.json(), out);
      case Step.Comment comment -> events.comment(comment.text(), out);
      case Step.Ping ping -> event("ping", "", out);
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
    openText(out);
    openDelta("text_delta\",\"text", blocks.last(), out);
    int before = out.length();
    closeDelta(out);
    return before;
  }

  /** The message, if it has not begun. */
  private void begin(ByteBuilder out) {
    if (!started) {
      start(out);
    }
  }

  private void start(ByteBuilder out) {
    started = true;
    Step.Usage usage = response.first(Step.Usage.class).orElse(Step.Usage.NONE);
    event(
        "message_start",
        ",\"message\":"
            + Anthropic.envelope(call)
            + "\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
            + Anthropic.usage(usage, Math.min(1, usage.completion()))
            + "}",
        out);
  }

  private void text(Octets json, ByteBuilder out) {
    openText(out);
    delta("text_delta\",\"text", json, out);
  }

  private void openText(ByteBuilder out) {
    open(Kind.TEXT, "{\"type\":\"text\",\"text\":\"\"}", out);
  }

  private void openThinking(ByteBuilder out) {
    open(Kind.REASONING, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}", out);
  }

  private void open(Kind kind, String block, ByteBuilder out) {
    if (!blocks.isOpen(kind)) {
      begin(out);
      close(out);
      startBlock(blocks.open(kind), block, out);
    }
  }

  private void startBlock(int index, String block, ByteBuilder out) {
    event("content_block_start", ",\"index\":" + index + ",\"content_block\":" + block, out);
  }

  private void close(ByteBuilder out) {
    if (blocks.isAnyOpen()) {
      event("content_block_stop", ",\"index\":" + blocks.last(), out);
      blocks.close();
    }
  }

  private void tool(Step.Tool tool, ByteBuilder out) {
    begin(out);
    close(out);
    Octets id = tool.id();
    int index = blocks.openCall(tool.index());
    startBlock(
        index,
        "{\"type\":\"tool_use\""
            + (id == null ? "" : ",\"id\":\"" + id + "\"")
            + ",\"name\":\""
            + tool.name()
            + "\",\"input\":{}}",
        out);
    if (tool.arguments().length() > 0) {
      input(index, tool.arguments(), out);
    }
  }

  private void input(int index, Octets json, ByteBuilder out) {
    openDelta("input_json_delta\",\"partial_json", index, out).put(json);
    closeDelta(out);
  }

  private void finish(Step.Finish finish, ByteBuilder out) {
    begin(out);
    close(out);
    finished = true;
    Step.Usage usage =
        known == null ? response.first(Step.Usage.class).orElse(Step.Usage.NONE) : known;
    messageDelta(finish.reason(), usage, out);
  }

  /** A message ends with one event that tells both; only what that did not tell needs another. */
  private void usage(Step.Usage usage, ByteBuilder out) {
    known = usage;
    boolean comesWithFinish = !finished && response.first(Step.Finish.class).isPresent();
    if (!comesWithFinish && !usage.equals(told)) {
      begin(out);
      messageDelta(null, usage, out);
    }
  }

  private void messageDelta(@Nullable Octets reason, Step.Usage usage, ByteBuilder out) {
    told = usage;
    event(
        "message_delta",
        ",\"delta\":{\"stop_reason\":"
            + Anthropic.stopReason(reason)
            + ",\"stop_sequence\":null"
            + Anthropic.stopDetails(reason == null ? "" : refusal.toString())
            + "},"
            + Anthropic.usage(usage, usage.completion()),
        out);
  }

  private void delta(String typeAndName, Octets json, ByteBuilder out) {
    openDelta(typeAndName, blocks.last(), out).put(json);
    closeDelta(out);
  }

  private ByteBuilder openDelta(String typeAndName, int index, ByteBuilder out) {
    events.open("content_block_delta", out);
    out.put("{\"type\":\"content_block_delta\",\"index\":").put(index);
    return out.put(",\"delta\":{\"type\":\"").put(typeAndName).put("\":\"");
  }

  private void closeDelta(ByteBuilder out) {
    events.close(out.put("\"}}"));
  }

  private void half(ByteBuilder out) {
    openText(out);
    openDelta("text_delta\",\"text", blocks.last(), out).put("bro");
  }

  private void event(String type, String members, ByteBuilder out) {
    events.open(type, out).put("{\"type\":\"").put(type).put('"').put(members).put('}');
    events.close(out);
  }
}
