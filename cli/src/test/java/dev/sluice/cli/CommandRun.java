package dev.sluice.cli;

import dev.sluice.simulator.Simulator;
import dev.sluice.time.Clock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the command line in this process, in surroundings that a test says; what it keeps is in a
 * folder for tests unless it names another. For one run.
 */
final class CommandRun {
  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final ByteArrayOutputStream out = onScreen();
  private final ByteArrayOutputStream err = onScreen();
  private final PressedKeys keys = new PressedKeys();
  private InputStream in = InputStream.nullInputStream();
  private OutputStream outTo = out;
  private Terminals terminals = Terminals.NONE;

  /** What a run left behind. */
  record Result(int code, String out, String err) {}

  /** Asks this simulator where nothing else is said: its model is the default. */
  static CommandRun against(Simulator simulator) {
    return new CommandRun()
        .with("OPENAI_BASE_URL", simulator.baseUrl().toString())
        .with(RequestOptions.MODEL_SETTING, "openai/m");
  }

  CommandRun with(String setting, String value) {
    environment.put(setting, value);
    return this;
  }

  CommandRun stdin(String text) {
    return stdin(text.getBytes(StandardCharsets.UTF_8));
  }

  CommandRun stdin(byte[] bytes) {
    return stdin(new ByteArrayInputStream(bytes));
  }

  CommandRun stdin(InputStream stream) {
    in = stream;
    return this;
  }

  CommandRun stdout(OutputStream stream) {
    outTo = stream;
    return this;
  }

  /** As {@link Terminals#of}. */
  CommandRun terminals(String which) {
    terminals = Terminals.of(which);
    return this;
  }

  /** The keyboard's Ctrl-C. */
  PressedKeys keys() {
    return keys;
  }

  /** What a terminal shows that gets standard output and standard error. */
  String screen() {
    return screen.toString(StandardCharsets.UTF_8);
  }

  private ByteArrayOutputStream onScreen() {
    return new ByteArrayOutputStream() {
      @Override
      public synchronized void write(byte[] bytes, int from, int length) {
        super.write(bytes, from, length);
        screen.write(bytes, from, length);
      }
    };
  }

  String errSoFar() {
    return err.toString(StandardCharsets.UTF_8);
  }

  String outSoFar() {
    return out.toString(StandardCharsets.UTF_8);
  }

  Result run(String... arguments) {
    environment.putIfAbsent(LogSettings.FOLDER_SETTING, TestData.folder().toString());
    int code =
        new Cli(new Surroundings(environment, in, outTo, err, terminals, keys, Clock.system()))
            .run(onceUnlessTold(arguments));
    return new Result(code, outSoFar(), errSoFar());
  }

  /** One attempt: what a test says of retries it says with the option. */
  private static String[] onceUnlessTold(String[] arguments) {
    boolean asks = arguments.length > 0 && List.of("ask", "chat").contains(arguments[0]);
    if (!asks || List.of(arguments).contains("--retries")) {
      return arguments;
    }
    List<String> once = new ArrayList<>(List.of(arguments));
    once.addAll(1, List.of("--retries", "0"));
    return once.toArray(String[]::new);
  }

  CompletableFuture<Result> start(String... arguments) {
    return CompletableFuture.supplyAsync(
        () -> run(arguments), task -> Thread.ofPlatform().daemon().start(task));
  }
}
