package dev.sluice.simulator;

import dev.sluice.simulator.Spoken.Kind;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The same steps as one response; an error where a stream was wanted as an array is in one too. */
final class GeminiDocument extends Document {
  private final Call call;

  GeminiDocument(Call call, Response response) {
    super(response);
    this.call = call;
  }

  @Override
  public String contentType() {
    return "application/json; charset=UTF-8";
  }

  @Override
  void putError(Step.Failure failure, int status, ByteBuilder out) {
    boolean array = Gemini.isArray(call);
    out.put(array ? "[" : "").put(Gemini.error(failure, status)).put(array ? "]" : "");
  }

  @Override
  void putAnswer(Spoken spoken, ByteBuilder out) {
    String refusal = spoken.joined(Kind.REFUSAL);
    out.put('{');
    if (refusal.isEmpty()) {
      putCandidate(spoken, out);
    } else {
      out.put(Gemini.blocked(refusal));
    }
    if (spoken.usage() != null) {
      out.put(',').put(Gemini.usage(spoken.usage()));
    }
    out.put(Gemini.tail(call));
  }

  private static void putCandidate(Spoken spoken, ByteBuilder out) {
    out.put("\"candidates\":[{\"content\":{\"parts\":[");
    out.put(
        spoken.parts().stream().flatMap(GeminiDocument::parts).collect(Collectors.joining(",")));
    out.put("],\"role\":\"model\"}");
    if (spoken.finish() != null) {
      String reason = Gemini.finishReason(spoken.finish());
      out.put(",\"finishReason\":\"").put(reason).put('"');
    }
    out.put(",\"index\":0}]");
  }

  private static Stream<String> parts(Spoken.Part part) {
    return switch (part.kind()) {
      case TEXT -> Stream.of(Gemini.text(part.json()));
      case TOOL -> Stream.of(Gemini.functionCall(part));
      case REFUSAL -> Stream.of();
      case REASONING ->
          Stream.of(
                  part.json().isEmpty() ? "" : Gemini.thought(part.json()),
                  part.signature().isEmpty() ? "" : Gemini.signature(part.signature()))
              .filter(json -> !json.isEmpty());
    };
  }
}
