package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manual is true: its scripts are read, its Java stands below and is run, no step is missing.
 */
class DocumentationTest {
  private static final Path MANUAL = Path.of("../docs/simulator.md");
  private static final Path THIS =
      Path.of("src/test/java/dev/sluice/simulator/DocumentationTest.java");

  private static List<String> blocks(String language) throws IOException {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(MANUAL))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void everyScriptInTheManualIsRead(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("recording.jsonl"), "{}\n");
    for (String script : blocks("script")) {
      assertThat(new ScriptParser(folder).parse(script).responses()).isNotEmpty();
    }
  }

  @Test
  void everyStepHasItsUsageAndAnExample() throws Exception {
    String manual = Files.readString(MANUAL).replace("\\|", "|");
    List<String> examples = blocks("script").stream().flatMap(String::lines).toList();
    for (String word : Grammar.words()) {
      String usage = word.equals("repeat") ? Grammar.REPEAT_USAGE : Grammar.form(word).usage();
      assertThat(manual).contains("| `" + usage + "` |");
      assertThat(examples).as(word).anyMatch(line -> (line.strip() + " ").startsWith(word + " "));
    }
  }

  @Test
  void everyJavaExampleIsCompiled() throws Exception {
    String source = unindented(Files.readString(THIS));
    for (String example : blocks("java")) {
      assertThat(source).contains(unindented(example));
    }
  }

  private static String unindented(String java) {
    return java.replaceAll("\\s+", " ");
  }

  @Test
  void theFirstExampleWorks() throws Exception {
    var http = HttpClient.newHttpClient();
    try (var simulator = Simulator.start("words \"It was a\"\nrst")) {
      var request =
          HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/chat/completions"))
              .POST(BodyPublishers.ofString("{\"stream\":true}"))
              .build();
      assertThrows(IOException.class, () -> http.send(request, BodyHandlers.ofString()));

      Seen seen = simulator.awaitRequest(1, Duration.ofSeconds(5));
      assertEquals("{\"stream\":true}", seen.body());
      assertEquals(Optional.of("rst"), seen.ending());
    }
  }

  @Test
  void everyFormatIsInTheManual() throws Exception {
    String manual = Files.readString(MANUAL);
    for (String format : Options.wires()) {
      assertThat(manual).contains("| `" + format + "` | `POST …");
    }
  }

  @Test
  void aFormatCanBeChosen() throws Exception {
    var http = HttpClient.newHttpClient();
    var options = Options.defaults().wire("anthropic");
    try (var simulator = Simulator.start(Script.parse("answer \"Hello\""), options)) {
      var request =
          HttpRequest.newBuilder(simulator.origin().resolve("/any/proxy"))
              .POST(BodyPublishers.ofString("{\"stream\":true}"))
              .build();
      assertThat(http.send(request, BodyHandlers.ofString()).body())
          .contains("event: message_stop");
    }
  }

  @Test
  void aCancelIsMeasured() throws Exception {
    var http = HttpClient.newHttpClient();
    try (var simulator = Simulator.start("slow-headers forever")) {
      var request =
          HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/chat/completions"))
              .POST(BodyPublishers.ofString("{\"stream\":true}"))
              .build();
      var call = http.sendAsync(request, BodyHandlers.ofString());
      assertThat(simulator.awaitRequest(1, Duration.ofSeconds(5)).body()).isNotEmpty();
      long cancelled = System.nanoTime();
      call.cancel(true);
      Departure left = simulator.awaitClientLeft(1, Duration.ofSeconds(5));
      long nanos = left.atNanos() - cancelled;
      assertThat(nanos).isPositive();
    }
  }

  @Nested
  @ExtendWith(SimulatorExtension.class)
  class MyClientTest {
    @Test
    @Scripted("status 429\nheader Retry-After: 1\nbody {}\n---\nanswer \"Hello\"")
    void aClientTriesAgainWhenToldTo(Simulator simulator) throws Exception {
      try (var client = new RawClient(simulator)) {
        assertThat(client.post("").readHead()).contains("Retry-After: 1\r\n");
      }
    }
  }

  @Nested
  class WithAField {
    @RegisterExtension
    final SimulatorExtension provider = SimulatorExtension.playing("answer \"Hello\"");

    @Test
    void itIsThere() {
      assertThat(provider.simulator().port()).isPositive();
    }
  }
}
