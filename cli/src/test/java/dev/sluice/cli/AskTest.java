package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.simulator.Simulator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

final class AskTest {
  private final Simulator provider = Simulator.start("answer \"It is blue.\"");

  @AfterEach
  void close() {
    provider.close();
  }

  private String sent() {
    return provider.requests().getLast().body();
  }

  @Test
  void theAnswerGoesToStandardOutputAndNothingElseDoes() {
    CommandRun.Result result =
        CommandRun.against(provider).run("ask", "Of what colour is the sea?");

    assertThat(result).isEqualTo(new CommandRun.Result(0, "It is blue.\n", ""));
    assertThat(sent()).contains("\"content\":\"Of what colour is the sea?\"");
  }

  @Test
  void severalWordsAreJoinedBySpaces() {
    CommandRun.against(provider).run("ask", "Why", "is  the", "sea", "salt?");

    assertThat(sent()).contains("\"content\":\"Why is  the sea salt?\"");
  }

  @Test
  void withoutArgumentsThePromptIsStandardInputWithoutItsLastLineEnd() {
    CommandRun.against(provider).stdin("  one\ntwo\n").run("ask");

    assertThat(sent()).contains("\"content\":\"  one\\ntwo\"");
  }

  @Test
  void standardInputStandsBeforeTheArgumentsWithABlankLineBetween() {
    CommandRun.against(provider).stdin("the material\r\n").run("ask", "Sum", "up.");

    assertThat(sent()).contains("\"content\":\"the material\\n\\nSum up.\"");
  }

  @Test
  void anEmptyStandardInputCountsForNothing() {
    CommandRun.against(provider).stdin("\n").run("ask", "Hello");

    assertThat(sent()).contains("\"content\":\"Hello\"");
  }

  @Test
  void aTerminalIsNotWaitedForWhenThereAreArguments() {
    CommandRun.against(provider).terminals("in").stdin("typed").run("ask", "Hello");

    assertThat(sent()).contains("\"content\":\"Hello\"");
  }

  @Test
  void noPromptAtAllIsWrongUsage() {
    for (String given : new String[] {"", " ", "\n\n"}) {
      CommandRun.Result result = CommandRun.against(provider).stdin(given).run("ask", given);

      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).contains("there is no prompt");
    }
    assertThat(provider.requests()).isEmpty();
  }

  @Test
  void standardInputThatIsNotUtf8IsRefusedAndNothingIsSent() {
    byte[] latin1 = "déjà".getBytes(StandardCharsets.ISO_8859_1);

    CommandRun.Result result = CommandRun.against(provider).stdin(latin1).run("ask", "Translate.");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("standard input is not UTF-8 text: byte 2");
    assertThat(provider.requests()).isEmpty();
  }

  @Test
  void aByteOrderMarkIsNoPartOfThePrompt() {
    CommandRun.against(provider).stdin("\ufeffHello").run("ask");

    assertThat(sent()).contains("\"content\":\"Hello\"");
  }

  @Test
  void aPromptMayBeginWithAnAtSign() {
    CommandRun.against(provider).run("ask", "@everyone", "hello");

    assertThat(sent()).contains("\"content\":\"@everyone hello\"");
  }

  @Test
  void aPromptThatBeginsWithADashGoesAfterTwo() {
    assertThat(CommandRun.against(provider).run("ask", "-v", "or", "-x?").err())
        .contains("(a prompt that begins with - goes after --)");

    CommandRun.against(provider).run("ask", "--", "-v", "or", "-x?");

    assertThat(sent()).contains("\"content\":\"-v or -x?\"");
  }

  @Test
  void charactersOfEveryLengthGoThere() {
    CommandRun.against(provider).stdin("Größe 漢字\n").run("ask", "👩‍🚀 was?");

    assertThat(sent()).contains("Größe 漢字\\n\\n👩‍🚀 was?");
  }

  @Test
  void everyOptionArrivesAtTheProvider() {
    CommandRun.against(provider)
        .run(
            "ask",
            "-m",
            "openai/other",
            "--system",
            "Be brief.",
            "--temperature",
            "0.5",
            "--top-p",
            "0.9",
            "--max-tokens",
            "12",
            "--seed",
            "7",
            "--stop",
            "END",
            "--stop",
            "Ω",
            "Hello");

    assertThat(sent())
        .contains("\"model\":\"other\"")
        .contains("{\"role\":\"system\",\"content\":\"Be brief.\"}")
        .contains("\"temperature\":0.5")
        .contains("\"top_p\":0.9")
        .contains("\"max_tokens\":12")
        .contains("\"seed\":7")
        .contains("\"stop\":[\"END\",\"Ω\"]")
        .contains("\"stream\":true");
  }

  @Test
  void whatOnlySomeServersKnowIsForTheProviderThatIsAskedAndNotForAFallback() {
    RequestOptions options = new RequestOptions();
    CommandSpec command = CommandSpec.create();
    options.addTo(command);
    new CommandLine(command).parseArgs("--top-k", "3", "--repeat-penalty", "1.5");

    ChatRequest request = options.request("openai/m", List.of(Message.user("Hello")), true);

    assertThat(request.providerOptions("openai"))
        .isEqualTo(Map.of("top_k", "3", "repeat_penalty", "1.5"));
    assertThat(request.providerOptions("local")).isEmpty();
  }

  @Test
  void whatOnlySomeServersKnowArrivesThere() {
    CommandRun.against(provider).run("ask", "--top-k", "3", "Hello");

    assertThat(sent()).contains("\"top_k\":3");
  }

  @Test
  void withoutStreamingTheWholeAnswerIsAskedForAtOnce() {
    CommandRun.Result result = CommandRun.against(provider).run("ask", "--no-stream", "Hello");

    assertThat(result.out()).isEqualTo("It is blue.\n");
    assertThat(sent()).contains("\"stream\":false");
  }

  @Test
  void theKeyGoesToTheProviderAndNowhereElse() {
    provider.script("status 401\nbody {\"error\":{\"message\":\"Incorrect key sk-secret-1\"}}");

    CommandRun.Result result =
        CommandRun.against(provider).with("OPENAI_API_KEY", "sk-secret-1").run("ask", "Hello");

    assertThat(provider.requests().getLast().headers().first("authorization"))
        .hasValue("Bearer sk-secret-1");
    assertThat(result.out() + result.err()).doesNotContain("sk-secret-1").contains("401");
  }

  @Test
  void aKeyInTheEnvironmentDoesNotChangeTheDefaultModel() {
    assertThat(new RequestOptions().model(Map.of("OPENAI_API_KEY", "sk-secret-1")))
        .isEqualTo("local/smollm2-135m");
    assertThat(new RequestOptions().model(Map.of("SLUICE_MODEL", "openai/m")))
        .isEqualTo("openai/m");
    assertThat(new RequestOptions().model(Map.of("SLUICE_MODEL", " ")))
        .isEqualTo("local/smollm2-135m");
  }
}
