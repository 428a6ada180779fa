package dev.sluice.simulator;

import org.jspecify.annotations.Nullable;

/** An object a line; the last one says that it is, and why. */
final class OllamaStream implements WireEncoder {
  private final Call call;
  private final Response response;
  private final String opening;
  private final WholeCalls calls = new WholeCalls();
  private Octets eol = Octets.utf8("\n");
  private Step.@Nullable Usage usage;

  OllamaStream(Call call, Response response) {
    this.call = call;
    this.response = response;
    opening = Ollama.open(call);
  }

  @Override
  public String contentType() {
    return "application/x-ndjson";
  }

  @Override
  public void eol(Octets bytes) {
    eol = bytes;
  }

  @Override
  public void encode(Step.Said said, ByteBuilder out) {
    boolean mayBeMore =
        said instanceof Step.Tool
            || said instanceof Step.Arguments
            || said instanceof Step.Ping
            || said instanceof Step.Comment;
    if (!mayBeMore) {
      flush(out);
    }
    switch (said) {
      case Step.Text text -> content(text.json(), out);
      case Step.Empty empty -> content(Octets.NONE, out);
      case Step.Reasoning reasoning -> {
        open(out).put("\"content\":\"\",\"thinking\":\"").put(reasoning.json());
        close(out.put('"'));
      }
      case Step.Tool tool -> calls.begin(tool).ifPresent(whole -> toolCall(whole, out));
      case Step.Arguments step -> calls.add(step).ifPresent(whole -> toolCall(whole, out));
      case Step.Finish step -> finish(step, out);
      case Step.Usage step -> usage = step;
      case Step.Failure failure -> out.put(Ollama.error(failure)).put(eol);
      case Step.Payload payload -> out.put(payload.json()).put(eol);
      case Step.Malformed malformed -> half(out).put(eol);
      case Step.Half half -> half(out);
      case Step.Role ignored -> {}
      case Step.Done ignored -> {}
      case Step.Comment ignored -> {}
      case Step.Ping ignored -> {}
      case Step.Refusal ignored -> throw noForm();
      case Step.Signature ignored -> throw noForm();
      case Step.Corrupt ignored -> throw noForm();
      case Step.Huge huge -> throw new IllegalStateException("encoded around its letters");
    }
  }

  @Override
  public int encodeAround(Step.Huge huge, ByteBuilder out) {
    flush(out);
    open(out).put("\"content\":\"");
    int before = out.length();
    close(out.put('"'));
    return before;
  }

  /** One line tells the end, its reason and the usage, be that said later in the script. */
  private void finish(Step.Finish finish, ByteBuilder out) {
    Step.Usage known = usage == null ? response.first(Step.Usage.class).orElse(null) : usage;
    open(out).put("\"content\":\"\"}").put(Ollama.over(finish.reason(), known)).put(eol);
  }

  private IllegalStateException noForm() {
    return new IllegalStateException("it has no form in " + call.wire().name());
  }

  private void flush(ByteBuilder out) {
    calls.flush().forEach(cut -> toolCall(cut, out));
  }

  private void toolCall(Spoken.Part whole, ByteBuilder out) {
    open(out).put("\"content\":\"\",\"tool_calls\":[").put(Ollama.toolCall(whole));
    close(out.put(']'));
  }

  private void content(Octets json, ByteBuilder out) {
    open(out).put("\"content\":\"").put(json);
    close(out.put('"'));
  }

  private ByteBuilder half(ByteBuilder out) {
    return open(out).put("\"content\":\"bro");
  }

  private ByteBuilder open(ByteBuilder out) {
    return out.put(opening);
  }

  private void close(ByteBuilder out) {
    out.put("},\"done\":false}").put(eol);
  }
}
