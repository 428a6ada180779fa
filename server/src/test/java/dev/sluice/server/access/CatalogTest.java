package dev.sluice.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.models.Models;
import dev.sluice.policy.Budget;
import dev.sluice.policy.OnCut;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.Takes;
import dev.sluice.server.dialect.Translation;
import dev.sluice.simulator.Simulator;
import dev.sluice.spi.stream.Policy;
import dev.sluice.stream.ChatStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which models clients may ask, and by which names. */
final class CatalogTest {
  private static final Client CHAT = new Client(false, "openai.chat");
  private static final Client RUNS = new Client(true, "");
  private static final Keys.Who ANYBODY = Keys.Who.ANYBODY;

  private final Models models =
      Models.builder().environment(Map.of("OPENAI_API_KEY", "k", "GROQ_API_KEY", "k")).build();

  @AfterEach
  void close() {
    models.close();
  }

  private static CatalogSettings settings(
      List<String> allowed, Map<String, CatalogSettings.Alias> aliases) {
    return new CatalogSettings(allowed, Optional.empty(), aliases, RoutePolicies.USUAL);
  }

  private static CatalogSettings.Alias alias(String model) {
    return new CatalogSettings.Alias(model, RoutePolicies.USUAL);
  }

  private Problem refused(Catalog catalog, String name, Keys.Who who) {
    return catchThrowableOfType(RefusedException.class, () -> catalog.route(name, CHAT, who))
        .problem();
  }

  @Test
  void aModelOfAProviderThatIsSetUpIsFound() {
    Route route = Catalog.of(models, CatalogSettings.USUAL).route("openai/gpt-4o", CHAT, ANYBODY);

    assertThat(route.model().name()).isEqualTo("openai/gpt-4o");
    assertThat(route.shown()).isEqualTo("openai/gpt-4o");
    assertThat(route.label()).isEqualTo("other");
    assertThat(route.speaks()).containsOnlyKeys("openai");
  }

  @Test
  void aModelIsAskedInTheFormatOfItsClientIfItHasThat() {
    Catalog catalog =
        Catalog.of(models, settings(List.of(), Map.of("fast", alias("openai/gpt-4o"))));
    Client other = new Client(false, "openai.responses");
    Client page = new Client(false, "");
    assertThat(catalog.route("fast", CHAT, ANYBODY).formats()).containsExactly("openai.chat");
    assertThat(catalog.route("fast", other, ANYBODY).formats()).containsExactly("openai.responses");
    assertThat(catalog.route("fast", page, ANYBODY).formats()).containsExactly("openai.responses");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai+http://evil.example/v1/m",
        "openai+https://evil.example/v1#m",
        "OPENAI+HTTP://evil.example/v1/m",
        "openai/http://evil.example/m",
        "openai/../m",
        "openai/a/../m",
        "openai//m",
        "openai/",
        "openai",
        "/openai/m",
        "/etc/passwd",
        "openai/m?key=1",
        "openai/m#x",
        "openai/m\r\nx: y",
        "openai/m\u0000",
        "openai/mödel",
        "openai/./m",
        "local//tmp/m.gguf",
        "local/m.gguf",
        "local/~/m.gguf",
        "local/PATH.gguf",
        "local/other",
        "anthropic/claude",
        "ollama/llama3",
        "vllm/m",
        "gpt-4o",
        "*",
        "openai/*",
        " openai/m",
      })
  void noClientNamesAFileAnAddressOrWhoeverIsNotSetUp(String name) {
    Problem problem = refused(Catalog.of(models, CatalogSettings.USUAL), name, ANYBODY);

    assertThat(problem.status()).isEqualTo(404);
    assertThat(problem.code()).isEqualTo("model_not_found");
    assertThat(problem.param()).isEqualTo("model");
    assertThat(problem.message())
        .contains("; those that can be used: ")
        .contains("openai/…, ", "groq/…");
    assertThat(problem.message()).doesNotContain("\r", "\n", "\u0000");
  }

  @Test
  void aNameThatIsTooLongIsRefusedAndShownShortened() {
    String name = "openai/" + "m".repeat(1_000);

    assertThat(refused(Catalog.of(models, CatalogSettings.USUAL), name, ANYBODY).message())
        .startsWith("there is no model 'openai/mmm")
        .contains("m…'")
        .hasSizeLessThan(250);
  }

  @Test
  void whoRunsAServerAtItsUsualPlaceSaysSoFirst() {
    try (Models told =
        Models.builder()
            .environment(Map.of("OLLAMA_HOST", "127.0.0.1", "VLLM_API_KEY", "k"))
            .build()) {
      Catalog catalog = Catalog.of(told, CatalogSettings.USUAL);

      assertThat(catalog.providers()).contains("ollama", "vllm").doesNotContain("sglang", "openai");
      assertThat(catalog.route("ollama/llama3:8b", CHAT, ANYBODY).model().name())
          .isEqualTo("ollama/llama3:8b");
    }
  }

  @Test
  void anAliasStandsForItsModelAndIsShownByItsOwnName() {
    Catalog catalog =
        Catalog.of(models, settings(List.of(), Map.of("fast", alias("groq/llama-3.3-70b"))));
    Route route = catalog.route("fast", CHAT, ANYBODY);

    assertThat(route.model().name()).isEqualTo("groq/llama-3.3-70b");
    assertThat(route.shown()).isEqualTo("fast");
    assertThat(route.label()).isEqualTo("fast");
    assertThat(route.providers("openai.chat")).containsExactly("groq");
    assertThat(catalog.list(ANYBODY)).extracting(Listed::id).contains("fast");
  }

  @Test
  void theOperatorMaySayMoreThanAClient() {
    Catalog catalog =
        Catalog.of(
            models, settings(List.of(), Map.of("house", alias("openai+http://h.example/v1/m"))));

    assertThat(catalog.route("house", CHAT, ANYBODY).model().name())
        .isEqualTo("openai+http://h.example/v1#m");
  }

  @Test
  void anAliasThatCannotBeUsedIsToldAtOnce() {
    assertThatThrownBy(
            () -> Catalog.of(models, settings(List.of(), Map.of("a", alias("anthropic/claude")))))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("ANTHROPIC_API_KEY");
  }

  @Test
  void aListNarrowsWhatCanBeAskedAndIsWhatIsListed() {
    Catalog catalog =
        Catalog.of(
            models,
            settings(
                List.of("fast", "openai/gpt-4o-mini", "groq/*"),
                Map.of("fast", alias("openai/o3"))));

    assertThat(catalog.route("fast", CHAT, ANYBODY).model().name()).isEqualTo("openai/o3");
    assertThat(catalog.route("groq/any", CHAT, ANYBODY).label()).isEqualTo("other");
    assertThat(catalog.route("openai/gpt-4o-mini", CHAT, ANYBODY).label())
        .isEqualTo("openai/gpt-4o-mini");
    assertThat(refused(catalog, "openai/o3", ANYBODY).message())
        .isEqualTo(
            "there is no model 'openai/o3'; those that can be used: fast, openai/gpt-4o-mini,"
                + " groq/…");
    assertThat(catalog.list(ANYBODY))
        .extracting(Listed::id)
        .containsExactly("fast", "openai/gpt-4o-mini");
  }

  @Test
  void aKeysOwnListNarrowsItFurther() {
    Catalog catalog =
        Catalog.of(
            models,
            settings(
                List.of("fast", "openai/gpt-4o-mini"),
                new LinkedHashMap<>(Map.of("fast", alias("openai/o3")))));
    Keys.Who ada = new Keys.Who("ada", List.of("fast", "groq/*"));

    assertThat(catalog.route("fast", CHAT, ada).shown()).isEqualTo("fast");
    assertThat(refused(catalog, "openai/gpt-4o-mini", ada).message()).endsWith("used: fast");
    assertThat(refused(catalog, "groq/m", ada).status()).isEqualTo(404);
    assertThat(catalog.list(ada)).extracting(Listed::id).containsExactly("fast");
    assertThat(refused(catalog, "x", new Keys.Who("bob", List.of("nothing"))).message())
        .isEqualTo("there is no model 'x'; none can be used");
  }

  @Test
  void aRequestWithoutAModelGetsTheDefaultOne() {
    CatalogSettings withDefault =
        new CatalogSettings(List.of(), Optional.of("groq/m"), Map.of(), RoutePolicies.USUAL);

    assertThat(Catalog.of(models, withDefault).route("", CHAT, ANYBODY).shown())
        .isEqualTo("groq/m");
    // The embedded model is no part of this module's class path.
    Problem none = refused(Catalog.of(models, CatalogSettings.USUAL), "", ANYBODY);
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.code()).isEqualTo("model_required");
  }

  private static CatalogSettings patterns() {
    Map<String, CatalogSettings.Alias> aliases = new LinkedHashMap<>();
    aliases.put("claude-*haiku*", alias("groq/small"));
    aliases.put("claude-*", alias("openai/large"));
    aliases.put("claude-opus", alias("openai/largest"));
    return settings(List.of(), aliases);
  }

  @Test
  void anAliasWithAsterisksStandsForEveryNameThatFits() {
    Catalog catalog = Catalog.of(models, patterns());

    Route small = catalog.route("claude-3-5-haiku-20241022", CHAT, ANYBODY);
    assertThat(small.model().name()).isEqualTo("groq/small");
    assertThat(small.shown()).isEqualTo("claude-3-5-haiku-20241022");
    assertThat(small.label()).isEqualTo("claude-*haiku*");
    assertThat(catalog.route("claude-sonnet", CHAT, ANYBODY).model().name())
        .isEqualTo("openai/large");
    assertThat(catalog.route("claude-opus", CHAT, ANYBODY).model().name())
        .isEqualTo("openai/largest");
    assertThat(refused(catalog, "claudette", ANYBODY).status()).isEqualTo(404);
    assertThat(refused(catalog, "claude-\r\nx", ANYBODY).status()).isEqualTo(404);
    assertThat(refused(catalog, "claude-" + "x".repeat(300), ANYBODY).status()).isEqualTo(404);
    assertThat(catalog.list(ANYBODY)).extracting(Listed::id).doesNotContain("claude-*");
  }

  @Test
  void aPatternThatIsLetThroughIsNotListedEither() {
    CatalogSettings settings =
        settings(List.of("claude-*", "openai/o3"), Map.of("claude-*", alias("openai/large")));
    Catalog catalog = Catalog.of(models, settings);
    assertThat(catalog.list(ANYBODY)).extracting(Listed::id).containsExactly("openai/o3");
    assertThat(catalog.route("claude-haiku", CHAT, ANYBODY).shown()).isEqualTo("claude-haiku");
  }

  @Test
  void whatOneMayAskByAPatternIsWhatThePatternOrTheNameAllows() {
    Catalog catalog = Catalog.of(models, patterns());
    Keys.Who haiku = new Keys.Who("h", List.of("claude-*haiku*", "claude-sonnet"));

    assertThat(catalog.route("claude-haiku-4", CHAT, haiku).model().name()).isEqualTo("groq/small");
    assertThat(catalog.route("claude-sonnet", CHAT, haiku).model().name())
        .isEqualTo("openai/large");
    assertThat(refused(catalog, "claude-other", haiku).status()).isEqualTo(404);
  }

  @Test
  void anAsteriskAloneIsWhatUnknownNamesStandFor() {
    Catalog catalog = Catalog.of(models, settings(List.of(), Map.of("*", alias("groq/m"))));

    assertThat(catalog.route("whatever", CHAT, ANYBODY).model().name()).isEqualTo("groq/m");
    assertThat(catalog.route("openai+http://evil.example/v1/m", CHAT, ANYBODY).model().name())
        .isEqualTo("groq/m");
    assertThat(catalog.route("openai/gpt-4o", CHAT, ANYBODY).model().name())
        .isEqualTo("openai/gpt-4o");
  }

  @Test
  void whatProvidersOfferIsListedToo() {
    Catalog catalog = Catalog.of(models, settings(List.of("openai/*"), Map.of()));
    catalog.offer(List.of("openai/gpt-4o", "groq/m", "openai/MODEL x?", "anthropic/claude"));

    assertThat(catalog.list(ANYBODY)).extracting(Listed::id).containsExactly("openai/gpt-4o");
    assertThat(catalog.list(ANYBODY).getFirst().owner()).isEqualTo("openai");
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o, openai/gpt-4o",
    "GPT-4o, openai/gpt-4o",
    "OpenAI/gpt-4o, openai/gpt-4o",
    "models/fast, fast",
    "fast:latest, fast"
  })
  void aNameThatIsNearlyRightIsToldWhatWasProbablyMeant(String name, String meant) {
    Catalog catalog = Catalog.of(models, settings(List.of(), Map.of("fast", alias("groq/m"))));
    catalog.offer(List.of("openai/gpt-4o", "groq/gpt-4o-x"));

    assertThat(refused(catalog, name, ANYBODY).message())
        .contains("; did you mean '" + meant + "'? those that can be used: ");
    assertThat(refused(catalog, name, new Keys.Who("bob", List.of("nothing"))).message())
        .doesNotContain("did you mean");
  }

  @Test
  void aNameWithATagIsMeantWithoutItToo() {
    Catalog catalog =
        Catalog.of(
            models,
            settings(
                List.of("qwen3:latest"),
                Map.of("qwen3:latest", alias("groq/qwen"), "qwen*", alias("openai/o3"))));
    Keys.Who bob = new Keys.Who("bob", List.of("qwen3:latest"));

    assertThat(catalog.route("qwen3", CHAT, bob).model().name()).isEqualTo("groq/qwen");
    assertThat(catalog.route("qwen3:latest", CHAT, bob).model().name()).isEqualTo("groq/qwen");
    assertThat(catalog.listed("qwen3", bob).id()).isEqualTo("qwen3");
  }

  @Test
  void aModelIsMadeOnceAndThoseOfManyNamesAreLetGo() {
    Catalog catalog = Catalog.of(models, settings(List.of(), Map.of("fast", alias("openai/o3"))));
    Route first = catalog.route("openai/m0", CHAT, ANYBODY);
    Route named = catalog.route("fast", CHAT, ANYBODY);

    assertThat(catalog.route("openai/m0", CHAT, ANYBODY)).isSameAs(first);
    for (int i = 1; i < 2_000; i++) {
      assertThat(catalog.route("openai/m" + i, CHAT, ANYBODY).label()).isEqualTo("other");
    }
    assertThat(catalog.route("openai/m0", CHAT, ANYBODY)).isNotSameAs(first);
    assertThat(catalog.route("fast", CHAT, ANYBODY)).isSameAs(named);
  }

  @Test
  void aRouteSaysWhichProvidersSpeakAWireFormat() {
    CatalogSettings.Alias several =
        new CatalogSettings.Alias(
            "groq/a",
            policies(
                Optional.empty(),
                Optional.empty(),
                List.of("openai-responses/b", "openai-chat/c", "groq/d")));
    Route route =
        Catalog.of(models, settings(List.of(), Map.of("x", several))).route("x", CHAT, ANYBODY);

    assertThat(route.providers("openai.chat")).containsExactly("groq", "openai-chat");
    assertThat(route.providers("openai.responses")).containsExactly("openai-responses");
    assertThat(route.providers("anthropic.messages")).isEmpty();
  }

  @Test
  void aModelTakesWhatIsSaidOfItsNameElseOfItselfAndAProviderWhatAllItsModelsTake() {
    Catalog catalog =
        Catalog.of(
            models,
            settings(
                List.of(),
                Map.of(
                    "own", taking("groq/a", List.of(), Takes.TOP_K),
                    "itself", alias("groq/a"),
                    "nothing", taking("groq/a", List.of()),
                    "several", taking("groq/a", List.of("groq/b", "openai-chat/c"), Takes.EFFORT),
                    "groq/a", taking("groq/a", List.of(), Takes.EFFORT, Takes.PENALTIES),
                    "openai-chat/c", taking("openai-chat/c", List.of(), Takes.THINKING_TOKENS))));

    assertThat(takes(catalog, "own")).isEqualTo(Map.of("groq", Set.of(Takes.TOP_K)));
    assertThat(takes(catalog, "nothing")).isEqualTo(Map.of("groq", Set.of()));
    assertThat(takes(catalog, "itself"))
        .isEqualTo(Map.of("groq", Set.of(Takes.EFFORT, Takes.PENALTIES)));
    assertThat(takes(catalog, "groq/b")).isEqualTo(Map.of("groq", Set.of()));
    assertThat(takes(catalog, "several"))
        .isEqualTo(Map.of("groq", Set.of(), "openai-chat", Set.of(Takes.THINKING_TOKENS)));
  }

  private static CatalogSettings.Alias taking(String model, List<String> fallback, Takes... takes) {
    return new CatalogSettings.Alias(
        model,
        policies(Optional.empty(), Optional.empty(), fallback),
        OptionalLong.empty(),
        Optional.of(Set.of(takes)));
  }

  private static Map<String, Set<Takes>> takes(Catalog catalog, String name) {
    return catalog.route(name, CHAT, ANYBODY).targets().stream()
        .collect(Collectors.toMap(Translation.Target::provider, Translation.Target::takes));
  }

  // Policies.

  private static RoutePolicies policies(
      Optional<Integer> retries, Optional<OnCut.Mode> onCut, List<String> fallback) {
    return new RoutePolicies(
        retries,
        onCut,
        fallback,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Ending asked(Route route) {
    try (ChatStream stream = route.model().stream(ChatRequest.of("Hello"))) {
      return stream.await();
    }
  }

  @Test
  void anAliasHasItsOwnPoliciesAndThoseOfAllWhereItSaysNothing() {
    try (Simulator broken = Simulator.start("status 503");
        Simulator whole = Simulator.start("answer \"Hello\"");
        Models both =
            Models.builder()
                .environment(
                    Map.of(
                        "OPENAI_BASE_URL",
                        broken.baseUrl().toString(),
                        "VLLM_BASE_URL",
                        whole.baseUrl().toString()))
                .build()) {
      CatalogSettings settings =
          new CatalogSettings(
              List.of(),
              Optional.empty(),
              Map.of(
                  "covered",
                  new CatalogSettings.Alias(
                      "openai/m", policies(Optional.empty(), Optional.empty(), List.of("vllm/m"))),
                  "alone",
                  alias("openai/m")),
              policies(Optional.of(0), Optional.empty(), List.of()));
      Catalog catalog = Catalog.of(both, settings);

      assertThat(asked(catalog.route("covered", CHAT, ANYBODY)))
          .isInstanceOf(Ending.Completed.class);
      assertThat(broken.requests()).hasSize(1);
      assertThat(asked(catalog.route("alone", CHAT, ANYBODY)))
          .isInstanceOf(Ending.Incomplete.class);
      assertThat(broken.requests()).hasSize(2);
    }
  }

  @Test
  void onlyAClientThatCanTakeBackWhatItWasToldHasAnAnswerBegunAnew() {
    CatalogSettings settings =
        new CatalogSettings(
            List.of(),
            Optional.empty(),
            Map.of(),
            policies(Optional.empty(), Optional.of(OnCut.Mode.RESTART), List.of()));
    Catalog catalog = Catalog.of(models, settings);

    assertThat(catalog.route("openai/m", RUNS, ANYBODY).model().policy(Policy.Layer.ON_CUT))
        .hasValueSatisfying(
            policy -> assertThat(((OnCut) policy).mode()).isEqualTo(OnCut.Mode.RESTART));
    assertThat(catalog.route("openai/m", CHAT, ANYBODY).model().policy(Policy.Layer.ON_CUT))
        .isEmpty();
  }

  @Test
  void budgetsAndTimesAreTheModels() {
    RoutePolicies all =
        new RoutePolicies(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of(Duration.ofSeconds(3)),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Duration.ofMinutes(9)),
            Optional.of(Budget.characters(5)),
            Optional.empty(),
            Optional.empty());
    Catalog catalog =
        Catalog.of(models, new CatalogSettings(List.of(), Optional.empty(), Map.of(), all));

    Route route = catalog.route("openai/m", CHAT, ANYBODY);
    assertThat(route.model().policy(Policy.Layer.ATTEMPT_TIMEOUTS).toString())
        .contains("PT3S", "PT2M", "PT9M");
    assertThat(route.model().policy(Policy.Layer.BUDGET)).contains(all.budget().orElseThrow());
  }
}
