package dev.sluice.cli;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
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
    try (Models models = Configuration.models(options.settings(around.environment()), progress)) {
      String name = options.model(around.environment());
      return new Chat(name, policies.model(name, models), notes, progress).run();
    } catch (IOException full) {
      return Unwritable.tell(full, Destination.STANDARD_OUTPUT, notes);
    }
  }

  /** One chat, from the first prompt to the last. */
  private final class Chat {
    private final String asked;
    private final ChatModel model;
    private final Notes notes;
    private final ProgressNotes progress;
    private final TextInput in = TextInput.standard(around.in());
    private final ChatInterrupts interrupts;
    private final List<Message> history = new ArrayList<>();

    /** The code of the last turn that did not complete: a script must not miss it. */
    private int code = ExitCode.COMPLETED;

    Chat(String asked, ChatModel model, Notes notes, ProgressNotes progress) {
      this.asked = asked;
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
      List<Message> said = new ArrayList<>(history);
      said.add(Message.user(question));
      TextWriter text =
          new TextWriter(Destination.standardOutput(around.out()), around.terminals().out());
      Ending ending;
      try (ChatStream stream = model.stream(options.request(asked, said, true));
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
      remember(said, ending);
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
        history.clear();
        history.addAll(said);
        history.add(answer.get());
      } else if (ended != ExitCode.CANCELLED) {
        notes.say("there is no answer, so the question is not kept; ask again");
      } else {
        interrupts.questionDropped();
      }
    }

    /** What goes into the history: all that the provider takes back, if it says anything. */
    private static Optional<Message> answer(Ending ending) {
      Reply reply = ending.reply();
      Message.Assistant message = reply.toMessage();
      if (message.parts().stream().anyMatch(ChatCommand::isOurs)) {
        // Nobody here runs tools, and a call without a result is taken back by no provider.
        message = new Message.Assistant(List.of(Part.text(reply.text())), message.model());
      }
      boolean goesOn =
          ending instanceof Ending.Completed done
              && done.finishReason().kind() == FinishReason.Kind.PAUSED;
      return reply.text().isEmpty() && !goesOn ? Optional.empty() : Optional.of(message);
    }
  }

  private static boolean isOurs(Part part) {
    return part instanceof Part.ToolCall call && !call.isRunByProvider();
  }
}
