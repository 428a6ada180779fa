package dev.sluice.simulator;

import java.util.Arrays;

/** Chunks as server-sent events, each in the shape and about the size of the real ones. */
final class OpenAiChatStream implements WireEncoder {
  private static final Octets DATA = Octets.utf8("data: ");
  private static final Octets CHOICE = Octets.utf8("\"choices\":[{\"index\":0,\"delta\":");
  private static final Octets OPEN_FINISH = Octets.utf8(",\"logprobs\":null,\"finish_reason\":");
  private static final Octets UNFINISHED =
      Octets.utf8(",\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"");
  private static final Octets FINISHED = Octets.utf8("}],\"usage\":null,\"obfuscation\":\"");
  private static final Octets CLOSE = Octets.utf8("\"}");
  private static final Octets QUOTE_BRACE = Octets.utf8("\"}");
  private static final Octets ROLE =
      Octets.utf8("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}");
  private static final Octets EMPTY = Octets.utf8("{}");
  private static final Octets CONTENT = Octets.utf8("{\"content\":\"");
  private static final Octets REASONING = Octets.utf8("{\"reasoning_content\":\"");
  private static final Octets REFUSAL = Octets.utf8("{\"refusal\":\"");
  private static final Octets TOOL = Octets.utf8("{\"tool_calls\":[{\"index\":");
  private static final Octets ARGUMENTS = Octets.utf8(",\"function\":{\"arguments\":\"");
  private static final Octets TOOL_END = Octets.utf8("\"}}]}");
  private static final Octets BROKEN = Octets.utf8("{\"content\":\"bro");

  /** The provider pads chunks so that their size does not tell the text; this is the padding. */
  private static final Octets[] PADDING = padding();

  private final Octets envelope;
  private Octets eol = Octets.utf8("\n");

  OpenAiChatStream(Call call) {
    envelope = OpenAiChat.envelope(call, "chat.completion.chunk");
  }

  private static Octets[] padding() {
    String letters = "Qup1BsQ3yhjoJbEFdThUyoKFvz7RmXcL";
    var padding = new Octets[16];
    Arrays.setAll(padding, length -> Octets.utf8(letters.substring(length, 2 * length)));
    return padding;
  }

  @Override
  public String contentType() {
    return "text/event-stream";
  }

  @Override
  public void eol(Octets bytes) {
    eol = bytes;
  }

  @Override
  public void encode(Step.Said said, ByteBuilder out) {
    switch (said) {
      case Step.Text text -> string(CONTENT, text.json(), out);
      case Step.Reasoning reasoning -> string(REASONING, reasoning.json(), out);
      case Step.Refusal refusal -> string(REFUSAL, refusal.json(), out);
      case Step.Role role -> closeDelta(openDelta(out).put(ROLE), 0);
      case Step.Empty empty -> closeDelta(openDelta(out).put(EMPTY), 0);
      case Step.Tool tool -> tool(tool, out);
      case Step.Arguments fragment -> {
        openDelta(out).put(TOOL).put(fragment.index()).put(ARGUMENTS).put(fragment.json());
        closeDelta(out.put(TOOL_END), fragment.json().length());
      }
      case Step.Finish finish -> finish(finish, out);
      case Step.Usage usage -> {
        out.put(DATA).put(envelope).put("\"choices\":[],");
        OpenAiChat.putUsage(usage, out);
        closeEvent(out.put('}'));
      }
      case Step.Failure failure -> {
        OpenAiError.put(failure, 200, out.put(DATA));
        closeEvent(out);
      }
      case Step.Payload payload -> closeEvent(out.put(DATA).put(payload.json()));
      case Step.Done done -> closeEvent(out.put(DATA).put("[DONE]"));
      case Step.Comment comment -> closeEvent(out.put(": ").put(comment.text()));
      case Step.Ping ping -> closeEvent(out.put(": ping"));
      case Step.Malformed malformed -> closeEvent(openDelta(out).put(BROKEN));
      case Step.Half half -> openDelta(out).put(BROKEN);
      case Step.Signature signature -> throw new IllegalStateException("it has no form here");
      case Step.Corrupt corrupt -> throw new IllegalStateException("it has no form here");
      case Step.Huge huge -> throw new IllegalStateException("encoded around its letters");
    }
  }

  @Override
  public int encodeAround(Step.Huge huge, ByteBuilder out) {
    int before = openDelta(out).put(CONTENT).length();
    closeDelta(out.put(QUOTE_BRACE), 0);
    return before;
  }

  private void string(Octets opening, Octets json, ByteBuilder out) {
    openDelta(out).put(opening).put(json);
    closeDelta(out.put(QUOTE_BRACE), json.length());
  }

  private void tool(Step.Tool tool, ByteBuilder out) {
    openDelta(out).put(TOOL).put(tool.index());
    Octets id = tool.id();
    if (id != null) {
      out.put(",\"id\":\"").put(id).put('"');
    }
    out.put(",\"type\":\"function\",\"function\":{\"name\":\"").put(tool.name());
    out.put("\",\"arguments\":\"").put(tool.arguments());
    closeDelta(out.put(TOOL_END), 0);
  }

  private void finish(Step.Finish finish, ByteBuilder out) {
    openDelta(out).put(EMPTY).put(OPEN_FINISH).put('"').put(finish.reason()).put('"');
    closeEvent(out.put(FINISHED).put(PADDING[8]).put(CLOSE));
  }

  private ByteBuilder openDelta(ByteBuilder out) {
    return out.put(DATA).put(envelope).put(CHOICE);
  }

  private void closeDelta(ByteBuilder out, int length) {
    out.put(UNFINISHED).put(PADDING[(10 - length) & 15]).put(CLOSE);
    closeEvent(out);
  }

  private void closeEvent(ByteBuilder out) {
    out.put(eol).put(eol);
  }
}
