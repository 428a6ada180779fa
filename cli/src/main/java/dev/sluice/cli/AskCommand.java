package dev.sluice.cli;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Message;
import dev.sluice.models.Models;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code sluice ask}: one question, one answer. */
final class AskCommand implements Command {
  private final Surroundings around;
  private final RequestOptions options = new RequestOptions();
  private final PolicyOptions policies = new PolicyOptions();
  private final LogOptions log = new LogOptions();
  private final OptionSpec noStream =
      OptionSpec.builder("--no-stream")
          .type(boolean.class)
          .defaultValue("false")
          .description("Ask for the whole answer in one piece.")
          .build();
  private final OptionSpec file =
      OptionSpec.builder("-f", "--file")
          .paramLabel("FILE")
          .type(String[].class)
          .arity("1")
          .description(
              "A text that stands before the question, as what it is about. May be repeated.")
          .build();
  private final OptionSpec output =
      Values.option("FILE", "-o", "--output")
          .description(
              "Write the answer to this file, as it arrives, instead of to standard output, which"
                  + " is -.")
          .build();
  private final OptionSpec format =
      Values.option("FORMAT", "--format")
          .defaultValue("text")
          .description(
              "text: the answer. events: every event as a line of JSON. json: the last event alone."
                  + " Default: text")
          .build();
  private final PositionalParamSpec words =
      PositionalParamSpec.builder()
          .paramLabel("PROMPT")
          .type(String[].class)
          .arity("0..*")
          .description(
              "The question; several words are joined by spaces. What comes on standard input"
                  + " stands before it, as what it is about.")
          .build();

  AskCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "ask";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Help.command(name(), "Asks one question and streams the answer.");
    options.addTo(spec);
    policies.addTo(spec);
    spec.addOption(file)
        .addOption(noStream)
        .addOption(output)
        .addOption(format)
        .addPositional(words);
    log.addTo(spec);
    return Help.examples(
        spec,
        "sluice ask \"Write one sentence about the sea.\"",
        "sluice ask -m openai/gpt-4o-mini --max-tokens 200 Why is the sea salt?",
        "git diff | sluice ask \"Write a commit message for this.\"",
        "sluice ask -c \"And in other words?\"",
        "sluice ask --format events \"Count to ten.\" | jq -r .type",
        "sluice ask -o sea.txt -- \"--help me write about the sea\"");
  }

  @Override
  public int run() {
    Notes notes = Notes.of(around);
    options.check();
    formatChosen();
    outputFile();
    LogOptions.Before before = log.before();
    ProgressNotes progress = new ProgressNotes(notes, around.overwrites(), around.clock());
    Configuration configuration = Configuration.of(options.settings(around.environment()));
    try (Models models = configuration.models(progress);
        Keeper keeper = new Keeper(around, configuration.log(log.noLog()), notes);
        Interrupts.Registration _ = around.interrupts().beforeEnd(keeper::lastMoment)) {
      History history = keeper.goOn(before);
      String name = options.model(around.environment(), history.model());
      ChatModel model = policies.model(name, models);
      Message question = Message.user(Question.of(given(file), given(words), around, notes));
      ChatRequest request =
          options.request(
              name, history.with(options.instruction(), question), !noStream.<Boolean>getValue());
      List<Message> said = history.said(options.instruction(), question);
      StopButton stop = new StopButton();
      try (Destination destination = destination();
          Interrupts.Registration _ = around.interrupts().onEnd(stop);
          ChatStream stream = stop.of(keeper.ask(model, request, said))) {
        return show(stream, destination, notes, progress);
      } catch (IOException full) {
        return Unwritable.tell(full, destinationName(), notes);
      } finally {
        keeper.answered();
      }
    }
  }

  private int show(ChatStream stream, Destination destination, Notes notes, ProgressNotes progress)
      throws IOException {
    Ending ending = Turn.show(stream, answer(destination, notes), notes, progress);
    int code = ExitCode.of(ending);
    if (code == ExitCode.COMPLETED) {
      destination.complete();
    }
    return code;
  }

  private Answer answer(Destination destination, Notes notes) {
    boolean toTerminal = around.terminals().out() && outputFile().isEmpty();
    return switch (formatChosen()) {
      case "events" -> new JsonAnswer(destination, false);
      case "json" -> new JsonAnswer(destination, true);
      default ->
          new TextAnswer(
              new TextWriter(destination, toTerminal),
              notes,
              around.terminals().err(),
              held(toTerminal, notes),
              toTerminal && around.terminals().err());
    };
  }

  private String formatChosen() {
    return Values.choice(format, List.of("text", "json", "events"));
  }

  /** What goes down a pipe cannot be taken back, and an answer that restarts would have to. */
  private boolean held(boolean toTerminal, Notes notes) {
    boolean held = policies.mayRestart() && !toTerminal;
    if (held) {
      notes.say(
          "the answer is held back until it is whole, because --on-cut restart may discard it");
    }
    return held;
  }

  private static List<String> given(ArgSpec argument) {
    String @Nullable [] given = argument.getValue();
    return given == null ? List.of() : List.of(given);
  }

  private Optional<String> outputFile() {
    @Nullable String file = output.getValue();
    if ("".equals(file)) {
      throw Values.wrong(output, "the name of a file, or -", file);
    }
    return Optional.ofNullable(file).filter(name -> !name.equals("-"));
  }

  private Destination destination() {
    Optional<String> file = outputFile();
    if (file.isEmpty()) {
      return Destination.standardOutput(around.out());
    }
    try {
      return AnswerFile.open(Path.of(file.get()));
    } catch (InvalidPathException wrong) {
      throw new UsageException(
          "cannot write " + Values.quoted(file.get()) + ": no file can be called so");
    }
  }

  private String destinationName() {
    return outputFile().orElse(Destination.STANDARD_OUTPUT);
  }
}
