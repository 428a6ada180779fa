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
 * What a client of OpenAI's responses makes of the gateway, unmodified: in front of a provider
 * whose events go out as they came, {@code openai}, and of others: {@code chat}, {@code anthropic}
 * and {@code gemini}.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ResponsesClientContract {
  private static final String HELLO =
      "role\nwords \"Hello \\\"you\\\" \\u2600\"\nfinish stop\nusage 3 2\ndone";

  private static final String SLOW =
      "role\ntext \"Hello\"\nwait 500ms\nwords \" there you\"\nfinish stop\nusage 3 2\ndone";

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

  private static final String PATCH =
      """
      role
      tool 0 call_1 patch
      args 0 "{\\"input\\":\\"*** Begin"
      args 0 " Patch\\"}"
      finish tool_calls
      usage 3 2
      done
      """;

  /** The client; skips if it is not to be had. */
  abstract StockClient client() throws IOException, InterruptedException;

  private List<String> told(ResponsesWorld world, String model, String what)
      throws IOException, InterruptedException {
    return client().tell(world.gateway.baseUrl(), model, what, () -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "chat", "anthropic", "gemini"})
  void aStreamIsReadToItsEnd(String model) throws IOException, InterruptedException {
    try (ResponsesWorld world = ResponsesWorld.saying(HELLO)) {
      assertThat(told(world, model, "stream"))
          .containsExactly(
              "end=response.completed",
              "status=completed",
              "text=Hello \"you\" ☀",
              "usage=3+2",
              "read=Hello \"you\" ☀",
              "ids=1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "chat", "anthropic", "gemini"})
  void itsHelperMakesTheSameOfIt(String model) throws IOException, InterruptedException {
    try (ResponsesWorld world = ResponsesWorld.saying(HELLO)) {
      assertThat(told(world, model, "helper"))
          .containsExactly("status=completed", "text=Hello \"you\" ☀", "usage=3+2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "chat", "anthropic", "gemini"})
  void callsOfToolsAreReadToTheirEnd(String model) throws IOException, InterruptedException {
    try (ResponsesWorld world = ResponsesWorld.saying(CALLS)) {
      assertThat(told(world, model, "tools"))
          .contains("end=response.completed", "read=Let me see.")
          .anyMatch(line -> line.matches("call=\\S+ weather \\{\"city\":\\s?\"Oslo\"}"))
          .anyMatch(line -> line.matches("call=\\S+ weather \\{\"a\":\\s?1}"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "anthropic", "gemini"})
  void aToolWithTextIsCalledWithTextWhoeverIsAsked(String model)
      throws IOException, InterruptedException {
    try (ResponsesWorld world = ResponsesWorld.saying(PATCH)) {
      assertThat(told(world, model, "tools"))
          .anyMatch(line -> line.matches("custom=\\S+ patch \\*\\*\\* Begin Patch"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "chat", "anthropic", "gemini"})
  void aRoundOfToolsGoesOnWithWhatTheyGaveBack(String model)
      throws IOException, InterruptedException {
    try (ResponsesWorld world = ResponsesWorld.saying("reasoning \"Hm.\"\n" + CALLS)) {
      assertThat(told(world, model, "round")).containsExactly("status=completed");
      assertThat(world.asked(1)).contains("Oslo", "rain", "Let me see.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "chat", "anthropic", "gemini"})
  void aDocumentIsRead(String model) throws IOException, InterruptedException {
    try (ResponsesWorld world = ResponsesWorld.saying(HELLO)) {
      assertThat(told(world, model, "whole"))
          .containsExactly("status=completed", "text=Hello \"you\" ☀", "usage=3+2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "chat", "anthropic"})
  void anErrorInTheStreamIsAnException(String model) throws IOException, InterruptedException {
    String script = "role\nwords \"Hello there\"\nerror \"Boom\" server_error";
    try (ResponsesWorld world = ResponsesWorld.saying(script)) {
      List<String> told = told(world, model, "stream");
      assertThat(told).contains("end=response.failed", "status=failed", "read=Hello there");
      assertThat(told).anyMatch(line -> line.startsWith("error="));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"end", "fin", "rst"})
  void anAnswerThatBreaksOffIsAnExceptionHoweverCleanly(String how)
      throws IOException, InterruptedException {
    String script = "role\nwords \"Hello there\"\nwait 200ms\n" + how;
    try (ResponsesWorld world = ResponsesWorld.saying(script)) {
      List<String> told = told(world, "openai", "stream");
      assertThat(told).as(how).contains("end=response.failed", "read=Hello there");
      assertThat(told).as(how).containsAnyOf("error=truncated", "error=cut");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "chat"})
  void aLimitOfTokensIsAnIncompleteResponse(String model) throws IOException, InterruptedException {
    try (ResponsesWorld world =
        ResponsesWorld.saying("role\ntext \"Hel\"\nfinish length\nusage 3 2\ndone")) {
      assertThat(told(world, model, "stream"))
          .contains("end=response.incomplete", "status=incomplete", "read=Hel");
    }
  }

  @Test
  void whatIsRefusedHasAStatus() throws IOException, InterruptedException {
    try (ResponsesWorld world =
        ResponsesWorld.saying("status 500\nbody {\"error\":{\"message\":\"no\"}}")) {
      assertThat(told(world, "openai", "refused")).containsExactly("status=502");
    }
    try (ResponsesWorld world = ResponsesWorld.saying(HELLO)) {
      assertThat(told(world, "openai", "invalid")).containsExactly("param=temperature");
    }
  }

  @Test
  void aClientThatLeavesCancelsItsRun() throws IOException, InterruptedException {
    try (ResponsesWorld world = ResponsesWorld.saying("role\ntext \"Hello\"\nstall")) {
      List<Departure> seen = new ArrayList<>();
      List<String> told =
          client().tell(world.gateway.baseUrl(), "openai", "cancel", () -> seen.add(left(world)));
      assertThat(told).containsExactly("left=yes");
      assertThat(seen).hasSize(1);
    }
  }

  private static Departure left(ResponsesWorld world) {
    try {
      return world.provider.awaitClientLeft(1, World.PATIENCE);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "chat", "anthropic", "gemini"})
  void aRunInTheBackgroundIsFollowedBehindANumber(String model)
      throws IOException, InterruptedException {
    try (ResponsesWorld world = ResponsesWorld.saying(SLOW)) {
      assertThat(told(world, model, "background"))
          .containsExactly(
              "begun=queued",
              "read=Hello there you",
              "status=completed",
              "text=Hello there you",
              "usage=3+2");
      assertThat(world.provider.requests()).hasSize(1);
    }
  }

  @Test
  void aRunInTheBackgroundIsStopped() throws IOException, InterruptedException {
    try (ResponsesWorld world = ResponsesWorld.saying("role\ntext \"Hello\"\nstall")) {
      assertThat(told(world, "openai", "stop"))
          .containsExactly("stopped=cancelled", "status=cancelled");
      assertThat(left(world)).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "chat"})
  void aResponseGoesOnWithAnEarlierOne(String model) throws IOException, InterruptedException {
    try (ResponsesWorld world = ResponsesWorld.saying(HELLO)) {
      assertThat(told(world, model, "previous").stream().map(line -> line.replace("true", "True")))
          .containsExactly(
              "previous=True",
              "item=user One?",
              "item=assistant Hello \"you\" ☀",
              "item=user Two?",
              "gone=response_not_found",
              "gone=previous_response_not_found");
      assertThat(world.asked(1)).contains("One?", "Two?", "Hello").doesNotContain("Be kind.");
    }
  }

  @Test
  void tokensAreEstimated() throws IOException, InterruptedException {
    try (ResponsesWorld world = ResponsesWorld.saying(HELLO)) {
      assertThat(told(world, "chat", "count")).containsExactly("tokens=104");
      assertThat(world.provider.requests()).isEmpty();
    }
  }
}
