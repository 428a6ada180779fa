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
 * What a client of OpenAI's makes of the gateway, unmodified: in front of a provider whose frames
 * go out as they came, {@code fast}, and of one in another format, {@code other}.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StockClientContract {
  /** The client; skips if it is not to be had. */
  abstract StockClient client() throws IOException, InterruptedException;

  private List<String> told(World world, String model, String what)
      throws IOException, InterruptedException {
    return client().tell(world.gateway.baseUrl(), model, what, () -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void aStreamIsReadToItsEnd(String model) throws IOException, InterruptedException {
    StockClient ready = client();
    assertThat(ready).isNotNull();
    try (World world =
        World.saying("role\nwords \"Hello \\\"you\\\" \\u2600\"\nfinish stop\nusage 3 2\ndone")) {
      assertThat(told(world, model, "stream"))
          .containsExactly("text=Hello \"you\" ☀", "finish=stop", "answers=1", "usage=3+2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void callsOfToolsAreReadToTheirEnd(String model) throws IOException, InterruptedException {
    try (World world = World.saying(CALLS)) {
      assertThat(told(world, model, "tools"))
          .contains("finish=tool_calls")
          .contains("call=call_1 weather {\"city\":\"Oslo\"}", "call=call_2 weather {\"a\":1}");
    }
  }

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

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void aDocumentIsRead(String model) throws IOException, InterruptedException {
    try (World world = World.saying(CALLS)) {
      assertThat(told(world, model, "whole"))
          .containsExactly(
              "text=Let me see.",
              "finish=tool_calls",
              "call=call_1 weather {\"city\":\"Oslo\"}",
              "call=call_2 weather {\"a\":1}",
              "usage=3+2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void signsOfLifeAreNotSeenBeforeTheFirstTokenNorBetweenTokens(String model)
      throws IOException, InterruptedException {
    String script =
        "wait 400ms\nrole\ntext \"Hello\"\nwait 400ms\ntext \" you\"\nfinish stop\nusage 3 2\ndone";
    try (World world = World.lively(script)) {
      assertThat(told(world, model, "stream"))
          .containsExactly("text=Hello you", "finish=stop", "answers=1", "usage=3+2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void anErrorInTheStreamIsAnException(String model) throws IOException, InterruptedException {
    try (World world = World.saying("role\nwords \"Hello there\"\nerror \"Boom\" server_error")) {
      List<String> told = told(world, model, "stream");
      assertThat(told).contains("text=Hello there");
      assertThat(told.getFirst()).startsWith("error=");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"end", "fin", "rst", "done"})
  void anAnswerThatBreaksOffIsAnExceptionHoweverCleanly(String how)
      throws IOException, InterruptedException {
    try (World world = World.saying("role\nwords \"Hello there\"\nwait 200ms\n" + how)) {
      List<String> told = told(world, "fast", "stream");
      assertThat(told).as(how).contains("text=Hello there", "finish=None".replace("None", none()));
      assertThat(told.getFirst()).as(how).isIn("error=truncated", "error=cut");
    }
  }

  /** What it calls nothing. */
  String none() {
    return "null";
  }

  @Test
  void aRefusalComesOnceAfterTheGatewaysOwnAttempts() throws IOException, InterruptedException {
    try (World world = World.saying("status 500\nbody {\"error\":{\"message\":\"no\"}}")) {
      assertThat(told(world, "fast", "refused")).containsExactly("status=502");
      // The gateway has tried three times, and its client was asked to leave it at that.
      assertThat(world.provider.requests()).hasSize(3);
    }
  }

  @Test
  void aClientThatLeavesCancelsItsRun() throws IOException, InterruptedException {
    try (World world = World.saying("role\ntext \"Hello\"\nstall")) {
      List<Departure> seen = new ArrayList<>();
      List<String> told =
          client().tell(world.gateway.baseUrl(), "fast", "cancel", () -> seen.add(world.left()));
      assertThat(told).containsExactly("left=yes");
      assertThat(seen).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void aRunThatLostItsConnectionIsJoinedAgainAndIsWhole(String model)
      throws IOException, InterruptedException {
    try (World world = World.saying(SLOW);
        CuttingProxy network = new CuttingProxy(world.port(), "Hello")) {
      List<String> told = client().tell(network.base(), model, "resume", () -> {});
      assertThat(network.hasCut()).isTrue();
      assertThat(told.getFirst()).isEqualTo("lost=connection");
      assertThat(told.subList(1, told.size()))
          .startsWith("text=Hello")
          .endsWith("text=Hello there you", "finish=stop", "answers=1");
      assertThat(world.provider.requests()).hasSize(1);
    }
  }

  private static final String SLOW =
      "role\ntext \"Hello\"\nwait 500ms\nwords \" there you\"\nfinish stop\nusage 3 2\ndone";

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void aRunIsGoneOnWithBehindThePlaceThatWasSeenLast(String model)
      throws IOException, InterruptedException {
    try (World world = World.saying(SLOW)) {
      assertThat(told(world, model, "go-on"))
          .containsExactly("text= there you", "finish=stop", "answers=1");
      assertThat(world.provider.requests()).hasSize(1);
    }
  }

  @Test
  void itListsTheModels() throws IOException, InterruptedException {
    try (World world = World.saying("answer \"Hi\"")) {
      assertThat(told(world, "fast", "list").getFirst()).contains("fast", "other");
    }
  }
}
