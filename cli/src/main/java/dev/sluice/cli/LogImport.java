package dev.sluice.cli;

import dev.sluice.store.Conversation;
import dev.sluice.store.ConversationFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code sluice log import}: a conversation from a file. */
final class LogImport implements Command {
  private final Surroundings around;
  private final PositionalParamSpec file =
      PositionalParamSpec.builder()
          .paramLabel("FILE")
          .type(String.class)
          .arity("1")
          .required(true)
          .description("What export has written as JSON; - is standard input. At most 50 MB.")
          .build();

  LogImport(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "import";
  }

  @Override
  public CommandSpec spec() {
    return Help.examples(
        Help.command(
                name(),
                "Makes a conversation of a file, and prints its new id. Nothing in the file is"
                    + " trusted: what only a provider understands is left out.")
            .addPositional(file),
        "sluice log import sea.json",
        "sluice ask --resume \"$(sluice log import sea.json)\" \"And then?\"");
  }

  @Override
  public int run() {
    String name = file.getValue();
    LogStore log = new LogStore(around);
    return log.write(
        store -> {
          Conversation made;
          try (InputStream in = open(name)) {
            made = store.conversations().importJson(in);
          } catch (ConversationFormatException wrong) {
            throw new UsageException(
                name + ": " + Visible.inOneLine(String.valueOf(wrong.getMessage())));
          } catch (IOException unreadable) {
            throw new UsageException("cannot read " + name + ": " + Reason.of(unreadable));
          }
          around.out().write((made.id() + "\n").getBytes(StandardCharsets.UTF_8));
          return ExitCode.COMPLETED;
        });
  }

  private InputStream open(String name) throws IOException {
    if (name.equals("-")) {
      if (around.terminals().in()) {
        throw new UsageException("- is standard input, and that is a terminal: name a file");
      }
      return around.in();
    }
    try {
      Path path = Path.of(name);
      if (Files.isDirectory(path)) {
        throw new UsageException("cannot read " + name + ": it is a folder");
      }
      return Files.newInputStream(path);
    } catch (InvalidPathException wrong) {
      throw new UsageException("cannot read " + Values.quoted(name) + ": no file is called so");
    }
  }
}
