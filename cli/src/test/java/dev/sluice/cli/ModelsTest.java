package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Script;
import dev.sluice.simulator.Seen;
import dev.sluice.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(240)
final class ModelsTest {
  private final Simulator provider = Simulator.start("answer \"Yes.\"");

  @TempDir Path home;

  @AfterEach
  void close() {
    provider.close();
  }

  private CommandRun.Result run(String... arguments) {
    return against(provider).run(arguments);
  }

  private CommandRun against(Simulator server) {
    return new CommandRun()
        .with("SLUICE_HOME", home.toString())
        .with("OPENAI_BASE_URL", server.baseUrl().toString());
  }

  /** A server that is not one's own: it is found through a proxy alone, which is the simulator. */
  private CommandRun.Result hosted(String... arguments) {
    return hostedAt("models.example").run(arguments);
  }

  private CommandRun hostedAt(String host) {
    return new CommandRun()
        .with("SLUICE_HOME", home.toString())
        .with("http_proxy", provider.origin().toString())
        .with("OPENAI_API_KEY", "sk-0123456789")
        .with("OPENAI_BASE_URL", "http://" + host + "/v1");
  }

  private Path cache() {
    return home.resolve("listed").resolve("openai.txt");
  }

  private long asked() {
    return provider.requests().stream().filter(one -> one.path().endsWith("/v1/models")).count();
  }

  @Test
  void eachModelHasALineThatSaysWhatItNeeds() {
    CommandRun.Result result = new CommandRun().run("models", "--offline");

    assertThat(result.code()).isZero();
    assertThat(result.out().lines().toList())
        .first()
        .asString()
        .matches("MODEL +USABLE +ON DISK +STATE");
    assertThat(result.out())
        .containsPattern("(?m)^openai/MODEL +no +- +needs OPENAI_API_KEY$")
        .containsPattern("(?m)^local/PATH.gguf +yes +- +any GGUF file with a chat template$");
  }

  @Test
  void whatCanBeUsedStandsBeforeWhatCannot() {
    List<String> lines = run("models").out().lines().skip(1).toList();

    assertThat(lines).anyMatch(line -> line.startsWith("openai/simulated-model "));
    assertThat(lines.stream().map(line -> line.matches("\\S+ +yes .*") ? "yes" : "no").toList())
        .isSortedAccordingTo((one, other) -> other.compareTo(one))
        .contains("yes", "no");
    assertThat(lines).allMatch(line -> line.length() < 140);
  }

  @Test
  void aModelThatHasWhatItNeedsIsUsable() {
    CommandRun.Result result =
        new CommandRun().with("OPENAI_API_KEY", "sk-secret-1").run("models", "--offline");

    assertThat(result.out())
        .containsPattern("(?m)^openai/MODEL +yes +- +at api.openai.com/v1$")
        .doesNotContain("sk-secret-1");
  }

  // What a provider offers.

  @ParameterizedTest
  @CsvSource({
    "OPENAI_BASE_URL, /v1, openai",
    "ANTHROPIC_BASE_URL, '', anthropic",
    "GEMINI_BASE_URL, /v1beta, gemini",
    "OLLAMA_HOST, '', ollama",
    "GROQ_BASE_URL, /v1, groq"
  })
  void aProviderIsAskedWhatItOffersInItsOwnForm(String setting, String path, String name) {
    CommandRun.Result result =
        new CommandRun()
            .with("SLUICE_HOME", home.toString())
            .with(setting, provider.origin() + path)
            .with("GEMINI_API_KEY", "key-1234567890")
            .run("models", name + "/");

    assertThat(result.out())
        .containsPattern("(?m)^" + name + "/simulated-model(:latest)? +yes +\\S")
        .containsPattern("(?m)^" + name + "/simulated-model-mini(:latest)? +yes +\\S")
        .doesNotContain("key-1234567890");
  }

  @Test
  void itIsKeptForADay() throws Exception {
    String first = hosted("models", "openai/").out();
    long asked = asked();
    assertThat(hosted("models", "openai/").out())
        .isEqualTo(first)
        .contains("openai/simulated-model");
    assertThat(asked()).isEqualTo(asked);

    assertThat(hosted("models", "--refresh", "openai/").out()).isEqualTo(first);
    assertThat(asked()).isEqualTo(2 * asked);

    keptSince(Instant.now().minus(Duration.ofHours(23)));
    hosted("models", "openai/");
    assertThat(asked()).isEqualTo(2 * asked);

    keptSince(Instant.now().minus(Duration.ofHours(25)));
    hosted("models", "openai/");
    assertThat(asked()).isEqualTo(2 * asked + 1);
  }

  private void keptSince(Instant when) throws IOException {
    String text = Files.readString(cache());
    Files.writeString(cache(), when + text.substring(text.indexOf(' ')));
  }

  @Test
  void aClockThatGoesBackMakesNoListLastForYears() throws Exception {
    hosted("models", "openai/");
    long asked = asked();
    keptSince(Instant.now().plus(Duration.ofDays(3000)));
    hosted("models", "openai/");
    assertThat(asked()).isEqualTo(asked + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "2026\n",
        "\0\1\2\n\n",
        "%s\nopenai/a\n",
        "%s\nopenai/a\t\tx\nother/b\t\tx\n",
        "%s\nopenai/a\tmany\tx\n",
        "%s\n\n\n"
      })
  void aCacheThatIsBrokenCostsTheTimeToAskAgain(String broken) throws Exception {
    hosted("models", "openai/");
    String head = Files.readString(cache()).lines().findFirst().orElseThrow();
    Files.writeString(cache(), broken.replace("%s", head));
    long asked = asked();

    CommandRun.Result result = hosted("models", "openai/");

    assertThat(result.out()).contains("openai/simulated-model ").doesNotContain("other/b");
    assertThat(result.err()).isEmpty();
    assertThat(asked()).isEqualTo(asked + 1);
  }

  @Test
  void aCacheThatCannotBeWrittenIsNoFault() throws Exception {
    Files.writeString(home.resolve("listed"), "a file where the folder would be");

    CommandRun.Result result = hosted("models", "openai/");

    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("openai/simulated-model ");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void nothingIsLeftBehindByTheWay() throws Exception {
    hosted("models", "openai/");
    try (Stream<Path> files = Files.list(cache().getParent())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("openai.txt")
          .allMatch(name -> name.endsWith(".txt"));
    }
  }

  @Test
  void anotherAddressIsAnotherList() {
    provider.script(
        "http://elsewhere.example/v1/models",
        Script.parse("body {\"data\":[{\"id\":\"elsewhere\"}]}"));
    hosted("models", "openai/");
    assertThat(hostedAt("elsewhere.example").run("models", "openai/").out())
        .contains("openai/elsewhere ")
        .doesNotContain("simulated-model");
  }

  /** A model that was pulled is there at once, and nobody has heard of {@code --refresh}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.7:8000",
        "192.168.1.7:8000",
        "[fd00::7]:8000",
        "gpu-box:8000",
        "gpu_box",
        "host.docker.internal:1234",
        "box.local"
      })
  void whatAServerOfOnesOwnOffersIsNotKept(String host) {
    hostedAt(host).run("models", "openai/");
    provider.script(
        "http://" + host + "/v1/models", Script.parse("body {\"data\":[{\"id\":\"pulled\"}]}"));

    assertThat(hostedAt(host).run("models", "openai/").out()).contains("openai/pulled ");
    assertThat(cache()).doesNotExist();
  }

  @Test
  void whatALocalServerOffersIsNotKept() {
    provider.script("/api/tags", Script.parse("body {\"models\":[{\"name\":\"old:1b\"}]}"));
    assertThat(ollama().out()).contains("ollama/old:1b ");
    provider.script("/api/tags", Script.parse("body {\"models\":[{\"name\":\"new:1b\"}]}"));
    assertThat(ollama().out()).contains("ollama/new:1b ").doesNotContain("old:1b");
  }

  @Test
  void whoNamesAProviderAsksNobodyElse() {
    CommandRun.Result result =
        against(provider).with("GROQ_BASE_URL", provider.origin() + "/groq").run("models", "GROQ/");

    assertThat(result.out())
        .containsPattern("(?m)^groq/simulated-model +yes")
        .doesNotContain("openai/");
    assertThat(provider.requests())
        .extracting(Seen::path)
        .as("openai-chat, ollama and others are not looked for either")
        .containsExactly("/groq/models");
  }

  @Test
  void aPartOfAProvidersModelsIsOfItAlone() {
    provider.script(
        "/v1/models",
        Script.parse("body {\"data\":[{\"id\":\"openai/large\"},{\"id\":\"small\"}]}"));

    String out =
        against(provider)
            .with("OPENROUTER_BASE_URL", provider.baseUrl().toString())
            .run("models", "openai/s")
            .out();

    assertThat(out.lines().skip(1)).hasSize(1).allMatch(line -> line.startsWith("openai/small "));
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void offlineNobodyIsAsked() {
    CommandRun.Result result = run("models", "--offline", "openai/");
    assertThat(result.out()).containsPattern("(?m)^openai/MODEL +yes +- +at 127.0.0.1:\\d+/v1$");
    assertThat(provider.requests()).isEmpty();

    CommandRun.Result both = run("models", "--offline", "--refresh");
    assertThat(both.code()).isEqualTo(ExitCode.USAGE);
    assertThat(both.err()).contains("--offline asks nobody");
  }

  /** A server that answers and has no list may have models all the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "content-type text/html;body <html>Hello</html> | yes | gave no list of models; name one all",
        "body {\"data\":[]}                | yes | gave no list of models; name one all the same, as",
        "body {\"data\":[{\"id\":\"a\"       | yes | gave no list of models",
        "status 404;body {\"detail\":\"Not Found\"} | yes | answered 404: Not Found",
        "status 404;body \u001b[2J\u0007\u202e | yes | answered 404",
        "status 405;body no                | yes | answered 405: no",
        "status 403;body {\"error\":{\"message\":\"missing scope\"}} | yes | answered 403: missing",
        "status 429;body no                | yes | answered 429: no",
        "status 501;body no                | yes | answered 501: no",
        "status 500;body no                | no | answered 500: no",
        "status 503;body no                | no | answered 503: no",
        "status 401;body {\"error\":{\"message\":\"Who?\"}} | no | answered 401: Who?",
        "status 402;body no                | no | answered 402: no",
        "drop rst                          | no | not listed: "
      })
  void aProviderThatGivesNoListHasALineThatSaysWhy(String script, String usable, String why) {
    provider.script("http://models.example/v1/models", Script.parse(script.replace(';', '\n')));

    CommandRun.Result result = hosted("models", "openai/");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .containsPattern("(?m)^openai/MODEL +" + usable + " +- +not listed: .*")
        .contains(why)
        .doesNotContain("\u001b", "\u0007", "\u202e");
    assertThat(cache()).doesNotExist();
  }

  @Test
  void aServerThatIsDownIsSaidToBeWithoutDelay() {
    provider.close();

    CommandRun.Result result = run("models", "openai/");

    assertThat(result.out())
        .containsPattern(
            "(?m)^openai/MODEL +no +- +not listed: connection refused: nobody listens at 127");
  }

  /** All are asked at once, so that several that hang cost no more than one. */
  @Test
  void serversThatHangAreWaitedForTogetherAndNotForLong() {
    provider.script("/v1/models", Script.parse("slow-headers forever"));
    provider.script("/api/tags", Script.parse("framing length 500\nraw {\nstall"));
    provider.script("/groq/models", Script.parse("trickle 10/s\nbody {\"data\": []         }"));
    long begun = System.nanoTime();

    CommandRun.Result result =
        against(provider)
            .with("OLLAMA_HOST", provider.origin().toString())
            .with("GROQ_BASE_URL", provider.origin() + "/groq")
            .with("MISTRAL_BASE_URL", provider.baseUrl().toString())
            .run("models");

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(60));
    for (String name : List.of("openai", "ollama", "mistral")) {
      assertThat(result.out())
          .containsPattern(
              "(?m)^"
                  + name
                  + "/MODEL +no +- +not listed: 127.0.0.1:\\d+ did not answer within 10 s");
    }
    assertThat(result.out()).contains("local/PATH.gguf");
  }

  @Test
  void aListThatIsEndlessIsBounded() {
    String many =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "{\"id\":\"m" + i + "\"}")
            .collect(Collectors.joining(","));
    provider.script("/v1/models", Script.parse("body {\"data\":[" + many + "]}"));

    CommandRun.Result result = run("models", "openai/m");

    assertThat(result.out().lines().filter(line -> line.startsWith("openai/m"))).hasSize(10_000);
    assertThat(run("models", "openai/m9999 ").code()).isEqualTo(ExitCode.USAGE);
    assertThat(run("models", "openai/m9999").out()).contains("openai/m9999 ");
  }

  @Test
  void aNameCannotMoveTheCursorNorForgeALine() throws Exception {
    String names =
        Stream.of(
                "good",
                "\\u001b[2J",
                "a\\u009b2Jb",
                "a\\nollama/forged",
                "a\\u202eb",
                "x\\ty\\u0007")
            .map(name -> "{\"name\":\"" + name + "\"}")
            .collect(Collectors.joining(","));
    provider.script(
        "http://ollama.example/api/tags", Script.parse("body {\"models\":[" + names + "]}"));
    CommandRun.Result first = ollama("http://ollama.example");
    CommandRun.Result kept = ollama("http://ollama.example");

    assertThat(kept.out()).isEqualTo(first.out());
    assertThat(first.out())
        .as("a name of such characters is none")
        .contains("ollama/good ")
        .doesNotContain("forged", "[2J", "ollama/x");
    String cached = Files.readString(home.resolve("listed").resolve("ollama.txt"));
    for (String text : List.of(first.out(), cached)) {
      assertThat(text).doesNotContainPattern("[\\p{Cntrl}&&[^\\n\\t]]|[\\u0080-\\u009f\\u202e]");
    }
  }

  private CommandRun.Result ollama() {
    return ollama(provider.origin().toString());
  }

  private CommandRun.Result ollama(String host) {
    return new CommandRun()
        .with("SLUICE_HOME", home.toString())
        .with("http_proxy", provider.origin().toString())
        .with("OLLAMA_HOST", host)
        .run("models", "ollama/");
  }

  @Test
  void whatIsOnTheDiskIsSaid() {
    provider.script(
        "/api/tags", Script.parse("body {\"models\":[{\"name\":\"small:1b\",\"size\":1500000}]}"));
    assertThat(ollama().out()).containsPattern("(?m)^ollama/small:1b +yes +1.5 MB  at ");
  }

  @Test
  void aProviderWithoutModelsIsStillMentioned() {
    provider.script("/api/tags", Script.parse("body {\"models\":[]}"));
    assertThat(ollama().out()).containsPattern("(?m)^ollama/MODEL +no +- +has no models at 127");
  }

  @Test
  void aModelsNameMayHaveSlashesAndBeLong() {
    String longName = "accounts/fireworks/models/" + "x".repeat(80);
    provider.script(
        "/v1/models",
        Script.parse("body {\"data\":[{\"id\":\"" + longName + "\"},{\"id\":\"org/m\"}]}"));

    String out = run("models", "openai/").out();

    assertThat(out).contains("openai/" + longName + "  yes").contains("\nopenai/org/m ");
    assertThat(out.lines().filter(line -> line.startsWith("openai/org/m")).findFirst())
        .hasValueSatisfying(line -> assertThat(line).hasSizeLessThan(110));
  }

  @Test
  void aPartOfTheNameChoosesWhateverItsCase() {
    assertThat(run("models", "SIMULATED-model-M").out().lines().skip(1))
        .isNotEmpty()
        .allMatch(line -> line.contains("/simulated-model-mini "));
    CommandRun.Result none = run("models", "nothing-of-the-kind\u001b");
    assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err())
        .contains("no model's name holds 'nothing-of-the-kind␛'")
        .doesNotContain("\u001b");
  }

  @ParameterizedTest
  @CsvSource({"google/, gemini/", "grok/grok-4, xai/", "antropic/, anthropic/"})
  void aProviderThatIsCalledOtherwiseElsewhereLeadsToOurs(String typed, String meant) {
    CommandRun.Result none = run("models", "--offline", typed);

    assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err()).contains("'" + typed + "'; did you mean " + meant + "?");
  }

  @Test
  void amountsOfBytesAreForPeople() {
    assertThat(ByteAmount.text(999)).isEqualTo("999 B");
    assertThat(ByteAmount.text(1_500)).isEqualTo("1.5 kB");
    assertThat(ByteAmount.text(144_811_456)).isEqualTo("144.8 MB");
    assertThat(ByteAmount.text(2_500_000_000L)).isEqualTo("2.50 GB");
  }
}
