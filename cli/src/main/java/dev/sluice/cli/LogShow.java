package dev.sluice.cli;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.log.RunLogException;
import dev.sluice.store.Conversation;
import dev.sluice.store.KeptMessage;
import dev.sluice.store.KeptRun;
import dev.sluice.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code sluice log show}: what was said. */
final class LogShow implements Command {
  private final Surroundings around;
  private final PositionalParamSpec id =
      LogArguments.optionalId(
          "A conversation or a single answer, by the beginning of its id. Default: the last"
              + " conversation");
  private final OptionSpec format =
      Values.option("FORMAT", "--format")
          .defaultValue("text")
          .description("text: for people. json: a message in each line, for scripts. Default: text")
          .build();

  LogShow(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "show";
  }

  @Override
  public CommandSpec spec() {
    return Help.examples(
        Help.command(
                name(),
                "Shows a conversation, from its beginning to where it goes on, and of an answer"
                    + " that broke off what had come.")
            .addOption(format)
            .addPositional(id),
        "sluice log show",
        "sluice log show 01KB6ZQ4T9",
        "sluice log show --format json | jq -r .text");
  }

  @Override
  public int run() {
    boolean json = LogFormat.isJson(format);
    Optional<String> typed = LogArguments.id(id);
    return new LogStore(around).find(true, store -> show(store, typed, json));
  }

  private int show(Store store, Optional<String> typed, boolean json) throws IOException {
    Optional<Conversation> found =
        typed.isEmpty() ? store.conversations().last() : store.conversations().find(typed.get());
    String text;
    if (found.isPresent()) {
      text = conversation(store, found.get(), json);
    } else {
      String run =
          KeptNames.run(
              store, typed.orElseThrow(() -> new UsageException("no conversation is kept")));
      text = answer(store, run, json);
    }
    boolean raw = json || !around.terminals().out();
    around.out().write((raw ? text : Visible.kept(text)).getBytes(StandardCharsets.UTF_8));
    return ExitCode.COMPLETED;
  }

  private static String conversation(Store store, Conversation found, boolean json) {
    StringBuilder all = new StringBuilder();
    if (!json) {
      all.append(Visible.inOneLine(found.title())).append('\n');
      all.append(found.id()).append('\n');
    }
    for (KeptMessage message : store.conversations().messages(found.id())) {
      String text =
          message
              .message()
              .map(LogShow::text)
              .orElseGet(() -> message.run().map(run -> soFar(store, run)).orElse(""));
      if (json) {
        JsonLine line =
            new JsonLine()
                .text("id", message.id())
                .text("conversation", found.id())
                .text("role", message.role())
                .text("text", text)
                .text("model", model(message))
                .text("answer", message.run())
                .time("created", message.created());
        all.append(
            message.run().isEmpty()
                ? line
                : line.text("state", message.ending().orElseGet(() -> unended(store, message))));
      } else {
        all.append('\n').append(head(message)).append('\n').append(ended(text));
        state(store, message).ifPresent(state -> all.append(state).append('\n'));
      }
    }
    return all.toString();
  }

  private static String answer(Store store, String run, boolean json) {
    KeptRun kept = store.kept().find(run).orElseThrow(() -> KeptNames.gone(run));
    Reply reply = KeptAnswer.soFar(store, run);
    if (json) {
      return new JsonLine()
          .text("id", run)
          .text("conversation", kept.conversation())
          .text("role", "assistant")
          .text("text", reply.text())
          .text("model", kept.model())
          .time("created", kept.created())
          .text("state", LogList.state(kept))
          .toString();
    }
    String state = LogList.state(kept);
    return ended(reply.text()) + (state.equals("completed") ? "" : "[" + state + "]\n");
  }

  private static Optional<String> model(KeptMessage message) {
    return message
        .message()
        .flatMap(
            said ->
                said instanceof Message.Assistant answer && !answer.model().isEmpty()
                    ? Optional.of(answer.model())
                    : Optional.empty());
  }

  private static String head(KeptMessage message) {
    return "## "
        + message.role()
        + ", "
        + LogTimes.minute(message.created())
        + model(message).map(name -> ", " + Visible.inOneLine(name)).orElse("");
  }

  /** What has come of an answer that has no ending; nothing if that cannot be read. */
  private static String soFar(Store store, String run) {
    try {
      return KeptAnswer.soFar(store, run).text();
    } catch (UsageException | RunLogException unread) {
      return ""; // What else was said there is shown all the same.
    }
  }

  /** What an answer without an ending is called. */
  private static String unended(Store store, KeptMessage message) {
    return message.run().flatMap(store.kept()::find).map(LogList::state).orElse("left");
  }

  private static Optional<String> state(Store store, KeptMessage message) {
    if (message.message().isEmpty()) {
      String state = unended(store, message);
      return message
          .run()
          .map(
              run ->
                  state.equals("running")
                      ? "[running; to see it: sluice log follow " + run + "]"
                      : "[" + state + "]");
    }
    return message.ending().filter(how -> !how.equals("completed")).map(how -> "[" + how + "]");
  }

  private static String ended(String text) {
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
  }

  /** What a message says, with a word in brackets for what is no text. */
  private static String text(Message message) {
    return switch (message) {
      case Message.SystemPrompt above -> above.text();
      case Message.User user -> text(user.parts());
      case Message.Assistant answer -> text(answer.parts());
      case Message.ToolResult result -> text(result.result().content());
    };
  }

  private static String text(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Text piece -> text.append(piece.text());
        case Part.Refusal piece -> text.append(piece.text());
        case Part.ToolCall call ->
            text.append("[tool call: ")
                .append(call.name())
                .append('(')
                .append(call.arguments())
                .append(")]");
        case Part.ToolResult result -> text.append(text(result.content()));
        case Part.Media m -> text.append("[media]");
        case Part.ApprovalRequest a -> text.append("[asks for an approval]");
        case Part.ApprovalAnswer a -> text.append("[answers whether it may]");
        // Thoughts were shown dimmed, beside the answer; what only the provider reads never.
        case Part.Reasoning r -> {}
        case Part.Native n -> {}
      }
    }
    return text.toString();
  }
}
