package dev.sluice.server.dialect.chat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.json.JsonWriter;
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

/** Reads a request of chat completions. Not thread-safe. */
final class ChatRequestReader {
  private static final int MAX_TOP_LOGPROBS = 20;
  private static final double MAX_PENALTY = 2;

  private final RequestJson json;
  private final ChatRequest.Builder request = ChatRequest.builder();
  private final OpenAiSampling sampling = new OpenAiSampling(request);
  private final Map<String, String> extra = new LinkedHashMap<>();
  private final List<String> dropped = new ArrayList<>(0);
  private Optional<Problem> withoutChoice = Optional.empty();
  private Optional<Problem> withoutFormat = Optional.empty();
  private String model = "";
  private boolean hasMessages;
  private boolean streamed;
  private boolean background;
  private boolean usage;

  private ChatRequestReader(RequestJson json) {
    this.json = json;
  }

  static Asked read(byte[] body, Limits limits) {
    return new ChatRequestReader(RequestJson.of(body, limits)).read();
  }

  private Asked read() {
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      member(name);
    }
    json.finish();
    if (!hasMessages) {
      throw new RefusedException(
          Problem.invalid(
              "missing_field", "messages: a request needs a list of messages", "messages"));
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
        Asked.of(model, built)
            .streamed(streamed)
            .background(background)
            .view(new ChatView(usage))
            .extra(extra)
            .dropped(dropped);
    withoutChoice
        .or(() -> withoutFormat)
        .or(() -> OpenAiTools.nothingToCall(built, extra))
        .ifPresent(asked::withoutExtra);
    return asked.build();
  }

  private void member(String name) {
    switch (name) {
      case "model" -> model = json.text();
      case "messages" -> {
        request.messages(OpenAiMessages.read(json, dropped));
        hasMessages = true;
      }
      case "stream" -> streamed = json.truth();
      case "stream_options" -> streamOptions();
      case "background" -> background = json.truth();
      case "n" -> {
        if (json.whole(1, Integer.MAX_VALUE) != 1) {
          throw json.refused(
              "unsupported_value", "only one answer at a time: ask as often as you want answers");
        }
      }
      case "tools" -> OpenAiTools.tools(json, request, extra);
      case "tool_choice" -> withoutChoice = OpenAiTools.choice(json, request, extra);
      case "response_format" -> withoutFormat = OpenAiTools.format(json, request, extra);
      case "functions", "function_call" ->
          throw json.refused("unsupported_parameter", "use tools and tool_choice instead");
      case "api_base", "base_url", "api_key", "headers", "extra_headers" ->
          throw json.refusedAsOurs();
      default -> {
        if (!sampling.member(name, json)) {
          extra.put(name, checked(name));
        }
      }
    }
  }

  /** What goes on as it is; of what is documented the kind of the value is looked at. */
  private String checked(String name) {
    switch (name) {
      case "logprobs", "store", "parallel_tool_calls" -> {
        return Boolean.toString(json.truth());
      }
      case "top_logprobs" -> {
        return Long.toString(json.whole(0, MAX_TOP_LOGPROBS));
      }
      case "frequency_penalty", "presence_penalty" -> {
        var _ = json.number(-MAX_PENALTY, MAX_PENALTY);
      }
      case "reasoning_effort",
          "user",
          "service_tier",
          "verbosity",
          "prompt_cache_key",
          "safety_identifier" -> {
        return JsonWriter.quoted(json.text());
      }
      case "metadata", "logit_bias", "audio", "prediction", "web_search_options" -> {
        if (!json.isObject()) {
          json.object(); // Says what was expected.
        }
      }
      case "modalities" -> {
        if (!json.isArray()) {
          json.array();
        }
      }
      default -> {}
    }
    return json.json();
  }

  /** Usage is always asked for upstream; whether the client is told is another thing. */
  private void streamOptions() {
    json.object();
    JsonWriter others = new JsonWriter().object().put("include_usage", true);
    boolean any = false;
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("include_usage")) {
        usage = json.truth();
      } else {
        any = true;
        others.putRead(name, json.json());
      }
    }
    String all = others.end().text();
    if (any) {
      extra.put("stream_options", all);
    }
  }
}
