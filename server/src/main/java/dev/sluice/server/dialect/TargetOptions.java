package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ToolChoice;
import dev.sluice.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a request sets, as fields of the format of one provider that is asked. */
final class TargetOptions {
  private static final int MIN_BUDGET = 1024;

  /** OpenAI's responses refuse fewer, and agents ask for one token to find out about a model. */
  static final int MIN_OUTPUT = 16;

  /** What each model of Gemini's with budgets takes. */
  private static final int MIN_GEMINI = 512;

  private static final int MAX_GEMINI = 24_576;

  /** Anthropic's models think with nothing less. */
  private static final double MIN_TOP_P = 0.95;

  private final Tuning tuning;
  private final ChatRequest request;
  private final Set<Takes> takes;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private final Set<String> told = new LinkedHashSet<>();

  /** Whether a model of Anthropic's is told to think. */
  private boolean thinks;

  TargetOptions(Tuning tuning, ChatRequest request, Translation.Target target) {
    this.tuning = tuning;
    this.request = request;
    this.takes = target.takes();
    // That is said nowhere, since it is usual everywhere.
    tuning.endless().ifPresent(usual -> told.addAll(usual.paths()));
    switch (target.format()) {
      case FormatNames.CHAT -> chat();
      case FormatNames.RESPONSES -> responses();
      case FormatNames.MESSAGES -> messages();
      case FormatNames.GEMINI -> gemini();
      case FormatNames.OLLAMA -> ollama();
      default -> several();
    }
  }

  /** By name, as JSON. */
  Map<String, String> fields() {
    return fields;
  }

  /** The paths of what they say. */
  Set<String> told() {
    return told;
  }

  private void tell(Tuning.Said<?> said, String field, String json) {
    fields.put(field, json);
    told.addAll(said.paths());
  }

  private void chat() {
    parallel("parallel_tool_calls", "false");
    word().ifPresent(said -> tell(said, "reasoning_effort", JsonWriter.quoted(openAi(said))));
    topK("top_k");
    penalties("frequency_penalty", "presence_penalty");
  }

  private void responses() {
    if (request.sampling().maxTokens().orElse(MIN_OUTPUT) < MIN_OUTPUT) {
      fields.put("max_output_tokens", Integer.toString(MIN_OUTPUT));
    }
    parallel("parallel_tool_calls", "false");
    word()
        .ifPresent(
            said ->
                tell(
                    said,
                    "reasoning",
                    new JsonWriter().object().put("effort", openAi(said)).end().text()));
  }

  /** The model's own choice is what it would do if nothing were said, which may be nothing. */
  private static String openAi(Tuning.Said<Effort> said) {
    return switch (said.value().level()) {
      case OFF -> "none";
      case AUTO -> "medium";
      case MAX -> "xhigh";
      case MINIMAL, LOW, MEDIUM, HIGH, XHIGH -> said.value().level().word();
    };
  }

  /** One at a time; that there may be several is said nowhere, since it is usual everywhere. */
  private void parallel(String field, String json) {
    several();
    tuning
        .parallel()
        .filter(said -> !said.value())
        .ifPresent(
            said -> {
              told.addAll(said.paths());
              if (!request.tools().isEmpty()) { // Without them it is refused.
                fields.put(field, json);
              }
            });
  }

  private void several() {
    tuning.parallel().filter(Tuning.Said::value).ifPresent(usual -> told.addAll(usual.paths()));
  }

  private void topK(String field) {
    if (takes.contains(Takes.TOP_K)) {
      tuning.topK().ifPresent(said -> tell(said, field, said.value()));
    }
  }

  private void penalties(String frequency, String presence) {
    if (takes.contains(Takes.PENALTIES)) {
      tuning.frequency().ifPresent(said -> tell(said, frequency, said.value()));
      tuning.presence().ifPresent(said -> tell(said, presence, said.value()));
    }
  }

  /** The effort, if it is to be told in words. */
  private Optional<Tuning.Said<Effort>> word() {
    return tuning.effort().filter(said -> takes.contains(Takes.EFFORT));
  }

  /** The effort, if it is to be told in tokens: where they were said, or there are no words. */
  private Optional<Tuning.Said<Effort>> budget() {
    return tuning
        .effort()
        .filter(
            said ->
                takes.contains(Takes.THINKING_TOKENS)
                    && (said.value().tokens().isPresent() || !takes.contains(Takes.EFFORT)));
  }

  private void messages() {
    parallel("disable_parallel_tool_use", "true");
    Optional<Tuning.Said<Effort>> budget = budget();
    if (budget.isPresent()) {
      budget(budget.get());
    } else {
      word().ifPresent(this::effort);
    }
    // Who thinks chooses from all tokens.
    if (!thinks) {
      topK("top_k");
    }
  }

  private void effort(Tuning.Said<Effort> said) {
    Effort.Level level = said.value().level();
    if (said.value().isOff()) {
      tell(said, "thinking", "{\"type\":\"disabled\"}");
      return;
    }
    if (mayThink()) {
      thinks = true;
      tell(said, "thinking", "{\"type\":\"adaptive\"}");
    }
    if (level != Effort.Level.AUTO) {
      String word = level == Effort.Level.MINIMAL ? Effort.Level.LOW.word() : level.word();
      tell(said, "output_config", new JsonWriter().object().put("effort", word).end().text());
    }
  }

  /** The limit of tokens holds for thoughts and answer together: half of it is the answer's. */
  private void budget(Tuning.Said<Effort> said) {
    if (said.value().isOff()) {
      tell(said, "thinking", "{\"type\":\"disabled\"}");
      return;
    }
    int tokens = Math.max(MIN_BUDGET, said.value().budget());
    int max = request.sampling().maxTokens().orElse(Integer.MAX_VALUE);
    int fitting = tokens < max ? tokens : max / 2;
    if (fitting >= MIN_BUDGET && mayThink() && !isWithinThoughts()) {
      thinks = true;
      tell(
          said,
          "thinking",
          new JsonWriter()
              .object()
              .put("type", "enabled")
              .put("budget_tokens", fitting)
              .end()
              .text());
    }
  }

  /** With thoughts Anthropic's messages refuse some of what they take otherwise. */
  private boolean mayThink() {
    boolean isFree =
        switch (request.toolChoice()) {
          case ToolChoice.Auto auto -> true;
          case ToolChoice.None none -> true;
          case ToolChoice.Required any -> false;
          case ToolChoice.Named one -> false;
        };
    boolean isBegun = request.messages().getLast() instanceof Message.Assistant;
    return isFree
        && !isBegun
        && request.sampling().temperature().orElse(1) == 1
        && request.sampling().topP().orElse(1) >= MIN_TOP_P;
  }

  /**
   * Whether results go back, beside what else the user says, of calls before which nothing signed
   * was thought: it is refused.
   */
  private boolean isWithinThoughts() {
    boolean results = false;
    for (Message message : request.messages().reversed()) {
      switch (message) {
        case Message.ToolResult result -> results = true;
        case Message.Assistant said -> {
          return results && said.parts().stream().noneMatch(TargetOptions::isSigned);
        }
        case Message.User user -> {}
        case Message.SystemPrompt prompt -> {}
      }
    }
    return false;
  }

  private static boolean isSigned(Part part) {
    return part instanceof Part.Reasoning thought
        && !(thought.signature().isEmpty() && thought.cipher().isEmpty());
  }

  private void gemini() {
    several();
    Optional<Tuning.Said<Effort>> budget = budget();
    Map<String, String> config = new LinkedHashMap<>();
    budget.ifPresent(said -> config.put("thinkingBudget", geminis(said.value())));
    Optional<Tuning.Said<Effort>> word = budget.isPresent() ? Optional.empty() : word();
    word.filter(said -> said.value().level() != Effort.Level.AUTO)
        .ifPresent(said -> config.put("thinkingLevel", level(said.value())));
    budget.or(() -> word).ifPresent(said -> thinking(said, config));
    topK("topK");
    penalties("frequencyPenalty", "presencePenalty");
  }

  private void thinking(Tuning.Said<Effort> said, Map<String, String> config) {
    tuning
        .thoughts()
        .filter(any -> !said.value().isOff())
        .ifPresent(
            wanted -> {
              config.put("includeThoughts", "true");
              told.addAll(wanted.paths());
            });
    JsonWriter json = new JsonWriter().object();
    config.forEach(json::putJson);
    tell(said, "thinkingConfig", json.end().text());
  }

  private static String geminis(Effort effort) {
    return switch (effort.level()) {
      case OFF -> "0";
      case AUTO -> "-1";
      case MINIMAL, LOW, MEDIUM, HIGH, XHIGH, MAX ->
          Integer.toString(Math.clamp(effort.budget(), MIN_GEMINI, MAX_GEMINI));
    };
  }

  private static String level(Effort effort) {
    return switch (effort.level()) {
      case OFF, MINIMAL -> "\"MINIMAL\"";
      case LOW -> "\"LOW\"";
      case AUTO, MEDIUM -> "\"MEDIUM\"";
      case HIGH, XHIGH, MAX -> "\"HIGH\"";
    };
  }

  private void ollama() {
    several();
    word()
        .ifPresent(
            said ->
                tell(
                    said,
                    "think",
                    switch (said.value().level()) {
                      case OFF -> "false";
                      case AUTO -> "true";
                      case MINIMAL, LOW -> "\"low\"";
                      case MEDIUM -> "\"medium\"";
                      case HIGH, XHIGH, MAX -> "\"high\"";
                    }));
    topK("top_k");
    penalties("frequency_penalty", "presence_penalty");
  }
}
