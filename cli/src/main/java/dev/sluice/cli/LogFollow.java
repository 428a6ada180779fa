package dev.sluice.cli;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import dev.sluice.log.RunLogException;
import dev.sluice.store.KeptRun;
import dev.sluice.store.Page;
import dev.sluice.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code sluice log follow}: an answer that another process receives, as it comes. */
final class LogFollow implements Command {
  private final Surroundings around;
  private final PositionalParamSpec id =
      LogArguments.optionalId(
          "The answer, or the conversation whose last answer it is, by the beginning of its id."
              + " Default: the answer that was begun last");
  private final OptionSpec from =
      Values.option("WHERE", "--from")
          .defaultValue("start")
          .description("start: all of it. now: what comes from now on. Default: start")
          .build();
  private final OptionSpec format =
      Values.option("FORMAT", "--format")
          .defaultValue("text")
          .description(
              "text: the answer. events: every event as a line of JSON. json: the last event"
                  + " alone. Default: text")
          .build();

  LogFollow(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "follow";
  }

  @Override
  public CommandSpec spec() {
    return Help.examples(
        Help.command(
                name(),
                "Shows an answer while another process receives it, and ends as it ends, with"
                    + " the exit code of ask. Ctrl-C ends the following alone.")
            .addOption(from)
            .addOption(format)
            .addPositional(id),
        "sluice log follow",
        "sluice log follow --from now 01KB6ZQ4T9",
        "sluice log follow --format events | jq -r .type");
  }

  @Override
  public int run() {
    boolean all = Values.choice(from, List.of("start", "now")).equals("start");
    Optional<String> typed = LogArguments.id(id);
    Values.choice(format, List.of("text", "json", "events"));
    return new LogStore(around)
        .find(false, store -> follow(store, typed.map(name -> KeptNames.run(store, name)), all));
  }

  private int follow(Store store, Optional<String> named, boolean all) throws IOException {
    String run = named.orElseGet(() -> newest(store));
    Gate out = new Gate(around.out());
    Gate err = new Gate(around.err());
    Notes notes = new Notes(err, around.colour());
    Answer answer = answer(out, notes);
    Offset begin = all ? Offset.START : store.runs().last(run).orElse(Offset.START);
    try (KeptAnswer kept = KeptAnswer.open(store, run)) {
      // What was before is shown to nobody, but what comes may be said of it.
      while (kept.offset().position() < begin.position() && kept.ending().isEmpty()) {
        Optional<StreamEvent> event = kept.next();
        if (event.isEmpty()) {
          break;
        }
        Turn.show(event.get(), answer, notes);
      }
      out.open();
      err.open();
      while (kept.ending().isEmpty()) {
        Optional<StreamEvent> event = kept.next();
        if (event.isEmpty()) {
          break;
        }
        Turn.show(event.get(), answer, notes);
      }
      Ending ending =
          kept.ending()
              .orElseThrow(
                  () ->
                      new RunLogException(
                          RunLogException.Kind.UNUSABLE, "the answer can't be followed further"));
      return ExitCode.of(ending);
    }
  }

  private static String newest(Store store) {
    List<KeptRun> last = store.kept().list(Page.first(1));
    if (last.isEmpty()) {
      throw new UsageException("no answer is kept");
    }
    return last.getFirst().id();
  }

  private Answer answer(Gate out, Notes notes) {
    Destination destination = Destination.standardOutput(out);
    Terminals terminals = around.terminals();
    return switch (Values.choice(format, List.of("text", "json", "events"))) {
      case "events" -> new JsonAnswer(destination, false);
      case "json" -> new JsonAnswer(destination, true);
      default ->
          new TextAnswer(
              TextWriter.ofKept(destination, terminals.out()),
              notes,
              terminals.err(),
              false,
              terminals.out() && terminals.err());
    };
  }
}
