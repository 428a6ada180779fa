package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Departure;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client of Ollama's makes of the gateway, unmodified: in front of Ollama, whose lines go
 * out as they came, and of providers in other formats.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OllamaClientContract {
  /** The client; skips if it is not to be had. */
  abstract StockClient client() throws IOException, InterruptedException;

  /** How it says that something is so. */
  abstract String yes();

  /** What it calls nothing. */
  abstract String none();

  private List<String> told(World world, String model, String what)
      throws IOException, InterruptedException {
    URI base = URI.create(world.gateway.baseUrl() + "/ollama");
    return client().tell(base, model, what, () -> {});
  }

  private String timed() {
    return "timed=" + yes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other:latest", "ollama/qwen3:8b"})
  void aStreamIsReadToItsEnd(String model) throws IOException, InterruptedException {
    StockClient ready = client();
    assertThat(ready).isNotNull();
    String script =
        "role\nreasoning \"Hm.\"\nwords \"Hello \\\"you\\\" \\u2600 a\\u2028b\\u2029c\\u0085d\\n.\""
            + "\nfinish stop\nusage 3 2\ndone";
    try (World world = World.saying(script)) {
      assertThat(String.join("\n", told(world, model, "stream")))
          .isEqualTo(
              "text=Hello \"you\" ☀ a\u2028b\u2029c\u0085d\n.\nthinking=Hm.\nfinish=stop\n"
                  + "usage=3+2\n"
                  + timed());
    }
  }

  private static final String CALLS =
      """
      role
      reasoning "Hm."
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
  @ValueSource(strings = {"tools/fast", "whole/fast", "tools/other", "whole/other"})
  void callsOfToolsAreReadInAStreamAndInADocument(String what)
      throws IOException, InterruptedException {
    callsAreRead(what.substring(0, what.indexOf('/')), what.substring(what.indexOf('/') + 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tools", "whole"})
  void callsOfOllamasOwnAreRead(String what) throws IOException, InterruptedException {
    callsAreRead(what, "ollama/qwen3:8b");
  }

  private void callsAreRead(String what, String model) throws IOException, InterruptedException {
    try (World world = World.saying(CALLS)) {
      assertThat(told(world, model, what))
          .containsExactly(
              "text=Let me see.",
              "thinking=Hm.",
              "call=weather {\"city\":\"Oslo\"}",
              "call=weather {\"a\":1}",
              "finish=stop",
              "usage=3+2",
              timed());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other", "ollama/qwen3:8b"})
  void resultsOfToolsGoBack(String model) throws IOException, InterruptedException {
    try (World world = World.saying("answer \"Rain.\"")) {
      assertThat(told(world, model, "history")).containsExactly("text=Rain.");
      String asked = world.provider.requests().getLast().body();
      assertThat(asked).contains("rain", "Oslo", "weather");
      assertThat(asked.contains("\"thinking\":\"Hm.\"")).isEqualTo(model.startsWith("ollama/"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "ollama/qwen3:8b"})
  void aCompletionIsReadInAStreamAndInADocument(String model)
      throws IOException, InterruptedException {
    try (World world = World.saying("role\nwords \"Hello you\"\nfinish length\nusage 3 2\ndone")) {
      List<String> expected = List.of("text=Hello you", "finish=length", "usage=3+2", timed());
      assertThat(told(world, model, "generate")).isEqualTo(expected);
      assertThat(world.provider.requests().getLast().body()).contains("Be terse.");
      assertThat(told(world, model, "generate-whole")).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "ollama/qwen3:8b"})
  void signsOfLifeAreNotSeen(String model) throws IOException, InterruptedException {
    String script =
        "wait 400ms\nrole\ntext \"Hello\"\nwait 400ms\ntext \" you\"\nfinish stop\nusage 3 2\ndone";
    try (World world = World.lively(script)) {
      assertThat(told(world, model, "stream"))
          .containsExactly("text=Hello you", "thinking=", "finish=stop", "usage=3+2", timed());
      assertThat(told(world, model, "generate"))
          .containsExactly("text=Hello you", "finish=stop", "usage=3+2", timed());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "other", "ollama/qwen3:8b"})
  void anErrorInTheStreamIsAnException(String model) throws IOException, InterruptedException {
    try (World world = World.saying("role\nwords \"Hello there\"\nerror \"Boom\" server_error")) {
      List<String> told = told(world, model, "stream");
      assertThat(told.getFirst()).startsWith("error=").contains("Boom");
      assertThat(told).contains("text=Hello there", "finish=" + none());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"end", "fin", "rst"})
  void anAnswerThatBreaksOffIsAnExceptionHoweverCleanly(String how)
      throws IOException, InterruptedException {
    try (World world = World.saying("role\nwords \"Hello there\"\nwait 200ms\n" + how)) {
      for (String model : List.of("fast", "ollama/qwen3:8b")) {
        List<String> told = told(world, model, "stream");
        assertThat(told.getFirst()).as(how + " " + model).startsWith("error=");
        assertThat(told).as(how).contains("text=Hello there", "finish=" + none());
      }
    }
  }

  @Test
  void aRefusalIsAnExceptionWithItsStatus() throws IOException, InterruptedException {
    try (World world = World.saying("status 500\nbody {\"error\":{\"message\":\"no\"}}")) {
      assertThat(told(world, "fast", "refused"))
          .contains("status=502")
          .doesNotContain("status=200");
      List<String> unknown = told(world, "nobody/has-it", "refused");
      assertThat(unknown).filteredOn("status=404"::equals).hasSize(2);
      assertThat(unknown.get(1)).startsWith("error=model 'nobody/has-it' not found");
    }
  }

  @Test
  void aModelIsLoadedWithoutBeingAsked() throws IOException, InterruptedException {
    try (World world = World.saying("answer \"Hi\"")) {
      assertThat(told(world, "fast:latest", "load"))
          .containsExactly("finish=load", "finish=unload", "finish=load");
      assertThat(world.provider.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "ollama/qwen3:8b"})
  void aClientThatLeavesCancelsItsRun(String model) throws IOException, InterruptedException {
    try (World world = World.saying("role\ntext \"Hello\"\nstall")) {
      List<Departure> seen = new ArrayList<>();
      URI base = world.gateway.baseUrl();
      List<String> told = client().tell(base, model, "cancel", () -> seen.add(world.left()));
      assertThat(told).containsExactly("left=yes");
      assertThat(seen).hasSize(1);
    }
  }

  @Test
  void itListsAndShowsTheModels() throws IOException, InterruptedException {
    try (World world = World.saying("answer \"Hi\"")) {
      List<String> told = told(world, "fast:latest", "list");
      assertThat(told.getFirst()).contains("fast:latest", "other:latest");
      assertThat(told.subList(1, 4))
          .containsExactly(
              "capabilities=completion tools vision", "architecture=sluice", "loaded=0");
    }
  }

  @Test
  void thereAreNoModelsToManage() throws IOException, InterruptedException {
    try (World world = World.saying("answer \"Hi\"")) {
      assertThat(told(world, "fast", "manage")).containsExactly("status=501", "status=501");
    }
  }
}
