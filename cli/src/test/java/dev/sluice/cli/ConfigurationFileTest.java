package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.simulator.Simulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFileTest {
  private static final String SCRIPT = "answer \"hello\"";

  @TempDir Path folder;

  private CommandRun configured(String toml) throws IOException {
    Path file = Files.writeString(folder.resolve("config.toml"), toml);
    return new CommandRun().with("SLUICE_CONFIG", file.toString());
  }

  @Test
  void aServerOfTheFileIsAskedByItsNameWithItsKeyAndHeaders() throws Exception {
    try (Simulator simulator = Simulator.start(SCRIPT)) {
      CommandRun.Result result =
          configured(
                  """
                  [providers.house]
                  base_url = "%s"
                  key_env = "HOUSE_KEY"
                  headers = { X-Team = "blue" }
                  """
                      .formatted(simulator.baseUrl()))
              .with("HOUSE_KEY", "sk-house-0123456789")
              .run("ask", "-m", "house/m", "hi");
      assertThat(result.err()).isEmpty();
      assertThat(result.out()).isEqualTo("hello\n");
      assertThat(simulator.requests().getFirst().headers().first("authorization"))
          .hasValue("Bearer sk-house-0123456789");
      assertThat(simulator.requests().getFirst().headers().first("x-team")).hasValue("blue");
    }
  }

  @Test
  void aKeyMayStandInAFileBesideIt() throws Exception {
    Files.writeString(folder.resolve("house.key"), "sk-of-a-file-12345\n");
    try (Simulator simulator = Simulator.start(SCRIPT)) {
      CommandRun.Result result =
          configured(
                  "[providers.house]\nbase_url = \"%s\"\nkey_file = \"house.key\"\n"
                      .formatted(simulator.baseUrl()))
              .run("ask", "-m", "house/m", "hi");
      assertThat(result.out()).isEqualTo("hello\n");
      assertThat(simulator.requests().getFirst().headers().first("authorization"))
          .hasValue("Bearer sk-of-a-file-12345");
    }
  }

  @Test
  void aFileOfAKeyThatIsNotThereIsNamedInTheWordsOfAPerson() throws Exception {
    String toml =
        "[providers.house]\nbase_url = \"http://127.0.0.1:9/v1\"\nkey_file = \"nowhere\"\n";
    CommandRun.Result result = configured(toml).run("ask", "-m", "house/m", "hi");
    assertThat(result.err())
        .contains("the key of the provider house cannot be read from ", "nowhere: ")
        .doesNotContain("Exception");
  }

  @Test
  void aKeyThatIsMissingIsNamedByTheModelThatNeedsItAlone() throws Exception {
    String toml =
        "[providers.house]\nbase_url = \"http://127.0.0.1:9/v1\"\nkey_env = \"HOUSE_KEY\"\n";
    CommandRun.Result result = configured(toml).run("ask", "-m", "house/m", "hi");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("set HOUSE_KEY, which the provider house has its key from");
    assertThat(configured(toml).run("models", "--offline").out())
        .containsPattern("(?m)^house/MODEL +no +- +needs HOUSE_KEY$");
  }

  @Test
  void bracketsWithoutEndAreNamed() throws Exception {
    CommandRun.Result result = configured("a = " + "[".repeat(100_000)).run("models", "--offline");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).endsWith("config.toml has brackets within brackets without end\n");
  }

  @Test
  void theFileOfTheUsersFolderIsRead() throws Exception {
    Path file = folder.resolve("sluice").resolve("config.toml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "[providers.house]\nbase_url = \"http://127.0.0.1:9/v1\"\n");
    CommandRun.Result result =
        new CommandRun().with("XDG_CONFIG_HOME", folder.toString()).run("models", "--offline");
    assertThat(result.out()).containsPattern("(?m)^house/MODEL +yes +- +at 127.0.0.1:9/v1$");
  }

  // What a server wants otherwise.

  private String body(String settings, String... arguments) throws IOException {
    try (Simulator simulator = Simulator.start(SCRIPT)) {
      CommandRun.Result result =
          configured(
                  "[providers.house]\nbase_url = \"%s\"\n%s\n"
                      .formatted(simulator.baseUrl(), settings))
              .run(arguments);
      assertThat(result.err()).isEmpty();
      assertThat(result.out()).isEqualTo("hello\n");
      return simulator.requests().getFirst().body();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_tokens_field = 'max_output'      | \"max_output\":7",
        "seed_field = 'random_seed'           | \"random_seed\":3",
        "system_role = 'developer'            | \"role\":\"developer\"",
        "like = 'mistral'                     | \"random_seed\":3",
        "like = 'cerebras'                    | \"max_completion_tokens\":7",
        "like = 'mistral'\\nseed_field = 'seed' | \"seed\":3",
      })
  void anOddityIsHeeded(String settings, String sent) throws Exception {
    assertThat(
            body(
                settings.replace("\\n", "\n"),
                "ask -m house/m --max-tokens 7 --seed 3 --system terse hi".split(" ")))
        .contains(sent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream_options = false", "like = 'perplexity'"})
  void aServerWithoutStreamOptionsIsSpared(String settings) throws Exception {
    assertThat(body(settings, "ask", "-m", "house/m", "hi")).doesNotContain("stream_options");
  }

  @ParameterizedTest
  @CsvSource({
    "openai-chat, /v1/chat/completions, authorization, Bearer ",
    "openai-responses, /v1/responses, authorization, Bearer ",
    "anthropic, /v1/messages, x-api-key, ''",
    "gemini, /v1/models/m:streamGenerateContent, x-goog-api-key, ''",
    "ollama, /api/chat, authorization, Bearer ",
    "bedrock, /v1/model/m/converse-stream, authorization, Bearer ",
    "chat_completions, /v1/chat/completions, authorization, Bearer ",
    "responses, /v1/responses, authorization, Bearer ",
  })
  void aServerIsAskedInTheFormatThatItSpeaks(
      String format, String path, String header, String before) throws Exception {
    try (Simulator simulator = Simulator.start(SCRIPT)) {
      CommandRun.Result result =
          configured(
                  "[providers.house]\nbase_url = \"%s\"\nformat = \"%s\"\nkey_env = \"HOUSE_KEY\"\n"
                      .formatted(simulator.baseUrl(), format))
              .with("HOUSE_KEY", "sk-house-0123456789")
              .run("ask", "-m", "house/m", "hi");
      assertThat(result.err()).isEmpty();
      assertThat(result.out()).isEqualTo("hello\n");
      assertThat(simulator.requests().getFirst().path()).isEqualTo(path);
      assertThat(simulator.requests().getFirst().headers().first(header))
          .hasValue((before + " sk-house-0123456789").strip());
    }
  }

  @Test
  void everyOddityOfTheBuilderCanBeSaid() throws Exception {
    assertThat(
            Arrays.stream(OpenAiProvider.Builder.class.getMethods())
                .map(
                    method ->
                        method.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .filter(
                    name ->
                        name.matches(
                            "(reasoning|prefix|.*_(field|role|choice|roles|ids|results|tags)).*")))
        .isNotEmpty()
        .allMatch(Oddities.NAMES::contains);
    String all =
        """
        [providers.house]
        base_url = "http://127.0.0.1:9/v1"
        organisation = "o"
        project = "p"
        reasoning_field_of_calls = "reasoning_content"
        reasoning_filler = ""
        prefix_field = ""
        required_tool_choice = ""
        stream_options = false
        alternating_roles = true
        nine_character_call_ids = true
        media_in_tool_results = true
        assistant_after_tool_results = true
        think_tags = true
        [providers.second]
        like = "deepseek"
        key_env = "K"
        reasoning_details = ""
        prefix_by_template = true
        [providers.third]
        format = "anthropic"
        key_env = "K"
        version = "2023-06-01"
        betas = ["one", "two"]
        bearer = true
        unsigned_thinking = true
        default_max_tokens = 100
        [providers.fourth]
        format = "ollama"
        [providers.fifth]
        format = "responses"
        key_env = "K"
        """;
    assertThat(configured(all).with("K", "sk-of-all-0123456789").run("models", "--offline").out())
        .contains(
            "at api.deepseek.com",
            "at api.anthropic.com",
            "127.0.0.1:11434",
            "at api.openai.com/v1");
  }

  @Test
  void aNameThatIsBuiltInIsTheFilesOwn() throws Exception {
    try (Simulator simulator = Simulator.start(SCRIPT)) {
      for (String name : List.of("groq", "anthropic", "local")) {
        String toml = "[providers.%s]\nbase_url = \"%s\"\n".formatted(name, simulator.baseUrl());
        assertThat(configured(toml).run("ask", "-m", name + "/m", "hi").out()).isEqualTo("hello\n");
      }
    }
  }

  @Test
  void whatEditorsOfWindowsWriteIsRead() throws Exception {
    Path keys = Files.createDirectories(folder.resolve("Schlüssel ключ"));
    Files.writeString(keys.resolve("k.txt"), "\ufeffsk-of-a-file-12345\r\n");
    try (Simulator simulator = Simulator.start(SCRIPT)) {
      CommandRun.Result result =
          configured(
                  "\ufeff# Größe\r\n[providers.house]\r\nbase_url = \"%s\"\r\nkey_file = '%s'\r\n"
                      .formatted(simulator.baseUrl(), keys.resolve("k.txt")))
              .run("ask", "-m", "house/m", "hi");
      assertThat(result.err()).isEmpty();
      assertThat(simulator.requests().getFirst().headers().first("authorization"))
          .hasValue("Bearer sk-of-a-file-12345");
    }
    CommandRun.Result wrong =
        configured("\ufeff# Größe\r\n[providers.house]\r\nbase_url = 1\r\n")
            .run("models", "--offline");
    assertThat(wrong.err()).contains("config.toml:3:1: base_url is a text in quotes");
  }

  @Test
  void aFileInAnotherEncodingOrNoneIsNamed() throws Exception {
    Path file = folder.resolve("utf16.toml");
    Files.write(file, "\ufeff[providers.a]\n".getBytes(StandardCharsets.UTF_16LE));
    CommandRun.Result result =
        new CommandRun().with("SLUICE_CONFIG", file.toString()).run("models", "--offline");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("utf16.toml is not UTF-8 text", "iconv -f UTF-16 -t UTF-8");
    assertThat(
            new CommandRun()
                .with("SLUICE_CONFIG", folder.toString())
                .run("models", "--offline")
                .err())
        .contains("it is a folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "like = 'grok'                    | 3:1: no server is known as 'grok': describe it by base_url",
        "like = 3                         | 3:1: like is a text in quotes",
        "format = 'openai'                | 3:1: format is one of openai-chat, openai-responses,",
        "format = 'bedrock'\\nregion = 'x' | 1:1: 'x' is no region of AWS, such as us-east-1",
        "region = 'us-east-1'             | 3:1: region says something of format = \"bedrock\", wh",
        "like = 'groq'\\nformat = 'gemini' | 4:1: servers that are known by name speak openai-chat",
        "think_tags = 'yes'               | 3:1: think_tags is true, without quotes, or left out",
        "stream_options = true            | 3:1: stream_options is false, without quotes, or left",
        "think_tag = true                 | 3:1: a provider has no setting 'think_tag'; did you mean",
        "base_ur = 'x'                    | 3:1: a provider has no setting 'base_ur'; did you mean b",
        "quirk = 'x'                      | 3:1: a provider has no setting 'quirk'; known are altern",
        "api_key = 'sk-1'                 | 3:1: a key does not stand in the file of settings",
        "seed_field = ''                  | 3:1: seed_field is empty: name it, or leave it out",
        "reasoning_filler = ' '           | 3:1: reasoning_filler needs a reasoning_field or reason",
        "reasoning_field = 'a'\\nreasoning_details = 'b' | 4:1: reasoning_field and reasoning_details",
        "prefix_field = 'a'\\nprefix_by_template = true | 4:1: prefix_field and prefix_by_template",
        "format = 'gemini'\\nthink_tags = true | 4:1: think_tags says something of chat completions",
        "format = 'responses'\\nthink_tags = true | 4:1: think_tags says something of chat complet",
        "format = 'ollama'\\nproject = 'p' | 4:1: project says something of OpenAI's formats, whic",
        "bearer = true                    | 3:1: bearer says something of format = \"anthropic\", w",
        "format = 'anthropic'\\nbetas = 'b' | 4:1: betas are texts in quotes and brackets",
        "format = 'anthropic'\\nbetas = [1] | 4:1: betas are texts in quotes and brackets",
        "format = 'anthropic'\\nbetas = ['a b'] | 4:1: ",
        "format = 'anthropic'\\nversion = 'ü' | 4:1: a version of the API is a date",
        "format = 'anthropic'\\ndefault_max_tokens = 0 | 4:1: default_max_tokens is a whole number",
        "key_env = 'sk-1'                 | 3:1: key_env names the environment variable that holds",
        "key_env = 'gsk_1234567890abcdefghij' | 3:1: key_env names the environment variable that",
        "key_env = 'A'\\nkey_file = 'b'    | 4:1: key_env and key_file both say where the key is",
        "key_file = \"C:\\keys\\house.txt\" | 3:15: Invalid escape sequence '\\k'; a path with backsl",
        "headers = { 'x y' = 'z' }        | 3:13: ",
        "headers = { x = 3 }              | 3:13: a header's value is a text in quotes",
        "organisation = \"a\\u0000b\"      | 3:1: ",
      })
  void aSettingThatCannotBeMeantIsNamedWithItsPlace(String settings, String told) throws Exception {
    String toml = "[providers.house]\nbase_url = \"http://h/v1\"\n" + settings.replace("\\n", "\n");
    CommandRun.Result result = configured(toml).run("models", "--offline");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains("config.toml:" + told)
        .hasLineCount(1)
        .doesNotContain("sk-1", "gsk_");
  }

  @Test
  void aServerThatIsKnownByNameWantsItsKey() throws Exception {
    CommandRun.Result result =
        configured("[providers.work]\nlike = \"groq\"\n").run("models", "--offline");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains(
            "config.toml:1:1: the provider work asks api.groq.com, which wants a key: key_env");
    assertThat(configured("[providers.work]\nlike = \"vllm\"\n").run("models", "--offline").out())
        .containsPattern("(?m)^work/MODEL +yes +- +at localhost:8000/v1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[providers.house]\\nbase_url = 7 | 2:1: base_url is a text in quotes",
        "[providers.house]\\nbase_ur = \"x\" | 2:1: a provider has no setting 'base_ur'; did you mean base_url?",
        "[providers.house]\\nkey = \"sk-1\" | 2:1: a key does not stand in the file of settings",
        "[providers.house]\\n | 1:1: the provider house needs a base_url",
        "[providers.house]\\nformat = \"bedrock\" | 2:1: Bedrock is asked in a region: name it by region = \"us-east-1\"",
        "[providers.house]\\nformat = \"bedrock\"\\nregion = \"us-east-1\" | amazonaws.com wants a key: key_env names",
        "[providers.house]\\nbase_url = \"ftp://x\" | must be an http or https URL",
        "[providers]\\nhouse = 1 | 2:1: a provider is a table: [providers.house]",
        "provider = 1 | 1:1: there is no setting 'provider'; did you mean providers?",
        "[providers.house\\n | 1:17: ",
        "[providers.house]\\nbase_url = \"http://h/v1\"\\nheaders = 3 | 3:1: headers are a table",
      })
  void whatIsWrongIsNamedWithItsPlace(String toml, String message) throws Exception {
    CommandRun.Result result = configured(toml.replace("\\n", "\n")).run("models", "--offline");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("config.toml", message).doesNotContain("sk-1");
  }

  @Test
  void aFileThatIsNamedAndNotThereIsMissed() {
    CommandRun.Result result =
        new CommandRun().with("SLUICE_CONFIG", "/no/such.toml").run("models", "--offline");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("SLUICE_CONFIG names /no/such.toml, which does not exist");
  }

  @Test
  void theDocumentationSaysItAllAndItsExamplesWork() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "cli.md"));
    String section =
        page.substring(page.indexOf("## The file of settings"), page.indexOf("## When something"));
    Matcher example = Pattern.compile("```toml\n(.*?)```", Pattern.DOTALL).matcher(section);
    for (int i = 0; i < 2; i++) {
      assertThat(example.find()).isTrue();
      CommandRun.Result result = configured(example.group(1)).run("models", "--offline");
      assertThat(result.err()).isEmpty();
      assertThat(result.out()).containsAnyOf("house/MODEL", "gate/MODEL");
    }
    assertThat(ProviderTable.settings()).hasSizeGreaterThan(25);
    assertThat(ProviderTable.settings())
        .allMatch(name -> section.matches("(?s).*`" + name + "( = \\w+)?`.*"));
  }
}
