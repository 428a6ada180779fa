package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Departure;
import dev.sluice.simulator.Seen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What coding agents, unmodified, make of the gateway, in front of a provider of their own format
 * and of one of another. They are large: {@code -Dagents=true} has them fetched and tried, and
 * {@code -Dagents=CODEX} that one alone. Once they are there, nothing but this machine is asked.
 */
@Timeout(600)
@EnabledIfSystemProperty(
    named = "agents",
    matches = ".+",
    disabledReason = "skipped: -Dagents=true has it tried")
class AgentsTest {
  private static final String WANTED = System.getProperty("agents", "");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration HASTE = Duration.ofSeconds(4);

  /** In a file alone: who says it has read that. */
  private static final String SECRET = "swordfish";

  // What an agent leaves behind may still be at work there.
  @TempDir(cleanup = CleanupMode.NEVER)
  private Path folder;

  static Stream<Arguments> asked() {
    return Arrays.stream(Agent.values())
        .filter(agent -> !Agent.names().contains(WANTED) || agent.name().equals(WANTED))
        .flatMap(agent -> agent.models().stream().map(model -> Arguments.of(agent, model)));
  }

  /** What became of an agent that was to answer and end. */
  private record Outcome(int exit, String out, String errors) {}

  private Agent.Settled settle(Agent agent, World world) throws IOException {
    Path home = Files.createDirectories(folder.resolve("home"));
    Path work = Files.createDirectories(folder.resolve("work")).toRealPath();
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", home.toString());
    environment.put("TERM", "xterm-256color");
    environment.put("LANG", "C.UTF-8");
    for (String name : new String[] {"http_proxy", "https_proxy", "all_proxy"}) {
      environment.put(name, "http://127.0.0.1:9");
      environment.put(name.toUpperCase(Locale.ROOT), "http://127.0.0.1:9");
    }
    environment.put("no_proxy", "127.0.0.1");
    environment.put("NO_PROXY", "127.0.0.1");
    Agent.Settled settled = new Agent.Settled(home, work, world.gateway.baseUrl(), environment);
    agent.settle(settled);
    return settled;
  }

  private Outcome run(Agent agent, Agent.Model model, World world, String prompt)
      throws IOException, InterruptedException {
    Agent.Settled settled = settle(agent, world);
    Path out = folder.resolve("out");
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(Agent.Settled.all(agent.command(), agent.once(model.name(), prompt)))
            .directory(settled.work().toFile())
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile());
    builder.environment().clear();
    builder.environment().putAll(settled.environment());
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      Outcome outcome =
          new Outcome(
              ended ? process.exitValue() : -1,
              Files.readString(out, StandardCharsets.UTF_8),
              Files.readString(errors, StandardCharsets.UTF_8));
      assertThat(ended).as("%s %s", outcome, world.accessLog).isTrue();
      return outcome;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @MethodSource("asked")
  void itAnswers(Agent agent, Agent.Model model) throws IOException, InterruptedException {
    try (World world = World.saying("answer \"Greetings from the other side.\"")) {
      Outcome outcome = run(agent, model, world, "Say hello");
      assertThat(outcome.exit()).as("%s %s", outcome, world.accessLog).isZero();
      assertThat(outcome.out()).contains("Greetings from the other side.");
      expect(model, world, "completed");
    }
  }

  /** All that it asked was answered, and it asked for this model. */
  private static void expect(Agent.Model model, World world, String ending) {
    assertThat(world.accessLog).allSatisfy(line -> assertThat(line).contains(ending));
    assertThat(world.accessLog).anySatisfy(line -> assertThat(line).contains(model.name()));
    assertThat(world.provider.requests())
        .extracting(Seen::path)
        .anySatisfy(path -> assertThat(path).endsWith(model.path()));
    assertThat(world.complaints).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("asked")
  void itUsesATool(Agent agent, Agent.Model model) throws IOException, InterruptedException {
    Path note = Files.createDirectories(folder.resolve("work")).toRealPath().resolve("note.txt");
    Files.writeString(note, "The word is " + SECRET + ".\n");
    String script =
        """
        role
        text "I will look."
        %s
        usage 10 5
        finish tool_calls
        done
        ---
        when body contains "%s"
        answer "The word was found."
        """
            .formatted(agent.reads(model.name(), note), SECRET);
    try (World world = World.saying(script)) {
      Outcome outcome = run(agent, model, world, "Which word is in note.txt?");
      assertThat(outcome.exit()).as("%s %s", outcome, world.accessLog).isZero();
      assertThat(outcome.out()).contains("The word was found.");
      assertThat(world.provider.requests())
          .filteredOn(seen -> seen.body().contains(SECRET))
          .hasSize(1)
          .allSatisfy(seen -> assertThat(seen.path()).endsWith(model.path()))
          .allSatisfy(seen -> assertThat(seen.body()).contains("I will look."));
      expect(model, world, "completed");
    }
  }

  @ParameterizedTest
  @MethodSource("asked")
  void anErrorInTheStreamIsNoAnswer(Agent agent, Agent.Model model)
      throws IOException, InterruptedException {
    try (World world =
        World.saying("role\nwords \"Half of it\"\nerror \"Boom\" invalid_request_error")) {
      Outcome outcome = run(agent, model, world, "Say hello");
      assertThat(outcome.out() + outcome.errors())
          .as("%s", world.accessLog)
          .contains(agent.complaint());
      assertThat(outcome.exit() != 0 || !agent.complaint().equals("Boom")).isTrue();
      expect(model, world, "failed");
    }
  }

  @ParameterizedTest
  @MethodSource("asked")
  void escapeStopsTheProviderAndNotTheAgent(Agent agent, Agent.Model model)
      throws IOException, InterruptedException {
    String script =
        """
        role
        repeat forever {
        text "streaming "
        wait 100ms
        }
        ---
        when body contains "second question"
        answer "STILL-ALIVE"
        """;
    try (World world = World.saying(script)) {
      Agent.Settled settled = settle(agent, world);
      try (Terminal terminal =
          Terminal.of(
              Agent.Settled.all(agent.command(), agent.session(model.name())),
              settled.environment(),
              settled.work())) {
        await(terminal, () -> terminal.shown().contains(agent.ready()));
        terminal.type("first question");
        press(terminal, "\r", 1, () -> terminal.shown().contains("streaming"));
        press(terminal, "\u001b", agent.escapes(), () -> isLeft(world, model));
        assertThat(world.accessLog)
            .anySatisfy(line -> assertThat(line).contains("cancelled", model.name()));
        terminal.type("second question");
        press(terminal, "\r", 1, () -> terminal.shown().contains("STILL-ALIVE"));
        assertThat(terminal.isAlive()).isTrue();
      }
    }
  }

  /** Whether the provider has seen it leave in the midst of the answer. */
  private static boolean isLeft(World world, Agent.Model model) {
    return world.provider.requests().stream()
            .filter(seen -> seen.path().endsWith(model.path()))
            .flatMap(seen -> seen.departure().stream())
            .anyMatch(departure -> departure.phase() == Departure.Phase.BODY)
        && world.accessLog.stream().anyMatch(line -> line.contains("cancelled"));
  }

  /** Presses a key until it has done what it does: an agent may be too busy to take it. */
  private static void press(Terminal terminal, String key, int times, BooleanSupplier done)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as(terminal::shown).isNegative();
      for (int i = 0; i < times; i++) {
        terminal.type(key);
        within(Duration.ofMillis(300), done);
      }
      within(HASTE, done);
    }
  }

  private static void await(Terminal terminal, BooleanSupplier condition)
      throws InterruptedException {
    within(PATIENCE, condition);
    assertThat(condition.getAsBoolean()).as(terminal::shown).isTrue();
  }

  private static void within(Duration time, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
      Thread.sleep(20);
    }
  }
}
