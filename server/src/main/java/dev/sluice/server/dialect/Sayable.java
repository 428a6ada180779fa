package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Sampling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a request's sampling wire formats have no field for. Core refuses it, or passes it over
 * without a word; here it is optional, and left out by name.
 */
final class Sayable {
  private static final String SEED = "seed";
  private static final String STOP = "stop";

  private static final Map<String, Set<String>> WITHOUT =
      Map.of(
          "openai.responses", Set.of(SEED, STOP),
          "anthropic.messages", Set.of(SEED),
          "bedrock.converse", Set.of(SEED));

  private Sayable() {}

  /** What of this request has no place in one of these formats. */
  static List<String> notIn(Collection<String> formats, Sampling sampling) {
    List<String> names = new ArrayList<>();
    if (sampling.seed().isPresent() && formats.stream().anyMatch(one -> lacks(one, SEED))) {
      names.add(SEED);
    }
    if (!sampling.stop().isEmpty() && formats.stream().anyMatch(one -> lacks(one, STOP))) {
      names.add(STOP);
    }
    return names;
  }

  private static boolean lacks(String format, String name) {
    return WITHOUT.getOrDefault(format, Set.of()).contains(name);
  }

  /** The request without these; it has no headers and no deadline yet. */
  static ChatRequest without(List<String> names, ChatRequest request) {
    Sampling sampling = request.sampling();
    ChatRequest.Builder rest = ChatRequest.builder().messages(request.messages());
    sampling.temperature().ifPresent(rest::temperature);
    sampling.topP().ifPresent(rest::topP);
    sampling.maxTokens().ifPresent(rest::maxTokens);
    if (!names.contains(SEED)) {
      sampling.seed().ifPresent(rest::seed);
    }
    if (!names.contains(STOP)) {
      rest.stop(sampling.stop().toArray(String[]::new));
    }
    request.tools().forEach(rest::tool);
    rest.toolChoice(request.toolChoice()).responseFormat(request.responseFormat());
    request
        .providerOptions()
        .forEach(
            (provider, options) ->
                options.forEach((name, json) -> rest.providerOption(provider, name, json)));
    return rest.streamed(request.streamed()).nativeEvents(request.nativeEvents()).build();
  }
}
