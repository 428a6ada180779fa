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
 * What a client of Anthropic's makes of the gateway, unmodified: in front of a provider whose
 * frames go out as they came, {@code other}, and of one in another format, {@code fast}.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MessagesClientContract {
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

  /** What it calls an error of this type in the midst of a stream. */
  abstract String error(String type);

  private List<String> told(World world, String model, String what)
      throws IOException, InterruptedException {
    return client().tell(world.gateway.baseUrl(), model, what, () -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void aStreamIsReadToItsEnd(String model) throws IOException, InterruptedException {
    try (World world =
        World.saying("role\nwords \"Hello \\\"you\\\" \\u2600\"\nfinish stop\nusage 3 2\ndone")) {
      assertThat(told(world, model, "stream"))
          .containsExactly("text=Hello \"you\" ☀", "stop=end_turn", "ended=yes");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"helped", "beta"})
  void theHelperGathersThoughtsTextsAndCalls(String what) throws IOException, InterruptedException {
    String script = CALLS.replace("text ", "reasoning \"Hm\"\nsignature \"sig\"\ntext ");
    script = script.replace("finish tool_calls\nusage 3 2", "usage 3 2\nfinish tool_calls");
    try (World world = World.saying(script)) {
      assertThat(told(world, "other", what))
          .containsExactly(
              "stream=Let me see.",
              "thinking=Hm sig",
              "text=Let me see.",
              "call=call_1 weather {'city': 'Oslo'}",
              "call=call_2 weather {'a': 1}",
              "stop=tool_use",
              "usage=3+2");
      assertThat(world.provider.requests().getFirst().headers().first("anthropic-beta").orElse(""))
          .isEqualTo(what.equals("beta") ? "some-beta-1" : "");
    }
  }

  @Test
  void theHelperGathersWhatAnotherProviderSays() throws IOException, InterruptedException {
    try (World world = World.saying(CALLS.replace("text ", "reasoning \"Hm\"\ntext "))) {
      assertThat(told(world, "fast", "helped"))
          .containsExactly(
              "stream=Let me see.",
              "thinking=Hm ",
              "text=Let me see.",
              "call=call_1 weather {'city': 'Oslo'}",
              "call=call_2 weather {'a': 1}",
              "stop=tool_use",
              "usage=3+2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void aDocumentIsRead(String model) throws IOException, InterruptedException {
    String script = CALLS.replace("finish tool_calls\nusage 3 2", "usage 3 2\nfinish tool_calls");
    try (World world = World.saying(script)) {
      assertThat(told(world, model, "whole"))
          .containsExactly(
              "text=Let me see.",
              "call=call_1 weather {'city': 'Oslo'}",
              "call=call_2 weather {'a': 1}",
              "stop=tool_use",
              "usage=3+2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void resultsOfToolsGoBack(String model) throws IOException, InterruptedException {
    String last = "---\nrole\ntext \"Sunny.\"\nusage 9 4\nfinish stop\ndone\n";
    try (World world = World.saying(CALLS + last)) {
      assertThat(told(world, model, "round"))
          .containsExactly("text=Sunny.", "stop=end_turn", "usage=9+4");
      assertThat(world.provider.requests().get(1).body())
          .contains("call_1", "call_2", "Oslo", "sunny");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void signsOfLifeAreNotSeen(String model) throws IOException, InterruptedException {
    String script =
        "wait 400ms\nrole\ntext \"Hello\"\nwait 400ms\ntext \" you\"\nfinish stop\nusage 3 2\ndone";
    try (World world = World.lively(script)) {
      assertThat(told(world, model, "stream"))
          .containsExactly("text=Hello you", "stop=end_turn", "ended=yes");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void anErrorInTheStreamIsAnException(String model) throws IOException, InterruptedException {
    try (World world = World.saying("role\nwords \"Hello there\"\nerror \"Boom\" server_error")) {
      List<String> told = told(world, model, "stream");
      assertThat(told.getFirst()).startsWith("error=" + error("api_error"));
      assertThat(told).contains("text=Hello there", "ended=no");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"end", "fin", "rst", "done"})
  void anAnswerThatBreaksOffIsAnExceptionHoweverCleanly(String how)
      throws IOException, InterruptedException {
    try (World world = World.saying("role\nwords \"Hello there\"\nwait 200ms\n" + how)) {
      List<String> told = told(world, "other", "stream");
      assertThat(told).as(how).contains("text=Hello there", "stop=None", "ended=no");
      assertThat(told.getFirst())
          .as(how)
          .isIn(
              "error=" + error("api_error") + " truncated", "error=" + error("api_error") + " cut");
    }
  }

  @Test
  void aRefusalComesOnceAfterTheGatewaysOwnAttempts() throws IOException, InterruptedException {
    try (World world = World.saying("status 529\nbody {\"error\":{\"message\":\"no\"}}")) {
      assertThat(told(world, "fast", "refused")).containsExactly("status=529 overloaded_error");
      assertThat(world.provider.requests()).hasSize(3);
    }
  }

  @Test
  void aClientThatLeavesCancelsItsRun() throws IOException, InterruptedException {
    try (World world = World.saying("role\ntext \"Hello\"\nstall")) {
      List<Departure> seen = new ArrayList<>();
      List<String> told =
          client().tell(world.gateway.baseUrl(), "other", "cancel", () -> seen.add(world.left()));
      assertThat(told).containsExactly("left=yes");
      assertThat(seen).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void aRunThatLostItsConnectionIsJoinedAgainAndIsWhole(String model)
      throws IOException, InterruptedException {
    String slow =
        "role\ntext \"Hello\"\nwait 500ms\nwords \" there you\"\nfinish stop\nusage 3 2\ndone";
    try (World world = World.saying(slow);
        CuttingProxy network = new CuttingProxy(world.port(), "Hello")) {
      List<String> told = client().tell(network.base(), model, "resume", () -> {});
      assertThat(network.hasCut()).isTrue();
      assertThat(told.getFirst()).isEqualTo("lost=connection");
      assertThat(told).endsWith("text=Hello there you", "stop=end_turn", "ended=yes");
      assertThat(world.provider.requests()).hasSize(1);
    }
  }

  @Test
  void itListsTheModelsPageByPage() throws IOException, InterruptedException {
    try (World world = World.saying("answer \"Hi\"")) {
      List<String> told = told(world, "fast", "list");
      assertThat(told.getFirst()).contains("fast", "other");
      assertThat(told.get(1)).isEqualTo("one=fast");
    }
  }

  @Test
  void itCountsTokens() throws IOException, InterruptedException {
    try (World world = World.saying("answer \"Hi\"")) {
      assertThat(told(world, "fast", "count")).containsExactly("tokens=5");
    }
  }
}
