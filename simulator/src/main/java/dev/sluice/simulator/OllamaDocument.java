package dev.sluice.simulator;

import dev.sluice.simulator.Spoken.Kind;
import java.util.stream.Collectors;

/** The same steps as the one object that {@code "stream": false} asks for. */
final class OllamaDocument extends Document {
  private final Call call;

  OllamaDocument(Call call, Response response) {
    super(response);
    this.call = call;
  }

  @Override
  public String contentType() {
    return "application/json; charset=utf-8";
  }

  @Override
  void putError(Step.Failure failure, int status, ByteBuilder out) {
    out.put(Ollama.error(failure));
  }

  @Override
  void putAnswer(Spoken spoken, ByteBuilder out) {
    out.put(Ollama.open(call)).put("\"content\":\"").put(spoken.joined(Kind.TEXT)).put('"');
    String thinking = spoken.joined(Kind.REASONING);
    if (!thinking.isEmpty()) {
      out.put(",\"thinking\":\"").put(thinking).put('"');
    }
    String calls =
        spoken.parts(Kind.TOOL).stream().map(Ollama::toolCall).collect(Collectors.joining(","));
    if (!calls.isEmpty()) {
      out.put(",\"tool_calls\":[").put(calls).put(']');
    }
    out.put('}').put(Ollama.over(spoken.finish(), spoken.usage()));
  }
}
