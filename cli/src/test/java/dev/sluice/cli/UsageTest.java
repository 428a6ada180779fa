package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Simulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What somebody is told who does not know the command line yet. */
final class UsageTest {
  private final Simulator provider = Simulator.start("answer \"Yes.\"");

  @TempDir Path folder;

  @AfterEach
  void close() {
    provider.close();
  }

  private CommandRun.Result run(String arguments) {
    return CommandRun.against(provider).run(arguments.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help ask hi",
        "-h ask hi",
        "help ask hi",
        "help help",
        "--version ask hi",
        "-V ask hi",
        "ask --help hi",
        "--help chat",
        "help",
        "version",
        "--help simulate"
      })
  void whoAsksForHelpOrTheVersionSendsNothing(String arguments) {
    CommandRun.Result result = run(arguments);

    assertThat(result.code()).isZero();
    assertThat(result.out()).containsPattern("Usage: sluice|sluice \\d");
    assertThat(result.err()).isEmpty();
    assertThat(provider.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "help modles, did you mean sluice models?",
    "--help modles, did you mean sluice models?",
    "help xyzzy, there is no command 'xyzzy'",
    "-h xyzzy, there is no command 'xyzzy'"
  })
  void helpWithACommandThatIsNotThereIsAMisuse(String arguments, String hint) {
    CommandRun.Result result = run(arguments);

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(hint).contains("see sluice --help");
  }

  @Test
  void helpBeforeACommandIsThatOfTheCommand() {
    assertThat(run("--help ask").out()).isEqualTo(run("ask --help").out());
    assertThat(run("help simulate").out()).isEqualTo(run("simulate --help").out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ask --max-token 3 hi      | no option '--max-token'; did you mean --max-tokens?",
        "ask --max_tokens=3 hi     | did you mean --max-tokens?",
        "ask --modell x hi         | did you mean --model?",
        "ask --frmat json hi       | did you mean --format?",
        "ask --tempreature 1 hi    | did you mean --temperature?",
        "ask --temp 0.3 hi         | did you mean --temperature?",
        "ask -temp 0.3 hi          | did you mean --temperature?",
        "ask --system-prompt x hi  | did you mean --system?",
        "ask --top 3 hi            | did you mean --top-p or --top-k?",
        "ask --format=jsn hi       | --format must be text, json or events, not 'jsn'",
        "ask --format JSON hi      | --format must be text, json or events, not 'JSON'",
        "ask --on-cut never hi     | --on-cut must be fail, restart or resume, not 'never'",
        "ask -n 3 hi               | did you mean --max-tokens?",
        "ask --num_predict 3 hi    | did you mean --max-tokens?",
        "ask --ctx-size 512 hi     | did you mean --context?",
        "ask --json hi             | did you mean --format json?",
        "ask --key sk-secret hi    | set OPENAI_API_KEY",
        "ask --api_key=sk-secret x | set OPENAI_API_KEY",
        "ask --base-url http://x y | set OPENAI_BASE_URL",
        "ask --stream hi           | answers are streamed anyway",
        "ask -q hi                 | add 2>/dev/null",
        "ask -v hi                 | --format events",
        "ask -p hi                 | the question needs no option",
        "ask --timeout 3s hi       | did you mean --total-timeout?",
        "ask -model x hi           | there is no option -model; did you mean --model?",
        "ask -system x hi          | there is no option -system; did you mean --system?",
        "ask -file=x hi            | there is no option -file; did you mean --file?",
        "chat --no-stream          | there is no option '--no-stream' of chat: ask has it",
        "chat Hello there          | it reads its questions line by line",
        "-m x ask hi               | options of ask or chat go after that word",
        "aks hi                    | no command 'aks'; did you mean sluice ask?",
        "modles                    | did you mean sluice models?",
        "run hi                    | did you mean sluice ask or sluice chat?",
        "list                      | did you mean sluice models?",
        "Why is this?              | to ask that: sluice ask \"Why is this?\"",
        "models x y                | models takes one PART, and got 'y'",
        "simulate a b              | simulate takes one SCRIPT, and got 'b'",
        "simulate                  | a SCRIPT is missing",
        "ask --model               | --model needs a value: --model=MODEL",
        "ask --system -m x         | --system needs a value: --system=TEXT",
        "ask --seed 1 --seed 2 hi  | --seed is given twice",
        "ask --no-stream=maybe hi  | --no-stream takes no value",
        "ask --max-tokens x hi     | --max-tokens must be a whole number of 1 or more, not 'x'",
        "ask --max-tokens 0 hi     | --max-tokens must be a whole number of 1 or more, not '0'",
        "ask --max-tokens 9999999999 hi | --max-tokens must be a whole number from 1 to 2,147,483,647",
        "ask --temperature abc hi  | --temperature must be a number of 0 or more, such as 0.7",
        "ask --temperature NaN hi  | --temperature must be a number of 0 or more, such as 0.7",
        "ask --top-p 1,5 hi        | --top-p must be a number above 0 and up to 1, not '1,5'",
        "ask --top-p 2 hi          | --top-p must be a number above 0 and up to 1, not '2'",
        "ask --top-k -1 hi         | --top-k must be a whole number of 0 or more, not '-1'",
        "ask --file= hi            | --file must be the name of a file, not ''",
        "ask --repeat-penalty 0 hi | --repeat-penalty must be a number above 0, such as 1.1",
        "ask --context 0 hi        | --context must be a whole number from 1 to 1,048,576",
        "chat --context x          | --context must be a whole number from 1 to 1,048,576",
        "ask --seed 99999999999999999999 hi | --seed must be a whole number from -9,223,372,036,854,",
        "ask --retries -1 hi       | --retries must be a whole number of 0 or more, not '-1'",
        "ask --retries 99999999999 hi | --retries must be a whole number from 0 to 2,147,483,647, not",
        "ask --idle-timeout 5 hi   | --idle-timeout must be a time such as 500ms, 10s, 2m or off",
        "ask --total-timeout 999999999h hi | --total-timeout must be from 1ms to 8760h, or off",
        "ask --budget 3 hi         | --budget must be an amount such as 500tokens or 4000chars",
        "ask --stop= hi            | --stop must be a text of at least one character",
        "ask --output= hi          | --output must be the name of a file, or -",
        "ask -m gpt-4o hi          | provider/model, such as openai/gpt-4o or local/",
        "ask -m claude-opus-5 hi   | provider/model, such as anthropic/claude-opus-5 or local/",
        "ask -m openai:gpt-4o hi   | provider/model, such as openai/gpt-4o or local/",
        "ask -m groq hi            | provider/model, such as groq/MODEL or local/",
        "ask -m qwen3:8b hi        | provider/model, such as ollama/qwen3:8b or local/",
        "ask -m us.amazon.nova hi  | provider/model, such as bedrock/us.amazon.nova or local/",
        "ask -m openai hi          | provider/model, such as openai/gpt-4o-mini or local/",
        "ask -m groq hi            | such as groq/MODEL or local/",
        "ask -m grq/x hi           | there is no provider 'grq'; did you mean groq/…?",
        "ask -m antropic/x hi      | there is no provider 'antropic'; did you mean anthropic/…?",
        "ask -m OpenAI/x hi        | there is no provider 'OpenAI'; did you mean openai/…",
        "ask -m google/x hi        | there is no provider 'google'; did you mean gemini/…?",
        "ask -m grok/x hi          | there is no provider 'grok'; did you mean xai/…?",
        "ask -m nobody/x hi        | there is no provider 'nobody'; those that there are: sluice mod",
        "ask --fallback nobody/x y | there is no provider 'nobody'; those that there are: sluice mod",
        "ask -m groq/x hi          | groq/x needs a key: set GROQ_API_KEY",
        "ask -m opnai+http://h/v1/m x | did you mean openai+http://…?",
        "ask -m nope+http://h/v1/m x | there is no provider 'nope'; those that there are",
        "ask -m openai+http://h/v1 x | no model of it: openai+http://HOST/v1/MODEL",
        "ask -m openai+http://h/v1/ x | no model of it: openai+http://HOST/v1/MODEL",
        "ask -m openai+http://h/v1# x | no model of it: openai+http://HOST/v1/MODEL",
        "ask -m openai+http://a:sk-secret@h x | no model of it: openai+http://HOST/v1/MODEL",
        "ask -m opnai+http://a:sk-secret@h/v1/m x | did you mean openai+http://…?",
        "ask -m openai+http://sk-secret@h/v1/m x | must be an http or https URL without user",
        "ask -m openai+ftp://h/v1/m x | begins with http:// or https://",
        "ask -m azure+http://h/v1/m x | azure",
        "ask -m bedrock+http://h/v1/m x | bedrock",
        "ask --fallback gpt-4o hi  | provider/model, such as openai/gpt-4o or local/",
        "simulate --port x f       | --port must be a whole number from 0 to 65,535, not 'x'"
      })
  void whatCannotBeMeantIsTwoAndSaysWhatToDoInTheWordsOfAPerson(String arguments, String told) {
    CommandRun.Result result = run(arguments);

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(told);
    assertThat(result.err().lines().toList())
        .hasSizeBetween(1, 2)
        .allMatch(line -> line.startsWith("sluice: ") && line.length() < 160);
    assertThat(result.err())
        .doesNotContainPattern("\\b(int|long|double|boolean|index|Exception|java)\\b")
        .doesNotContain("sk-secret", "'null'", " null");
    assertThat(provider.requests()).isEmpty();
  }

  @Test
  void everyOptionThatAHabitLeadsToIsThere() {
    String help = run("ask --help").out();

    assertThat(Habits.named())
        .isNotEmpty()
        .allMatch(option -> help.matches("(?s).* " + option + "[ =].*"));
  }

  @Test
  void aWordThatIsLikeNoOptionIsNotGuessedAt() {
    assertThat(run("ask --zzz hi").err()).doesNotContain("did you mean");
    assertThat(run("ask --" + "x".repeat(100_000) + " hi").err()).hasSizeLessThan(400);
  }

  // Files.

  @Test
  void aFileStandsBeforeStandardInputAndTheQuestion() throws IOException {
    Path one = Files.writeString(folder.resolve("one.txt"), "\ufefffirst\r\nsecond\r\n");
    Path two = Files.writeString(folder.resolve("größe two.txt"), "third\n");

    CommandRun.against(provider)
        .stdin("typed\n")
        .run("ask", "-f", one.toString(), "--file", two.toString(), "Sum up.");

    assertThat(provider.requests().getLast().body())
        .contains("\"content\":\"first\\r\\nsecond\\n\\nthird\\n\\ntyped\\n\\nSum up.\"");
  }

  @Test
  void aFileAloneIsAQuestion() throws IOException {
    Path file = Files.writeString(folder.resolve("question.txt"), "Why?\n");

    CommandRun.against(provider).run("ask", "-f", file.toString());

    assertThat(provider.requests().getLast().body()).contains("\"content\":\"Why?\"");
  }

  @Test
  void aDashIsStandardInput() {
    for (String[] arguments :
        new String[][] {{"ask", "-"}, {"ask", "-f", "-"}, {"ask", "-f", "-", "-"}}) {
      CommandRun.against(provider).stdin("typed\n").run(arguments);

      assertThat(provider.requests().getLast().body()).contains("\"content\":\"typed\"");
    }
    CommandRun.Result result = CommandRun.against(provider).terminals("in").run("ask", "-");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("- is standard input, and that is a terminal");
  }

  @Test
  void aFileThatCannotBeAskedAboutIsNamedWithTheReason() throws IOException {
    Path binary = Files.write(folder.resolve("a.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
    Path utf16 =
        Files.write(folder.resolve("b.txt"), "\ufeffhi".getBytes(StandardCharsets.UTF_16LE));
    Path large = Files.write(folder.resolve("c.txt"), new byte[TextInput.MAX_BYTES + 1]);
    Path absent = folder.resolve("none.txt");

    for (String[] expected :
        new String[][] {
          {binary.toString(), binary + " is not UTF-8 text: byte 1 "},
          {utf16.toString(), "iconv -f UTF-16 -t UTF-8"},
          {large.toString(), large + " is longer than the limit of 16 MiB"},
          {absent.toString(), "cannot read " + absent + ": there is no such file"},
          {absent + "/x", "cannot read " + absent + "/x: there is no such file"},
          {folder.toString(), "cannot read " + folder + ": it is a folder"},
          {"a\0b", "no file is called so"}
        }) {
      CommandRun.Result result = CommandRun.against(provider).run("ask", "-f", expected[0], "Hi");

      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).startsWith("sluice: ").contains(expected[1]).hasLineCount(1);
    }
    assertThat(provider.requests()).isEmpty();
  }

  // What only some models know.

  @Test
  void samplingThatNotAllServersKnowIsSentOnlyIfItIsAskedFor() {
    run("ask --top-k 40 --repeat-penalty 1.1 hi");
    assertThat(provider.requests().getLast().body())
        .contains("\"top_k\":40")
        .contains("\"repeat_penalty\":1.1");

    run("ask hi");
    assertThat(provider.requests().getLast().body())
        .doesNotContain("top_k")
        .doesNotContain("repeat_penalty");
  }

  @Test
  void theContextIsASettingForThisRun() {
    RequestOptions options = new RequestOptions();
    CommandSpec command = CommandSpec.create();
    options.addTo(command);
    new CommandLine(command).parseArgs("--context", "512");

    assertThat(options.settings(Map.of("SLUICE_LOCAL_CONTEXT", "4096", "A", "b")))
        .containsOnly(Map.entry("SLUICE_LOCAL_CONTEXT", "512"), Map.entry("A", "b"));
    assertThat(new RequestOptions().settings(Map.of("A", "b"))).hasSize(1);
  }

  @Test
  void anAnswerToADashGoesToStandardOutput() {
    assertThat(run("ask -o - hi")).isEqualTo(new CommandRun.Result(0, "Yes.\n", ""));
    assertThat(Path.of("-")).doesNotExist();
  }

  @Test
  void theShortNameOfTheSystemTextWorks() {
    run("ask -s terse hi");

    assertThat(provider.requests().getLast().body())
        .contains("{\"role\":\"system\",\"content\":\"terse\"}");
  }
}
