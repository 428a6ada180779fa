package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the package {@code @tanstack/ai-client} makes of the gateway, unmodified. */
@Timeout(300)
final class TanStackClientTest {
  private static final String SLOW =
      "role\ntext \"Hello\"\nwait 700ms\ntext \" you\"\nfinish stop\nusage 3 2\ndone";

  private static NodeScript client() throws IOException, InterruptedException {
    return NodeScript.with("tanstack.mjs", "@tanstack/ai-client", "0.33.2", "dist/esm/index.js");
  }

  private static List<String> told(World world, String model, String what)
      throws IOException, InterruptedException {
    return client().tell(world.gateway.baseUrl(), model, what);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void aStreamIsReadToItsEnd(String model) throws Exception {
    try (World world =
        World.saying("role\nreasoning \"Hm\"\nwords \"Hello you\"\nfinish stop\nusage 3 2\ndone")) {
      assertThat(told(world, model, "stream"))
          .containsExactly(
              "finished=yes",
              "status=ready",
              "messages=user,assistant",
              "thinking=Hm",
              "text=Hello you");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void itRunsItsOwnToolsAndGoesOn(String model) throws Exception {
    String script =
        """
        role
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
          .contains("run={\"city\":\"Oslo\"}", "text=Blue.")
          .noneMatch(it -> it.startsWith("error="));
      assertThat(world.provider.requests()).hasSize(2);
      assertThat(world.provider.requests().get(1).body()).contains("call_1", "Oslo", "blue");
    }
  }

  @Test
  void thoughtsComeBackWithTheirProofs() throws Exception {
    String script =
        "role\nreasoning \"Hm.\"\nsignature \"c2ln\"\ntext \"Hello\"\nfinish stop\nusage 3 2\ndone"
            + "\n---\nrole\ntext \"Yes\"\nfinish stop\nusage 3 2\ndone";
    try (World world = World.saying(script)) {
      assertThat(told(world, "other", "twice")).contains("text=Yes");
      assertThat(world.provider.requests().get(1).body())
          .contains("\"thinking\":\"Hm.\"", "\"signature\":\"c2ln\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"error \"Boom\" server_error", "end", "fin", "rst", "done"})
  void anAnswerThatIsNotWholeIsAnError(String how) throws Exception {
    try (World world = World.saying("role\nwords \"Hello there\"\nwait 200ms\n" + how)) {
      List<String> told = told(world, "fast", "stream");
      assertThat(told.getFirst()).startsWith("error=");
      assertThat(told).contains("status=error", "text=Hello there").doesNotContain("finished=yes");
    }
  }

  @Test
  void aRefusalIsAnError() throws Exception {
    try (World world = World.saying("status 500\nbody {\"error\":{\"message\":\"no\"}}")) {
      assertThat(told(world, "fast", "stream").getFirst()).startsWith("error=").contains("502");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other"})
  void aConnectionThatIsCutIsGoneOnWith(String model) throws Exception {
    try (World world = World.saying(SLOW);
        CuttingProxy network = new CuttingProxy(world.port(), "Hello")) {
      assertThat(client().tell(network.base(), model, "resume"))
          .containsExactly(
              "finished=yes", "status=ready", "messages=user,assistant", "text=Hello you");
      assertThat(network.hasCut()).isTrue();
      assertThat(world.provider.requests()).hasSize(1);
    }
  }

  @Test
  void aThreadIsShownAgain() throws Exception {
    try (World world = World.saying("role\ntext \"Hello\"\nfinish stop\nusage 3 2\ndone")) {
      assertThat(told(world, "fast", "hydrate"))
          .contains(
              "thread=[[\"user\",[{\"type\":\"text\",\"content\":\"Hi\"}]],"
                  + "[\"assistant\",[{\"type\":\"text\",\"content\":\"Hello\"}]]]",
              "active=null");
    }
  }

  @Test
  void aRunThatGoesOnIsJoinedByAPageThatComesBack() throws Exception {
    try (World world = World.saying(SLOW)) {
      assertThat(told(world, "fast", "join"))
          .containsExactly(
              "active=r",
              "text=Hello you",
              "types=RUN_STARTED TEXT_MESSAGE_START TEXT_MESSAGE_CONTENT TEXT_MESSAGE_END"
                  + " RUN_FINISHED");
      assertThat(world.provider.requests()).hasSize(1);
    }
  }
}
