package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the package {@code ai} makes of the gateway, unmodified, in three versions. */
@Timeout(300)
final class UiClientTest {
  private static NodeScript client(String version) throws IOException, InterruptedException {
    String entry = version.startsWith("7") ? "dist/index.js" : "dist/index.mjs";
    return NodeScript.with("ui.mjs", "ai", version, entry);
  }

  private static List<String> told(World world, String version, String model, String what)
      throws IOException, InterruptedException {
    return client(version).tell(world.gateway.baseUrl(), model, what);
  }

  @ParameterizedTest
  @CsvSource({"5.0.277,fast", "6.0.326,other", "7.0.173,fast"})
  void aStreamIsReadToItsEnd(String version, String model) throws Exception {
    try (World world =
        World.saying("role\nwords \"Hello \\\"you\\\" \\u2600\"\nfinish stop\nusage 3 2\ndone")) {
      assertThat(told(world, version, model, "stream"))
          .containsExactly(
              "status=ready",
              "messages=user,assistant",
              "text=Hello \"you\" ☀",
              "ids=2",
              "usage=3+2");
    }
  }

  @ParameterizedTest
  @CsvSource({"5.0.277,fast", "6.0.326,other", "7.0.173,fast"})
  void itsOwnToolsAnswerWithinOneMessage(String version, String model) throws Exception {
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
      assertThat(told(world, version, model, "tools"))
          .containsExactly(
              "call=weather {\"city\":\"Oslo\"}",
              "status=ready",
              "messages=user,assistant",
              "text=Let me see.",
              "tool-weather=output-available {\"city\":\"Oslo\"} {\"sky\":\"blue\"}",
              "text=Blue.",
              "ids=2",
              "usage=4+1");
      assertThat(world.provider.requests()).hasSize(2);
      assertThat(world.provider.requests().get(1).body())
          .contains("call_1", "Oslo", "blue", "Let me see.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.0.326", "7.0.173"})
  void whatAProviderMayRunIsSaidByTheUser(String version) throws Exception {
    String item =
        "{\"id\":\"mcpr_1\",\"type\":\"mcp_approval_request\",\"arguments\":\"{}\",\"name\":\"roll\","
            + "\"server_label\":\"dice\"}";
    String script =
        """
        role
        chunk {"type":"response.output_item.added","output_index":0,"item":%1$s}
        chunk {"type":"response.output_item.done","output_index":0,"item":%1$s}
        finish stop
        usage 3 2
        done
        ---
        role
        text "Done."
        finish stop
        usage 4 1
        done
        """
            .formatted(item);
    try (World world = World.saying(script)) {
      assertThat(told(world, version, "gpt-5", "approve"))
          .contains("asked=roll approval-requested", "status=ready", "text=Done.");
      assertThat(world.provider.requests().get(1).body())
          .contains("\"approval_request_id\":\"mcpr_1\",\"approve\":true");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.0.277", "6.0.326", "7.0.173"})
  void thoughtsComeBackWithTheirProofs(String version) throws Exception {
    String script =
        "role\nreasoning \"Hm.\"\nsignature \"c2ln\"\ntext \"Hello\"\nfinish stop\nusage 3 2\ndone\n---\n"
            + "role\ntext \"Yes\"\nfinish stop\nusage 3 2\ndone";
    try (World world = World.saying(script)) {
      List<String> told = told(world, version, "other", "reasoning");
      assertThat(told).contains("status=ready", "messages=user,assistant,user,assistant");
      String asked = world.provider.requests().get(1).body();
      assertThat(asked).contains("\"thinking\":\"Hm.\"", "\"signature\":\"c2ln\"");
    }
  }

  @ParameterizedTest
  @CsvSource({"5.0.277,fast", "6.0.326,other", "7.0.173,fast"})
  void anErrorInTheStreamIsAnError(String version, String model) throws Exception {
    try (World world = World.saying("role\nwords \"Hello there\"\nerror \"Boom\" server_error")) {
      List<String> told = told(world, version, model, "stream");
      assertThat(told).contains("status=error", "text=Hello there");
      assertThat(told.get(1)).startsWith("error=").contains("Boom");
    }
  }

  @ParameterizedTest
  @CsvSource({"5.0.277,end", "6.0.326,fin", "7.0.173,rst", "7.0.173,done"})
  void anAnswerThatBreaksOffIsAnErrorHoweverCleanly(String version, String how) throws Exception {
    try (World world = World.saying("role\nwords \"Hello there\"\nwait 200ms\n" + how)) {
      assertThat(told(world, version, "fast", "stream"))
          .contains("status=error", "text=Hello there");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.0.277", "7.0.173"})
  void aRefusalIsAnErrorThatSaysWhy(String version) throws Exception {
    try (World world = World.saying("status 500\nbody {\"error\":{\"message\":\"no\"}}")) {
      List<String> told = told(world, version, "fast", "stream");
      assertThat(told).contains("status=error", "messages=user");
      assertThat(told.get(1)).startsWith("error={\"error\":{\"message\":");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.0.277", "6.0.326", "7.0.173"})
  void aRunIsStoppedByItsChat(String version) throws Exception {
    try (World world = World.saying("role\ntext \"Hello\"\nstall")) {
      assertThat(told(world, version, "fast", "stop"))
          .containsExactly(
              "stopped=204", "status=ready", "messages=user,assistant", "text=Hello", "ids=2");
      world.provider.awaitClientLeft(1, World.PATIENCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.0.277", "6.0.326", "7.0.173"})
  void aPageThatLeavesFindsItsRunAgain(String version) throws Exception {
    try (World world =
        World.saying(
            "role\ntext \"Hello\"\nwait 700ms\ntext \" you\"\nfinish stop\nusage 3 2\ndone")) {
      assertThat(told(world, version, "fast", "abort"))
          .containsExactly(
              "status=ready", "messages=user,assistant", "text=Hello you", "ids=2", "usage=3+2");
      assertThat(world.provider.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.0.277", "6.0.326", "7.0.173"})
  void aConnectionThatIsCutIsReplacedByTheWholeAnswer(String version) throws Exception {
    try (World world =
            World.saying(
                "role\ntext \"Hello\"\nwait 700ms\ntext \" you\"\nfinish stop\nusage 3 2\ndone");
        CuttingProxy network = new CuttingProxy(world.port(), "Hello")) {
      assertThat(client(version).tell(network.base(), "fast", "resume"))
          .containsExactly(
              "lost=error",
              "status=ready",
              "messages=user,assistant",
              "text=Hello you",
              "ids=2",
              "usage=3+2",
              "idle=ready");
      assertThat(world.provider.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.0.277", "6.0.326", "7.0.173"})
  void thereIsNothingToResumeWhereNothingRuns(String version) throws Exception {
    try (World world = World.saying("answer \"Hi\"")) {
      assertThat(told(world, version, "fast", "idle")).containsExactly("idle=null");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.0.277", "6.0.326", "7.0.173"})
  void anAnswerIsGivenAnew(String version) throws Exception {
    String script =
        "role\ntext \"One\"\nfinish stop\nusage 3 2\ndone\n---\n"
            + "role\ntext \"Two\"\nfinish stop\nusage 3 2\ndone";
    try (World world = World.saying(script)) {
      assertThat(told(world, version, "fast", "regenerate"))
          .contains("status=ready", "messages=user,assistant", "text=Two");
      assertThat(world.provider.requests().get(1).body()).doesNotContain("One");
    }
  }
}
