package dev.sluice.cli;

import dev.sluice.models.Models;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.stream.Ending;
import dev.sluice.stream.Message;
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
    return Help.examples(
        spec,
        "sluice chat",
        "sluice chat -m openai/gpt-4o-mini --system \"You are terse.\"",
        "sluice chat < questions.txt > answers.txt");
  }

  @Override
  public int run() {
    options.check();
    Notes notes = Notes.of(around);
    ProgressNotes progress = new ProgressNotes(notes, around.overwrites(), around.clock());
    try (Models models = Models.of(options.settings(around.environment()), progress)) {
      ChatModel model = policies.model(options.model(around.environment()), models);
      return new Chat(model, notes, progress).run();
    } catch (IOException full) {
      return Unwritable.tell(full, Destination.STANDARD_OUTPUT, notes);
    }
  }

  /** One chat, from the first prompt to the last. */
  private final class Chat {
    private final ChatModel model;
    private final Notes notes;
    private final ProgressNotes progress;
    private final TextInput in = TextInput.standard(around.in());
    private final ChatInterrupts interrupts;
    private final List<Message> history = new ArrayList<>();

    /** The code of the last turn that did not complete: a script must not miss it. */
    private int code = ExitCode.COMPLETED;

    Chat(ChatModel model, Notes notes, ProgressNotes progress) {
      this.model = model;
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

    private void turn(String question) throws IOException {
      List<Message> asked = new ArrayList<>(history);
      asked.add(Message.user(question));
      TextWriter text =
          new TextWriter(Destination.standardOutput(around.out()), around.terminals().out());
      Ending ending;
      try (ChatStream stream = model.stream(options.request(asked, true));
          Interrupts.Registration _ = around.interrupts().onEnd(stream::cancel);
          Interrupts.Registration _ = interrupts.reply(stream::cancel)) {
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
      remember(asked, ending);
    }

    /** A partial stays, so that the user can say "go on"; a question without any answer goes. */
    private void remember(List<Message> asked, Ending ending) {
      String answer =
          ending.reply().text().isEmpty() ? ending.reply().refusal() : ending.reply().text();
      boolean completed = ending instanceof Ending.Completed;
      if (completed) {
        interrupts.replyCompleted();
      } else {
        code = ExitCode.of(ending);
      }
      if (!answer.isEmpty()) {
        history.clear();
        history.addAll(asked);
        history.add(Message.assistant(answer));
      } else if (ExitCode.of(ending) != ExitCode.CANCELLED) {
        notes.say("there is no answer, so the question is not kept; ask again");
      } else {
        interrupts.questionDropped();
      }
    }
  }
}
