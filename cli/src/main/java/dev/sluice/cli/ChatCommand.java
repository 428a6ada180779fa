package dev.sluice.cli;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Reply;
import dev.sluice.models.Models;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code sluice chat}: turn by turn, each with all that was said before. */
final class ChatCommand implements Command {
  private static final String PROMPT = "> ";

  private final Surroundings around;
  private final RequestOptions options = new RequestOptions();
  private final PolicyOptions policies = new PolicyOptions();
  private final LogOptions log = new LogOptions();

  ChatCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "chat";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Help.command(
            name(),
            "Talks with a model, turn by turn: one line is one question. Ctrl-C stops a reply;"
                + " quit, exit or Ctrl-D leaves.");
    options.addTo(spec);
    policies.addTo(spec);
    log.addTo(spec);
    return Help.examples(
        spec,
        "sluice chat",
        "sluice chat -m openai/gpt-4o-mini --system \"You are terse.\"",
        "sluice chat -c",
        "sluice chat < questions.txt > answers.txt");
  }

  @Override
  public int run() {
    options.check();
    Notes notes = Notes.of(around);
    LogOptions.Before before = log.before();
    ProgressNotes progress = new ProgressNotes(notes, around.overwrites(), around.clock());
    Configuration configuration = Configuration.of(options.settings(around.environment()));
    try (Models models = configuration.models(progress);
        Keeper keeper = new Keeper(around, configuration.log(log.noLog()), notes);
        Interrupts.Registration _ = around.interrupts().beforeEnd(keeper::lastMoment)) {
      History history = keeper.goOn(before);
      String name = options.model(around.environment(), history.model());
      return new Chat(name, policies.model(name, models), keeper, history, notes, progress).run();
    } catch (IOException full) {
      return Unwritable.tell(full, Destination.STANDARD_OUTPUT, notes);
    }
  }

  /** One chat, from the first prompt to the last. */
  private final class Chat {
    private final String asked;
    private final ChatModel model;
    private final Keeper keeper;
    private final Notes notes;
    private final ProgressNotes progress;
    private final TextInput in = TextInput.standard(around.in());
    private final ChatInterrupts interrupts;
    private History history;

    /** The code of the last turn that did not complete: a script must not miss it. */
    private int code = ExitCode.COMPLETED;

    Chat(
        String asked,
        ChatModel model,
        Keeper keeper,
        History history,
        Notes notes,
        ProgressNotes progress) {
      this.asked = asked;
      this.model = model;
      this.keeper = keeper;
      this.history = history;
      this.notes = notes;
      this.progress = progress;
      this.interrupts = new ChatInterrupts(around.terminals().in(), notes, PROMPT);
    }

    int run() throws IOException {
      around.interrupts().onInterrupt(interrupts);
      if (around.terminals().in()) {
        notes.say("this is " + model.name() + "; quit or Ctrl-D leaves, Ctrl-C stops a reply");
      }
      while (true) {
        notes.prompt(PROMPT);
        Optional<String> line;
        try {
          line = in.line();
        } catch (UsageException unreadable) {
          notes.say(unreadable.getMessage() + "; it was not sent");
          code = ExitCode.USAGE;
          continue;
        }
        interrupts.lineRead();
        if (line.isEmpty() || isFarewell(line.get())) {
          notes.endPrompt(line.isEmpty());
          return around.terminals().in() ? ExitCode.COMPLETED : code;
        }
        if (!line.get().isBlank()) {
          turn(line.get());
        }
      }
    }

    private boolean isFarewell(String line) {
      String word = line.strip();
      return word.equals("quit") || word.equals("exit");
    }

    private void turn(String line) throws IOException {
      Message question = Message.user(line);
      List<Message> all = history.with(options.instruction(), question);
      List<Message> said = history.said(options.instruction(), question);
      TextWriter text =
          new TextWriter(Destination.standardOutput(around.out()), around.terminals().out());
      Ending ending;
      StopButton stop = new StopButton();
      try (Interrupts.Registration _ = around.interrupts().onEnd(stop);
          Interrupts.Registration _ = interrupts.reply(stop);
          ChatStream stream = stop.of(keeper.ask(model, options.request(asked, all, true), said))) {
        ending =
            Turn.show(
                stream,
                new TextAnswer(
                    text,
                    notes,
                    around.terminals().err(),
                    policies.mayRestart() && !around.terminals().out(),
                    around.terminals().out() && around.terminals().err()),
                notes,
                progress);
      }
      remember(all, ending);
      keeper.answered();
    }

    /** A partial stays, so that the user can say "go on"; a question without any answer goes. */
    private void remember(List<Message> said, Ending ending) {
      int ended = ExitCode.of(ending);
      if (ended == ExitCode.COMPLETED) {
        interrupts.replyCompleted();
      } else {
        code = ended;
      }
      Optional<Message> answer = answer(ending);
      if (answer.isPresent()) {
        List<Message> all = new ArrayList<>(said);
        all.add(answer.get());
        history = new History(all, Optional.of(asked));
      } else if (ended != ExitCode.CANCELLED) {
        notes.say("there is no answer, so the question is not kept; ask again");
      } else {
        interrupts.questionDropped();
      }
    }

    /** What goes into the history: all that the provider takes back, if it says anything. */
    private static Optional<Message> answer(Ending ending) {
      Reply reply = ending.reply();
      Message.Assistant message = History.withoutCalls(reply.toMessage());
      boolean goesOn =
          ending instanceof Ending.Completed done
              && done.finishReason().kind() == FinishReason.Kind.PAUSED;
      return reply.text().isEmpty() && !goesOn ? Optional.empty() : Optional.of(message);
    }
  }
}
