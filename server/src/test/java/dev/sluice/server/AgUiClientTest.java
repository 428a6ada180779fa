package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the package {@code @ag-ui/client} makes of the gateway, unmodified. */
@Timeout(300)
final class AgUiClientTest {
  private static List<String> told(World world, String model, String what)
      throws IOException, InterruptedException {
    return NodeScript.with("agui.mjs", "@ag-ui/client", "1.0.0", "dist/index.mjs")
        .tell(world.gateway.baseUrl(), model, what);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void aStreamIsReadToItsEnd(String model) throws Exception {
    try (World world =
        World.saying("role\nwords \"Hello \\\"you\\\" \\u2600\"\nfinish stop\nusage 3 2\ndone")) {
      assertThat(told(world, model, "stream"))
          .containsExactly("finished=success ", "usage=3+2", "assistant=Hello \"you\" ☀");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void itsToolsAnswerInTheNextRun(String model) throws Exception {
    String script =
        """
        role
        text "Let me see."
        tool 0 call_1 weather
        args 0 "{\\"city\\":"
        args 0 "\\"Oslo\\"}"
        finish tool_calls
        usage 3 2
        done
        ---
        role
        text "Blue."
        finish stop
        usage 4 1
        done
        """;
    try (World world = World.saying(script)) {
      assertThat(told(world, model, "tools"))
          .containsExactly(
              "finished=success call_1",
              "usage=3+2",
              "finished=success ",
              "usage=4+1",
              "assistant=Let me see.",
              "call=call_1 weather {\"city\":\"Oslo\"}",
              "tool={\"sky\":\"blue\"}",
              "assistant=Blue.");
      assertThat(world.provider.requests().get(1).body())
          .contains("call_1", "Oslo", "blue", "Let me see.");
    }
  }

  @Test
  void thoughtsComeBackWithTheirProofs() throws Exception {
    String script =
        "role\nreasoning \"Hm.\"\nsignature \"c2ln\"\ntext \"Hello\"\nfinish stop\nusage 3 2\ndone"
            + "\n---\nrole\ntext \"Yes\"\nfinish stop\nusage 3 2\ndone";
    try (World world = World.saying(script)) {
      assertThat(told(world, "other", "twice"))
          .contains("reasoning=Hm. true", "assistant=Hello", "assistant=Yes");
      assertThat(world.provider.requests().get(1).body())
          .contains("\"thinking\":\"Hm.\"", "\"signature\":\"c2ln\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void anErrorInTheStreamIsToldAsOne(String model) throws Exception {
    try (World world = World.saying("role\nwords \"Hello there\"\nerror \"Boom\" server_error")) {
      List<String> told = told(world, model, "stream");
      assertThat(told.getFirst()).startsWith("error=").contains("Boom");
      assertThat(told).endsWith("assistant=Hello there").noneMatch(it -> it.startsWith("fin"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"end", "fin", "rst", "done"})
  void anAnswerThatBreaksOffIsAnErrorHoweverCleanly(String how) throws Exception {
    try (World world = World.saying("role\nwords \"Hello there\"\nwait 200ms\n" + how)) {
      List<String> told = told(world, "fast", "stream");
      assertThat(told.getFirst()).matches("error=(cut|truncated) .*");
      assertThat(told).endsWith("assistant=Hello there").hasSize(2);
    }
  }

  @Test
  void aRefusalIsAnExceptionThatSaysWhy() throws Exception {
    try (World world = World.saying("status 500\nbody {\"error\":{\"message\":\"no\"}}")) {
      assertThat(told(world, "fast", "stream").getFirst()).startsWith("rejected=HTTP 502");
    }
  }

  @Test
  void aRunIsStoppedByItsId() throws Exception {
    try (World world = World.saying("role\ntext \"Hello\"\nstall")) {
      assertThat(told(world, "fast", "abort")).contains("stopped=204");
      world.provider.awaitClientLeft(1, World.PATIENCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void aRunIsJoinedByItsInputAndByItsId(String model) throws Exception {
    try (World world =
        World.saying(
            "role\nreasoning \"Hm\"\nwords \"Hello there\"\nfinish stop\nusage 3 2\ndone")) {
      assertThat(told(world, model, "join"))
          .containsExactly(
              "again=true",
              "rest=true",
              "joined=true",
              "thread=[[\"user\",[{\"type\":\"text\",\"content\":\"Hi\"}]],"
                  + "[\"assistant\",[{\"type\":\"thinking\",\"content\":\"Hm\"},"
                  + "{\"type\":\"text\",\"content\":\"Hello there\"}]]]",
              "active=null");
      assertThat(world.provider.requests()).hasSize(1);
    }
  }
}
