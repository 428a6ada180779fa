package dev.sluice.server.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.server.dialect.Translation.Target;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranslationTest {
  private static final Tool TOOL = new Tool("find", "", "{\"type\":\"object\"}");
  private static final Part.ToolCall CALL = new Part.ToolCall("c", "find", "{}");
  private static final Set<Takes> ALL = EnumSet.allOf(Takes.class);
  private static final Set<Takes> WORDS = Set.of(Takes.EFFORT);
  private static final Set<Takes> TOKENS = Set.of(Takes.THINKING_TOKENS);
  private static final UnaryOperator<ChatRequest.Builder> PLAIN = UnaryOperator.identity();

  /** By short names. */
  private static String format(String name) {
    return switch (name) {
      case "chat" -> "openai.chat";
      case "responses" -> "openai.responses";
      case "messages" -> "anthropic.messages";
      case "gemini" -> "gemini.generate_content";
      case "ollama" -> "ollama.chat";
      default -> name;
    };
  }

  private static Asked asked(
      String from,
      Map<String, String> extra,
      UnaryOperator<ChatRequest.Builder> more,
      Target... to) {
    ChatRequest request = more.apply(ChatRequest.builder().user("Hi.")).build();
    Asked asked = Asked.of("m", request).extra(extra).build();
    return asked.to(List.of(), Translation.of(format(from), asked, List.of(to)));
  }

  private static Target target(String to, Set<Takes> takes) {
    return new Target("p", format(to), takes);
  }

  private static Map<String, String> options(Asked asked) {
    return asked.request().providerOptions("p");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "none | {\"type\":\"disabled\"} | | {\"thinkingLevel\":\"MINIMAL\"} | false",
        "minimal | {\"type\":\"adaptive\"} | low | {\"thinkingLevel\":\"MINIMAL\"} | \"low\"",
        "low | {\"type\":\"adaptive\"} | low | {\"thinkingLevel\":\"LOW\"} | \"low\"",
        "medium | {\"type\":\"adaptive\"} | medium | {\"thinkingLevel\":\"MEDIUM\"} | \"medium\"",
        "high | {\"type\":\"adaptive\"} | high | {\"thinkingLevel\":\"HIGH\"} | \"high\"",
        "xhigh | {\"type\":\"adaptive\"} | xhigh | {\"thinkingLevel\":\"HIGH\"} | \"high\"",
        "max | {\"type\":\"adaptive\"} | max | {\"thinkingLevel\":\"HIGH\"} | \"high\"",
      })
  void aWordOfOpenAisIsAWordOfTheOthers(
      String word, String thinking, String effort, String gemini, String ollama) {
    for (Map.Entry<String, Map<String, String>> from :
        Map.of(
                "chat", Map.of("reasoning_effort", '"' + word + '"'),
                "responses", Map.of("reasoning", "{\"effort\":\"" + word + "\"}"))
            .entrySet()) {
      Asked claude = asked(from.getKey(), from.getValue(), PLAIN, target("messages", WORDS));
      assertThat(options(claude)).containsEntry("thinking", thinking);
      assertThat(options(claude).get("output_config"))
          .isEqualTo(effort == null ? null : "{\"effort\":\"" + effort + "\"}");
      assertThat(claude.dropped()).isEmpty();
      assertThat(options(asked(from.getKey(), from.getValue(), PLAIN, target("gemini", WORDS))))
          .isEqualTo(Map.of("thinkingConfig", gemini));
      assertThat(options(asked(from.getKey(), from.getValue(), PLAIN, target("ollama", WORDS))))
          .isEqualTo(Map.of("think", ollama));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "messages | thinking | {\"type\":\"disabled\"} | none",
        "messages | thinking | {\"type\":\"adaptive\"} | medium",
        "messages | thinking | {\"type\":\"enabled\",\"budget_tokens\":1024} | low",
        "messages | thinking | {\"type\":\"enabled\",\"budget_tokens\":4096} | low",
        "messages | thinking | {\"type\":\"enabled\",\"budget_tokens\":4097} | medium",
        "messages | thinking | {\"type\":\"enabled\",\"budget_tokens\":16384} | medium",
        "messages | thinking | {\"type\":\"enabled\",\"budget_tokens\":31999} | high",
        "messages | output_config | {\"effort\":\"max\"} | xhigh",
        "gemini | thinkingConfig | {\"thinkingBudget\":0} | none",
        "gemini | thinkingConfig | {\"thinking_budget\":-1} | medium",
        "gemini | thinkingConfig | {\"thinkingBudget\":8192,\"includeThoughts\":true} | medium",
        "gemini | thinkingConfig | {\"thinkingLevel\":\"high\"} | high",
        "ollama | think | true | medium",
        "ollama | think | false | none",
        "ollama | think | \"low\" | low",
      })
  void whatTheOthersSayIsAWordOfOpenAis(String from, String name, String json, String word) {
    Asked chat = asked(from, Map.of(name, json), PLAIN, target("chat", WORDS));
    assertThat(options(chat)).isEqualTo(Map.of("reasoning_effort", '"' + word + '"'));
    assertThat(chat.dropped()).isEmpty();
    assertThat(options(asked(from, Map.of(name, json), PLAIN, target("responses", WORDS))))
        .isEqualTo(Map.of("reasoning", "{\"effort\":\"" + word + "\"}"));
  }

  @ParameterizedTest
  @CsvSource({
    "none,0",
    "minimal,1024",
    "low,1024",
    "medium,8192",
    "high,24576",
    "xhigh,24576",
    "max,24576"
  })
  void aModelThatKnowsTokensAloneIsToldTokensForWords(String word, int tokens) {
    Map<String, String> extra = Map.of("reasoning_effort", '"' + word + '"');
    assertThat(options(asked("chat", extra, PLAIN, target("gemini", TOKENS))))
        .isEqualTo(Map.of("thinkingConfig", "{\"thinkingBudget\":" + tokens + "}"));
    assertThat(options(asked("chat", extra, PLAIN, target("messages", TOKENS))))
        .isEqualTo(
            Map.of(
                "thinking",
                tokens == 0
                    ? "{\"type\":\"disabled\"}"
                    : "{\"type\":\"enabled\",\"budget_tokens\":" + tokens + "}"));
  }

  @Test
  void tokensAreTokensWhereTheModelTakesThemAsFarAsItDoes() {
    Map<String, String> many = Map.of("thinking", "{\"type\":\"enabled\",\"budget_tokens\":31999}");
    assertThat(options(asked("messages", many, PLAIN, target("gemini", ALL))))
        .isEqualTo(Map.of("thinkingConfig", "{\"thinkingBudget\":24576,\"includeThoughts\":true}"));
    Map<String, String> few = Map.of("thinkingConfig", "{\"thinkingBudget\":128}");
    assertThat(options(asked("gemini", few, PLAIN, target("messages", ALL))))
        .isEqualTo(Map.of("thinking", "{\"type\":\"enabled\",\"budget_tokens\":1024}"));
  }

  @Test
  void aWordOfAnthropicsGoesBeforeThatTheModelMayThink() {
    Map<String, String> both =
        Map.of("thinking", "{\"type\":\"adaptive\"}", "output_config", "{\"effort\":\"low\"}");
    Asked chat = asked("messages", both, PLAIN, target("chat", WORDS));
    assertThat(options(chat)).isEqualTo(Map.of("reasoning_effort", "\"low\""));
    assertThat(chat.dropped()).isEmpty();
    Map<String, String> off =
        Map.of("thinking", "{\"type\":\"disabled\"}", "output_config", "{\"effort\":\"low\"}");
    Asked silent = asked("messages", off, PLAIN, target("chat", WORDS));
    assertThat(options(silent)).isEqualTo(Map.of("reasoning_effort", "\"none\""));
    assertThat(silent.dropped()).containsExactly("output_config");
  }

  @ParameterizedTest
  @CsvSource({"10000,8192", "8193,8192", "8192,4096", "2048,1024"})
  void thoughtsOfSoManyTokensLeaveTheAnswerSome(int max, int tokens) {
    Asked asked =
        asked(
            "chat",
            Map.of("reasoning_effort", "\"medium\""),
            request -> request.maxTokens(max),
            target("messages", TOKENS));
    assertThat(options(asked))
        .isEqualTo(Map.of("thinking", "{\"type\":\"enabled\",\"budget_tokens\":" + tokens + "}"));
  }

  @Test
  void withoutRoomForThoughtsNoneAreAskedFor() {
    Asked asked =
        asked(
            "chat",
            Map.of("reasoning_effort", "\"medium\""),
            request -> request.maxTokens(2047),
            target("messages", TOKENS));
    assertThat(options(asked)).isEmpty();
    assertThat(asked.dropped()).containsExactly("reasoning_effort");
  }

  @Test
  void whatAnthropicRefusesWithThoughtsIsAskedForWithoutThem() {
    Map<String, String> high = Map.of("reasoning_effort", "\"high\"");
    List<UnaryOperator<ChatRequest.Builder>> withoutThoughts =
        List.of(
            request -> request.temperature(0.2),
            request -> request.topP(0.5),
            request -> request.tool(TOOL).toolChoice(new ToolChoice.Required()),
            request -> request.tool(TOOL).toolChoice(new ToolChoice.Named("find")),
            request -> request.messages(List.of(Message.user("Hi."), Message.assistant("Well,"))));
    for (UnaryOperator<ChatRequest.Builder> more : withoutThoughts) {
      Asked words = asked("chat", high, more, target("messages", WORDS));
      assertThat(options(words)).isEqualTo(Map.of("output_config", "{\"effort\":\"high\"}"));
      assertThat(words.dropped()).isEmpty();
      Asked tokens = asked("chat", high, more, target("messages", TOKENS));
      assertThat(options(tokens)).isEmpty();
      assertThat(tokens.dropped()).containsExactly("reasoning_effort");
    }
  }

  private static UnaryOperator<ChatRequest.Builder> round(Part... said) {
    return request ->
        request
            .tool(TOOL)
            .messages(
                List.of(
                    Message.user("Hi."),
                    new Message.Assistant(List.of(said), ""),
                    Message.toolResult(CALL, "It is there.")));
  }

  @Test
  void aRoundOfAToolThatBeganWithoutThoughtsGoesOnWithoutThem() {
    Map<String, String> high = Map.of("reasoning_effort", "\"high\"");
    Part signed = new Part.Reasoning("Hm.").signed("c2ln");
    Part unsigned = new Part.Reasoning("Hm.").withData(ProviderData.of("p", "id", "\"r\""));
    assertThat(options(asked("chat", high, round(CALL), target("messages", TOKENS)))).isEmpty();
    assertThat(options(asked("chat", high, round(unsigned, CALL), target("messages", TOKENS))))
        .isEmpty();
    assertThat(options(asked("chat", high, round(signed, CALL), target("messages", TOKENS))))
        .containsKey("thinking");
    assertThat(options(asked("chat", high, round(CALL), target("messages", WORDS))))
        .containsEntry("thinking", "{\"type\":\"adaptive\"}");
  }

  @Test
  void itDoesSoBesideWhatElseTheUserSays() {
    Map<String, String> high = Map.of("reasoning_effort", "\"high\"");
    UnaryOperator<ChatRequest.Builder> hurried =
        request -> round(CALL).apply(request).user("Be quick.");
    assertThat(options(asked("chat", high, hurried, target("messages", TOKENS)))).isEmpty();
    UnaryOperator<ChatRequest.Builder> answered =
        request -> round(CALL).apply(request).assistant("There.").user("And now?");
    assertThat(options(asked("chat", high, answered, target("messages", TOKENS))))
        .containsKey("thinking");
  }

  @Test
  void topKGoesToAModelOfAnthropicsThatDoesNotThink() {
    Map<String, String> both = Map.of("reasoning_effort", "\"high\"", "top_k", "40");
    Asked thinking = asked("chat", both, PLAIN, target("messages", ALL));
    assertThat(options(thinking)).containsKey("thinking").doesNotContainKey("top_k");
    assertThat(thinking.dropped()).containsExactly("top_k");
    Asked plain = asked("chat", Map.of("top_k", "40"), PLAIN, target("messages", ALL));
    assertThat(options(plain)).isEqualTo(Map.of("top_k", "40"));
  }

  @Test
  void ofAFieldWhatIsNotToldIsNamedByItsPath() {
    Asked claude =
        asked(
            "responses",
            Map.of("reasoning", "{\"effort\":\"high\",\"summary\":\"auto\",\"context\":null}"),
            PLAIN,
            target("messages", WORDS));
    assertThat(claude.dropped()).containsExactly("reasoning.summary");
    Asked gemini =
        asked(
            "responses",
            Map.of("reasoning", "{\"effort\":\"high\",\"summary\":\"auto\"}"),
            PLAIN,
            target("gemini", WORDS));
    assertThat(gemini.dropped()).isEmpty();
    assertThat(options(gemini))
        .containsEntry("thinkingConfig", "{\"thinkingLevel\":\"HIGH\",\"includeThoughts\":true}");
    Asked ollama =
        asked(
            "ollama",
            Map.of("options", "{\"num_ctx\":9,\"top_k\":40,\"presence_penalty\":0.5}"),
            PLAIN,
            target("chat", ALL));
    assertThat(options(ollama)).isEqualTo(Map.of("top_k", "40", "presence_penalty", "0.5"));
    assertThat(ollama.dropped()).containsExactly("options.num_ctx");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "chat | reasoning_effort | \"much\"",
        "chat | parallel_tool_calls | \"false\"",
        "responses | parallel_tool_calls | 0",
        "chat | top_k | -1",
        "chat | top_k | \"40\"",
        "chat | top_k | 1e999999",
        "chat | frequency_penalty | 3",
        "responses | reasoning | {\"summary\":\"auto\"}",
        "messages | thinking | {\"type\":\"enabled\"}",
        "messages | thinking | {\"type\":\"enabled\",\"budget_tokens\":-5}",
        "messages | thinking | {\"type\":\"enabled\",\"budget_tokens\":99999999999999999999}",
        "messages | thinking | {\"type\":{}}",
        "gemini | thinkingConfig | {\"includeThoughts\":true}",
        "gemini | thinkingConfig | {\"thinkingBudget\":\"x\"}",
        "ollama | think | \"\"",
        "ollama | options | {\"top_k\":null}",
      })
  void whatCannotBeMeantIsLeftOutAndNamed(String from, String name, String json) {
    String to = from.equals("ollama") ? "chat" : "ollama";
    Asked asked = asked(from, Map.of(name, json), PLAIN, target(to, ALL));
    assertThat(options(asked)).isEmpty();
    assertThat(asked.dropped()).containsExactly(name);
  }

  @ParameterizedTest
  @CsvSource({
    "reasoning_effort,EFFORT",
    "top_k,TOP_K",
    "frequency_penalty,PENALTIES",
    "presence_penalty,PENALTIES"
  })
  void whatAModelDoesNotTakeIsLeftOutAndNamed(String field, Takes taken) {
    String json = field.equals("reasoning_effort") ? "\"low\"" : "1";
    Set<Takes> others =
        Arrays.stream(Takes.values())
            .filter(one -> one != taken && one != Takes.THINKING_TOKENS)
            .collect(Collectors.toSet());
    Asked without = asked("chat", Map.of(field, json), PLAIN, target("gemini", others));
    assertThat(options(without)).isEmpty();
    assertThat(without.dropped()).containsExactly(field);
    Asked with = asked("chat", Map.of(field, json), PLAIN, target("gemini", Set.of(taken)));
    assertThat(options(with)).hasSize(1);
    assertThat(with.dropped()).isEmpty();
  }

  @Test
  void thatCallsComeOneAtATimeIsToldWhereverThereAreTools() {
    Map<String, String> one = Map.of("parallel_tool_calls", "false");
    UnaryOperator<ChatRequest.Builder> tools = request -> request.tool(TOOL);
    assertThat(options(asked("chat", one, tools, target("responses", Set.of())))).isEqualTo(one);
    assertThat(options(asked("responses", one, tools, target("chat", Set.of())))).isEqualTo(one);
    Map<String, String> disabled = Map.of("disable_parallel_tool_use", "true");
    assertThat(options(asked("chat", one, tools, target("messages", Set.of()))))
        .isEqualTo(disabled);
    assertThat(options(asked("messages", disabled, tools, target("chat", Set.of()))))
        .isEqualTo(one);
    Asked none = asked("chat", one, PLAIN, target("responses", Set.of()));
    assertThat(options(none)).isEmpty();
    assertThat(none.dropped()).isEmpty();
    assertThat(asked("chat", one, tools, target("gemini", ALL)).dropped())
        .containsExactly("parallel_tool_calls");
  }

  @Test
  void thatThereMayBeSeveralCallsIsToldNowhereAndMissedNowhere() {
    for (String to : List.of("responses", "messages", "gemini", "ollama", "bedrock.converse", "")) {
      Asked asked =
          asked(
              "chat",
              Map.of("parallel_tool_calls", "true"),
              request -> request.tool(TOOL),
              target(to, ALL));
      assertThat(options(asked)).as(to).isEmpty();
      assertThat(asked.dropped()).as(to).isEmpty();
    }
  }

  /** As agents ask for, to find out about a model. */
  @ParameterizedTest
  @CsvSource({"1,16", "15,16", "16,", "17,"})
  void fewerTokensThanResponsesHaveAreAsManyAsTheyHaveAtLeast(int limit, String told) {
    for (Map<String, String> extra : List.of(Map.<String, String>of(), Map.of("user", "\"u\""))) {
      Asked asked =
          asked("messages", extra, request -> request.maxTokens(limit), target("responses", ALL));
      assertThat(options(asked).get("max_output_tokens")).isEqualTo(told);
      assertThat(asked.dropped()).isEqualTo(List.copyOf(extra.keySet()));
    }
    ChatRequest request = ChatRequest.builder().user("Hi.").maxTokens(1).build();
    Asked mixed = Asked.of("m", request).build();
    Target own = new Target("o", "anthropic.messages", Set.of());
    Asked theirs =
        mixed.to(
            List.of("o"),
            Translation.of(
                "anthropic.messages", mixed, List.of(own, target("responses", Set.of()))));
    assertThat(options(theirs)).containsOnlyKeys("max_output_tokens");
    assertThat(theirs.request().providerOptions("o")).isEmpty();
  }

  @Test
  void eachProviderIsToldWhatItsModelsTakeAndTheFirstSaysWhatIsMissed() {
    Map<String, String> extra = Map.of("reasoning_effort", "\"high\"");
    Target takes = new Target("a", "anthropic.messages", WORDS);
    Target takesNot = new Target("b", "gemini.generate_content", Set.of());
    Asked asked = asked("chat", extra, PLAIN, takes, takesNot);
    assertThat(asked.request().providerOptions("a")).containsKey("output_config");
    assertThat(asked.request().providerOptions("b")).isEmpty();
    assertThat(asked.dropped()).isEmpty();
    Asked turned = asked("chat", extra, PLAIN, takesNot, takes);
    assertThat(turned.request().providerOptions("a")).containsKey("output_config");
    assertThat(turned.dropped()).containsExactly("reasoning_effort");
  }

  @Test
  void marksForACacheInChatCompletionsAreThoseOfAModelOfAnthropics() {
    String mark = "{\"type\":\"ephemeral\"}";
    ProviderData marks = ProviderData.of("", Asked.CACHE_MARKS, mark);
    UnaryOperator<ChatRequest.Builder> marked =
        request ->
            request.messages(
                List.of(
                    Message.user(Part.text("Hi."), Part.text("Look.").withData(marks)),
                    new Message.Assistant(List.of(CALL.withData(marks))),
                    new Message.ToolResult(
                        (Part.ToolResult)
                            new Part.ToolResult("c", "find", List.of()).withData(marks)),
                    new Message.ToolResult(
                        new Part.ToolResult(
                            "d", "", List.of(Part.text("Found.").withData(marks))))));
    Asked claude = asked("chat", Map.of(), marked, target("messages", Set.of()));
    assertThat(claude.dropped()).isEmpty();
    ProviderData theirs = ProviderData.of("p", Asked.CACHE_MARKS, mark);
    assertThat(claude.request().messages())
        .containsExactly(
            Message.user("Hi."),
            Message.user(Part.text("Hi."), Part.text("Look.").withData(theirs)),
            new Message.Assistant(List.of(CALL.withData(theirs))),
            new Message.ToolResult(
                (Part.ToolResult) new Part.ToolResult("c", "find", List.of()).withData(theirs)),
            new Message.ToolResult(
                new Part.ToolResult("d", "", List.of(Part.text("Found.").withData(theirs)))));
    for (String to : List.of("responses", "gemini", "ollama", "bedrock.converse")) {
      assertThat(asked("chat", Map.of(), marked, target(to, Set.of())).dropped())
          .as(to)
          .containsExactly("cache_control");
    }
  }

  @Test
  void beforeAProviderOfTheClientsOwnFormatTheFieldsGoThereAsTheyCame() {
    Map<String, String> extra = Map.of("reasoning_effort", "\"high\"", "user", "\"u\"");
    Asked asked = Asked.of("m", ChatRequest.of("Hi.")).extra(extra).build();
    Asked theirs =
        asked.to(
            List.of("o"),
            Translation.of(
                "openai.chat",
                asked,
                List.of(
                    new Target("a", "anthropic.messages", WORDS),
                    new Target("o", "openai.chat", Set.of()))));
    assertThat(theirs.request().providerOptions("o")).isEqualTo(extra);
    assertThat(theirs.request().providerOptions("a")).containsOnlyKeys("thinking", "output_config");
    assertThat(theirs.dropped()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "responses,reasoning,effort",
    "messages,output_config,effort",
    "gemini,thinkingConfig,thinkingLevel",
    "ollama,options,think"
  })
  void anObjectOfMoreMembersThanAnyHasIsLeftOutAsAWhole(String from, String field, String member) {
    String members =
        IntStream.range(0, Tuning.MAX_MEMBERS)
            .mapToObj(i -> "\"m" + i + "\":1")
            .collect(Collectors.joining(","));
    String json = "{\"" + member + "\":\"high\",\"top_k\":4," + members + "}";

    Asked asked = asked(from, Map.of(field, json), PLAIN, target("chat", ALL));

    assertThat(options(asked)).isEmpty();
    assertThat(asked.dropped()).containsExactly(field);
  }
}
