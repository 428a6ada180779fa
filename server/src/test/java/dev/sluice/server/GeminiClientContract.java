package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Departure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client of Google's makes of the gateway, unmodified: in front of Google, whose frames go
 * out nearly as they came, and of providers in other formats.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GeminiClientContract {
  private static final String CALLS =
      """
      role
      text "Let me see."
      tool 0 call_1 weather
      args 0 "{\\"city\\":"
      args 0 "\\"Oslo\\"}"
      tool 1 call_2 weather "{\\"a\\":1}"
      finish tool_calls
      usage 3 2
      done
      """;

  /** The client; skips if it is not to be had. */
  abstract StockClient client() throws IOException, InterruptedException;

  private List<String> told(World world, String model, String what)
      throws IOException, InterruptedException {
    return client().tell(world.gateway.baseUrl(), model, what, () -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"google", "fast", "other"})
  void aStreamIsReadToItsEnd(String model) throws IOException, InterruptedException {
    StockClient ready = client();
    assertThat(ready).isNotNull();
    try (World world =
        World.saying("role\nwords \"Hello \\\"you\\\" \\u2600\"\nfinish stop\nusage 3 2\ndone")) {
      assertThat(told(world, model, "stream"))
          .containsExactly("text=Hello \"you\" ☀", "finish=STOP", "answers=1", "usage=3+2");
      assertThat(world.complaints).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"google", "fast", "other"})
  void callsOfFunctionsAreWhole(String model) throws IOException, InterruptedException {
    try (World world = World.saying(CALLS)) {
      assertThat(told(world, model, "tools"))
          .contains("text=Let me see.", "finish=STOP")
          .contains("call=call_1 weather {\"city\":\"Oslo\"}", "call=call_2 weather {\"a\":1}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"google", "fast", "other"})
  void aDocumentIsRead(String model) throws IOException, InterruptedException {
    try (World world = World.saying(CALLS)) {
      assertThat(told(world, model, "whole"))
          .containsExactly(
              "text=Let me see.",
              "finish=STOP",
              "call=call_1 weather {\"city\":\"Oslo\"}",
              "call=call_2 weather {\"a\":1}",
              "usage=3+2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"google", "fast", "other"})
  void theResultsOfFunctionsGoBack(String model) throws IOException, InterruptedException {
    try (World world = World.saying(CALLS)) {
      assertThat(told(world, model, "round")).containsExactly("text=Let me see.");
      assertThat(world.provider.requests()).hasSize(2);
      assertThat(world.provider.requests().getLast().body()).contains("sunny", "Let me see.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"google", "other"})
  void signsOfLifeAreNotSeenBeforeTheFirstTokenNorBetweenTokens(String model)
      throws IOException, InterruptedException {
    String script =
        "wait 400ms\nrole\ntext \"Hello\"\nwait 400ms\ntext \" you\"\nfinish stop\nusage 3 2\ndone";
    try (World world = World.lively(script)) {
      assertThat(told(world, model, "stream"))
          .containsExactly("text=Hello you", "finish=STOP", "answers=1", "usage=3+2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"google", "fast", "other"})
  void anErrorInTheStreamIsAnException(String model) throws IOException, InterruptedException {
    try (World world = World.saying("role\nwords \"Hello there\"\nerror \"Boom\"")) {
      List<String> told = told(world, model, "stream");
      assertThat(told).contains("text=Hello there", "finish=None");
      assertThat(told.getFirst()).startsWith("error=5");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"end", "fin", "rst"})
  void anAnswerThatBreaksOffIsAnExceptionHoweverCleanly(String how)
      throws IOException, InterruptedException {
    for (String model : List.of("google", "fast")) {
      try (World world = World.saying("role\nwords \"Hello there\"\nwait 200ms\n" + how)) {
        List<String> told = told(world, model, "stream");
        assertThat(told).as(how).contains("text=Hello there", "finish=None");
        assertThat(told.getFirst()).as(how).isEqualTo("error=503 UNAVAILABLE");
      }
    }
  }

  @Test
  void aRefusalComesInGooglesForm() throws IOException, InterruptedException {
    try (World world = World.saying("status 429\nbody {\"error\":{\"message\":\"slow down\"}}")) {
      assertThat(told(world, "other", "refused").getFirst()).contains("429 RESOURCE_EXHAUSTED");
    }
  }

  @Test
  void aClientThatLeavesCancelsItsRun() throws IOException, InterruptedException {
    try (World world = World.saying("role\ntext \"Hello\"\nstall")) {
      List<Departure> seen = new ArrayList<>();
      List<String> told =
          client().tell(world.gateway.baseUrl(), "google", "cancel", () -> seen.add(world.left()));
      assertThat(told).containsExactly("left=yes");
      assertThat(seen).hasSize(1);
    }
  }

  @Test
  void itListsTheModelsPageByPageAndCountsTokens() throws IOException, InterruptedException {
    try (World world = World.saying("answer \"Hi\"")) {
      List<String> told = told(world, "fast", "list");
      assertThat(told.getFirst()).contains("models/fast", "models/other", "models/google");
      assertThat(told.getLast()).isEqualTo("model=models/fast");
      assertThat(told(world, "fast", "count").getFirst()).matches("tokens=[1-9]");
      assertThat(world.provider.requests()).isEmpty();
    }
  }
}
