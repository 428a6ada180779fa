package dev.sluice.simulator;

import dev.sluice.simulator.Spoken.Kind;

/** Events in binary frames. Only the block of a call has a start; usage comes after the stop. */
final class BedrockStream implements WireEncoder {
  private final Blocks blocks = new Blocks();
  private boolean started;

  @Override
  public String contentType() {
    return "application/vnd.amazon.eventstream";
  }

  @Override
  public void eol(Octets bytes) {
    // A frame has no lines that a script could end.
  }

  @Override
  public void encode(Step.Said said, ByteBuilder out) {
    switch (said) {
      case Step.Role role -> start(out);
      case Step.Text text -> text(text.json(), out);
      case Step.Empty empty -> text(Octets.NONE, out);
      case Step.Reasoning step -> reasoning("text", step.json(), out);
      case Step.Signature step -> reasoning("signature", step.json(), out);
      case Step.Tool tool -> tool(tool, out);
      case Step.Arguments fragment -> {
        begin(out);
        input(blocks.ofCall(fragment.index()), fragment.json(), out);
      }
      case Step.Finish finish -> {
        begin(out);
        close(out);
        event(
            "messageStop", "{\"stopReason\":\"" + Bedrock.stopReason(finish.reason()) + "\"}", out);
      }
      case Step.Usage usage ->
          event("metadata", "{\"metrics\":{\"latencyMs\":1}," + Bedrock.usage(usage) + "}", out);
      case Step.Failure failure -> failure(failure, out);
      case Step.Payload payload -> payload(payload.json().toString(), out);
      case Step.Malformed malformed -> {
        open(Kind.TEXT, out);
        event("contentBlockDelta", delta(blocks.last(), "\"text\":\"bro"), out);
      }
      case Step.Half half -> half(out);
      case Step.Corrupt corrupt -> corrupt(out);
      case Step.Done done -> {}
      case Step.Ping ping -> {}
      case Step.Comment comment -> {}
      case Step.Refusal refusal -> throw new IllegalStateException("it has no form here");
      case Step.Huge huge -> throw new IllegalStateException("encoded around its letters");
    }
  }

  @Override
  public int encodeAround(Step.Huge huge, ByteBuilder out) {
    open(Kind.TEXT, out);
    return EventFrame.event("contentBlockDelta")
        .putAround(delta(blocks.last(), "\"text\":\""), huge.size(), "\"}}", out);
  }

  private void begin(ByteBuilder out) {
    if (!started) {
      start(out);
    }
  }

  private void start(ByteBuilder out) {
    started = true;
    event("messageStart", "{\"role\":\"assistant\"}", out);
  }

  private void open(Kind kind, ByteBuilder out) {
    if (!blocks.isOpen(kind)) {
      begin(out);
      close(out);
      int ignored = blocks.open(kind);
    }
  }

  private void close(ByteBuilder out) {
    if (blocks.isAnyOpen()) {
      event("contentBlockStop", "{\"contentBlockIndex\":" + blocks.last() + "}", out);
      blocks.close();
    }
  }

  private void text(Octets json, ByteBuilder out) {
    open(Kind.TEXT, out);
    event("contentBlockDelta", delta(blocks.last(), "\"text\":\"" + json + "\"}}"), out);
  }

  private void reasoning(String member, Octets json, ByteBuilder out) {
    open(Kind.REASONING, out);
    event(
        "contentBlockDelta",
        delta(blocks.last(), "\"reasoningContent\":{\"" + member + "\":\"" + json + "\"}}}"),
        out);
  }

  private void tool(Step.Tool tool, ByteBuilder out) {
    begin(out);
    close(out);
    Octets id = tool.id();
    int index = blocks.openCall(tool.index());
    event(
        "contentBlockStart",
        "{\"contentBlockIndex\":%d,\"start\":{\"toolUse\":{%s\"name\":\"%s\"}}}"
            .formatted(index, id == null ? "" : "\"toolUseId\":\"" + id + "\",", tool.name()),
        out);
    if (tool.arguments().length() > 0) {
      input(index, tool.arguments(), out);
    }
  }

  private static void input(int index, Octets json, ByteBuilder out) {
    event("contentBlockDelta", delta(index, "\"toolUse\":{\"input\":\"" + json + "\"}}}"), out);
  }

  private static void failure(Step.Failure failure, ByteBuilder out) {
    Octets code = failure.code();
    String status = code == null ? "" : ",\"originalStatusCode\":" + code;
    EventFrame.exception(Bedrock.exceptionType(failure))
        .put("{\"message\":\"" + failure.message() + "\"" + status + "}", out);
  }

  /** An object with one member is an event: its name, and its payload as it stands. */
  private static void payload(String json, ByteBuilder out) {
    if (Json.read(json).orElse(null) instanceof Json.Obj object && object.members().size() == 1) {
      var reader = new Json.Reader(json, json.indexOf('"'));
      String type = reader.string();
      int from = json.indexOf(':', reader.position()) + 1;
      event(type, json.substring(from, json.lastIndexOf('}')).strip(), out);
    } else {
      event("unknown", json, out);
    }
  }

  private void half(ByteBuilder out) {
    var whole = new ByteBuilder(256);
    open(Kind.TEXT, out);
    event("contentBlockDelta", delta(blocks.last(), "\"text\":\"broken\"}}"), whole);
    whole.moveTo(out, whole.length() / 2);
  }

  /** A text delta whose last checksum is not that of its bytes. */
  private void corrupt(ByteBuilder out) {
    text(Octets.utf8("broken"), out);
    byte last = out.at(out.length() - 1);
    out.truncate(out.length() - 1);
    out.put(new byte[] {(byte) ~last}, 0, 1);
  }

  private static String delta(int index, String delta) {
    return "{\"contentBlockIndex\":" + index + ",\"delta\":{" + delta;
  }

  private static void event(String type, String payload, ByteBuilder out) {
    EventFrame.event(type).put(payload, out);
  }
}
