package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.access.CatalogSettings;
import dev.sluice.server.access.RoutePolicies;
import dev.sluice.server.dialect.Takes;
import dev.sluice.simulator.Seen;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What agents set reaches providers of other formats, if their models are said to take it. */
@Timeout(120)
final class TakesTest {
  private static final String ANSWER = "role\ntext \"Hello\"\nusage 3 2\nfinish stop\ndone";
  private static final Set<Takes> WORDS = Set.of(Takes.EFFORT);

  private static final Map<String, CatalogSettings.Alias> ALIASES =
      Map.of(
          "gpt", model("openai/gpt-5.2", WORDS),
          "claude", model("anthropic/claude-opus-4-6", WORDS),
          "old-claude", model("anthropic/claude-haiku-4-5", Set.of(Takes.THINKING_TOKENS)),
          "flash", model("gemini/gemini-2.5-flash", EnumSet.allOf(Takes.class)),
          "here", model("ollama/gpt-oss", EnumSet.allOf(Takes.class)),
          "plain", model("openai/gpt-4o-mini", Set.of()),
          "first", fallback("openai/gpt-5.2", "anthropic/claude-opus-4-6"),
          "anthropic/claude-opus-4-6", model("anthropic/claude-opus-4-6", WORDS));

  private static final String MESSAGES =
      "\"max_tokens\":32000,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
  private static final String CODEX =
      """
      "input":"Hi","tools":[{"type":"function","name":"shell","parameters":{"type":"object"}}],
      "parallel_tool_calls":false,"reasoning":{"effort":"xhigh","summary":"auto"}""";

  private static CatalogSettings.Alias model(String name, Set<Takes> takes) {
    return new CatalogSettings.Alias(
        name, RoutePolicies.USUAL, OptionalLong.empty(), Optional.of(takes));
  }

  private static CatalogSettings.Alias fallback(String name, String next) {
    RoutePolicies usual = RoutePolicies.USUAL;
    return new CatalogSettings.Alias(
        name,
        new RoutePolicies(
            Optional.of(0),
            usual.onCut(),
            List.of(next),
            usual.connect(),
            usual.firstToken(),
            usual.idle(),
            usual.total(),
            usual.budget(),
            usual.limiter(),
            usual.strict()));
  }

  private record Exchange(String dropped, String asked) {}

  private static Exchange ask(String path, String model, String fields) throws Exception {
    try (World world = World.saying(ANSWER, ALIASES)) {
      HttpResponse<String> answer =
          world.send(world.post(path, "{\"model\":\"" + model + "\"," + fields + "}"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Hello");
      return new Exchange(
          answer.headers().firstValue("x-sluice-dropped").orElse(""),
          world.provider.requests().getLast().body());
    }
  }

  @Test
  void whatClaudeCodeWantsThoughtIsWhatAnotherModelThinks() throws Exception {
    String adaptive =
        MESSAGES + ",\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"high\"}";
    Exchange words = ask("/v1/messages", "gpt", adaptive);
    assertThat(words.asked()).contains("\"reasoning_effort\":\"high\"");
    assertThat(words.dropped()).isEmpty();

    String tokens = MESSAGES + ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":10000}";
    assertThat(ask("/v1/messages", "gpt", tokens).asked())
        .contains("\"reasoning_effort\":\"medium\"");
    assertThat(ask("/v1/messages", "flash", tokens).asked())
        .contains("\"thinkingConfig\":{\"thinkingBudget\":10000,\"includeThoughts\":true}");
    assertThat(ask("/v1/messages", "here", tokens).asked()).contains("\"think\":\"medium\"");
  }

  @Test
  void whatCodexSetsIsSetOfAnotherModel() throws Exception {
    Exchange claude = ask("/v1/responses", "claude", CODEX);
    assertThat(claude.asked())
        .contains("\"thinking\":{\"type\":\"adaptive\"}")
        .contains("\"output_config\":{\"effort\":\"xhigh\"}")
        .contains("\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}");
    assertThat(claude.dropped()).isEqualTo("reasoning.summary");

    assertThat(ask("/v1/responses", "old-claude", CODEX).asked())
        .contains("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":24576}")
        .contains("\"max_tokens\":")
        .doesNotContain("output_config");
    assertThat(ask("/v1/responses", "gpt", CODEX).asked())
        .contains("\"parallel_tool_calls\":false")
        .contains("\"reasoning_effort\":\"xhigh\"");
  }

  @Test
  void aModelThatIsNotSaidToTakeItIsAskedWithoutItAndTheClientHearsThat() throws Exception {
    Exchange plain =
        ask(
            "/v1/messages",
            "plain",
            MESSAGES + ",\"top_k\":40,\"thinking\":{\"type\":\"adaptive\"}");
    assertThat(plain.asked()).doesNotContain("reasoning_effort", "top_k");
    assertThat(plain.dropped().split(", ")).containsExactlyInAnyOrder("top_k", "thinking");
  }

  @Test
  void topKAndPenaltiesGoWhereTheyAreTaken() throws Exception {
    Exchange flash =
        ask(
            "/v1/chat/completions",
            "flash",
            "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"top_k\":40,"
                + "\"frequency_penalty\":0.5,\"presence_penalty\":-0.25");
    assertThat(flash.asked())
        .contains("\"topK\":40", "\"frequencyPenalty\":0.5", "\"presencePenalty\":-0.25");
    assertThat(flash.dropped()).isEmpty();
  }

  @Test
  void aModelThatIsFallenBackOnIsToldWhatItTakesItself() throws Exception {
    try (World world = World.saying("status 503\n---\n" + ANSWER, ALIASES)) {
      HttpResponse<String> answer =
          world.send(
              world.post(
                  "/v1beta/models/first:generateContent",
                  """
                  {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],
                   "generationConfig":{"thinkingConfig":{"thinkingLevel":"HIGH"}}}"""));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      List<Seen> seen = world.provider.requests();
      assertThat(seen).hasSize(2);
      assertThat(seen.getFirst().body()).doesNotContain("effort");
      assertThat(seen.getLast().body()).contains("\"output_config\":{\"effort\":\"high\"}");
      assertThat(answer.headers().firstValue("x-sluice-dropped")).contains("thinkingConfig");
    }
  }
}
