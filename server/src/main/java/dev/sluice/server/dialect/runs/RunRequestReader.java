package dev.sluice.server.dialect.runs;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import dev.sluice.server.dialect.openai.OpenAiMessages;
import dev.sluice.server.dialect.openai.OpenAiSampling;
import dev.sluice.server.dialect.openai.OpenAiTools;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a request for a run. Not thread-safe. */
final class RunRequestReader {
  private final RequestJson json;
  private final ChatRequest.Builder request = ChatRequest.builder();
  private final OpenAiSampling sampling = new OpenAiSampling(request);

  /** What tools and formats say beyond what each provider has. */
  private final Map<String, String> extra = new LinkedHashMap<>();

  private final List<String> dropped = new ArrayList<>(0);
  private Optional<Problem> withoutChoice = Optional.empty();
  private Optional<Problem> withoutFormat = Optional.empty();
  private String model = "";
  private String system = "";
  private String prompt = "";
  private List<Message> messages = List.of();
  private boolean streamed = true;

  private RunRequestReader(RequestJson json) {
    this.json = json;
  }

  static Asked read(byte[] body, Limits limits) {
    return new RunRequestReader(RequestJson.of(body, limits)).read();
  }

  private Asked read() {
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      member(name);
    }
    json.finish();
    if (messages.isEmpty() == prompt.isEmpty()) {
      throw new RefusedException(
          Problem.invalid(
              "missing_field",
              messages.isEmpty()
                  ? "messages: a run needs either messages or a prompt"
                  : "messages: a run has either messages or a prompt, not both",
              "messages"));
    }
    if (!system.isEmpty()) {
      request.system(system);
    }
    request.messages(messages);
    if (!prompt.isEmpty()) {
      request.user(prompt);
    }
    try {
      return asked(request.build());
    } catch (IllegalArgumentException wrong) {
      throw new RefusedException(
          Problem.invalid("invalid_value", String.valueOf(wrong.getMessage()), ""));
    }
  }

  private Asked asked(ChatRequest built) {
    Asked.Builder asked =
        Asked.of(model, built).streamed(streamed).background(true).extra(extra).dropped(dropped);
    withoutChoice
        .or(() -> withoutFormat)
        .or(() -> OpenAiTools.nothingToCall(built, extra))
        .ifPresent(asked::withoutExtra);
    return asked.build();
  }

  private void member(String name) {
    switch (name) {
      case "model" -> model = json.text();
      case "system" -> system = json.text();
      case "prompt" -> prompt = json.text();
      case "messages" -> messages = OpenAiMessages.readOfBothForms(json, dropped);
      case "stream" -> streamed = json.truth();
      case "tools" -> OpenAiTools.tools(json, request, extra);
      case "tool_choice" -> withoutChoice = OpenAiTools.choice(json, request, extra);
      case "response_format" -> withoutFormat = OpenAiTools.format(json, request, extra);
      default -> {
        if (!sampling.member(name, json)) {
          throw json.refused(
              "unsupported_parameter",
              "a run has model, messages or prompt, system, temperature, top_p, max_tokens, seed,"
                  + " stop, tools, tool_choice, response_format and stream");
        }
      }
    }
  }
}
