package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunWriter;
import dev.sluice.simulator.Simulator;
import dev.sluice.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that something else has kept as their provider's own frames, and not to the end. */
final class LogFramesTest {
  private static final String ID = "01KB6ZQ4T90000000000000000";

  @TempDir Path data;

  @BeforeEach
  void keepFrames() {
    RunStart start =
        new RunStart(
            ID, "openai/m", ChatRequest.of("Which colour?"), Instant.parse("2026-01-02T03:04:05Z"));
    try (Store store = Store.builder(data).formats(new KeptFormats()).open()) {
      store
          .conversations()
          .ask(Optional.empty(), Optional.empty(), List.of(Message.user("Which colour?")), start);
      RunWriter writer = store.runs().begin(start);
      frame(writer, "{'id':'c-1','model':'m','choices':[{'index':0,'delta':{'content':'It '}}]}");
      frame(writer, "{'id':'c-1','model':'m','choices':[{'index':0,'delta':{'content':'is'}}]}");
      frame(writer, "{'choices':[],'usage':{'prompt_tokens':11,'completion_tokens':2}}");
    }
  }

  private static void frame(RunWriter writer, String json) {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    writer.frame("openai.chat", "message", bytes, 0, bytes.length);
  }

  private CommandRun.Result run(String... arguments) {
    try (Simulator provider = Simulator.start("answer \" blue.\"")) {
      return CommandRun.against(provider).with("SLUICE_DATA", data.toString()).run(arguments);
    }
  }

  @Test
  void theyAreFollowedAndEndAsInterrupted() {
    CommandRun.Result result = run("log", "follow", ID);

    assertThat(result.out()).isEqualTo("It is\n");
    assertThat(result.err()).contains("ended before it was whole");
  }

  @Test
  void theyAreShownAndCounted() {
    assertThat(run("log", "show").out()).contains("Which colour?", "It is");
    assertThat(run("log", "list", "--answers").out())
        .containsPattern("interrupted +11 \\+ 2 +openai/m\n");
    assertThat(run("log", "search", "Which").out()).contains("Which colour?");
  }

  @Test
  void theyGoOnAtTheirSeam() {
    CommandRun.Result result = run("log", "resume", ID);

    assertThat(result.out()).isEqualTo("It is blue.\n");
    assertThat(result.code()).isZero();
    assertThat(run("log", "show").out()).contains("It is blue.");
  }
}
