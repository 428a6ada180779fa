package dev.sluice.cli;

import dev.sluice.simulator.Options;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.ScriptException;
import dev.sluice.simulator.SelfSigned;
import dev.sluice.simulator.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code sluice simulate}: a scripted provider for tests in any language, until it is stopped. */
final class SimulateCommand implements Command {
  private static final int LARGEST_PORT = 65_535;

  private final Surroundings around;
  private final OptionSpec port =
      Values.option("N", "--port")
          .description("The port to listen on, on this machine only. Default: any free one")
          .build();
  private final OptionSpec tls =
      OptionSpec.builder("--tls")
          .type(boolean.class)
          .defaultValue("false")
          .description(
              "Speak TLS, with a certificate made for this run; standard error names the file for"
                  + " clients to trust.")
          .build();
  private final OptionSpec wire =
      Values.option("FORMAT", "--wire")
          .description(
              "Take every request for one of this format, whatever its path: "
                  + String.join(", ", Options.wires())
                  + ". Default: the path says it")
          .build();
  private final PositionalParamSpec script =
      PositionalParamSpec.builder()
          .paramLabel("SCRIPT")
          .type(String.class)
          .arity("1")
          .required(true)
          .description("A file with the script; docs/simulator.md tells all steps.")
          .build();

  SimulateCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "simulate";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Help.command(
            name(),
            "Plays a provider that does what a script says, every fault included. Standard output"
                + " gets its base URL, standard error what happens; Ctrl-C ends it.");
    spec.addOption(port).addOption(wire).addOption(tls).addPositional(script);
    return Help.examples(
        spec,
        "sluice simulate cut.txt --port 8123",
        "sluice simulate cut.txt --tls",
        "sluice simulate cut.txt --wire gemini",
        "OPENAI_BASE_URL=http://127.0.0.1:8123/v1 sluice ask -m openai/any \"Hello\"");
  }

  @Override
  public int run() {
    Notes notes = Notes.of(around);
    int chosen = (int) Values.whole(port, 0, LARGEST_PORT).orElse(0);
    Script read = load();
    try {
      Options plain = spoken(Options.defaults().port(chosen).log(notes::say));
      return tls.<Boolean>getValue() ? playSecurely(read, plain, notes) : play(read, plain);
    } catch (UncheckedIOException busy) {
      notes.say("cannot listen on port " + chosen + ": " + reason(busy));
      return ExitCode.FAILED;
    } catch (IOException full) {
      return Unwritable.tell(full, Destination.STANDARD_OUTPUT, notes);
    }
  }

  private Options spoken(Options plain) {
    return wire.getValue() == null ? plain : plain.wire(Values.choice(wire, Options.wires()));
  }

  private int playSecurely(Script read, Options plain, Notes notes) throws IOException {
    SelfSigned certificate;
    Path file;
    try {
      certificate = SelfSigned.make();
      file = Files.createTempFile("sluice-simulate-", ".pem");
      Files.writeString(file, certificate.pem());
    } catch (IOException | UncheckedIOException cannot) {
      notes.say("cannot speak TLS: " + reason(cannot));
      return ExitCode.FAILED;
    }
    try {
      notes.say("clients must trust the certificate in " + file);
      return play(read, plain.tls(certificate.context()));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private int play(Script read, Options options) throws IOException {
    CountDownLatch stopped = new CountDownLatch(1);
    try (Simulator simulator = Simulator.start(read, options);
        Interrupts.Registration _ = around.interrupts().onEnd(stopped::countDown)) {
      around.out().write((simulator.baseUrl() + "\n").getBytes(StandardCharsets.UTF_8));
      around.out().flush();
      stopped.await();
      return ExitCode.CANCELLED;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return ExitCode.CANCELLED;
    }
  }

  private Script load() {
    String file = script.getValue();
    try {
      return Script.load(Path.of(file));
    } catch (ScriptException wrong) {
      throw new UsageException(file + ": " + wrong.getMessage());
    } catch (InvalidPathException wrong) {
      throw new UsageException("cannot read " + Values.quoted(file) + ": no file is called so");
    } catch (UncheckedIOException unreadable) {
      throw new UsageException("cannot read " + file + ": " + reason(unreadable));
    }
  }

  private static String reason(Exception why) {
    return why instanceof IOException direct
        ? Reason.of(direct)
        : why.getCause() instanceof IOException cause
            ? Reason.of(cause)
            : String.valueOf(why.getMessage());
  }
}
