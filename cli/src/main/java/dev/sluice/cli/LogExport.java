package dev.sluice.cli;

import dev.sluice.store.Conversation;
import dev.sluice.store.Store;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code sluice log export}: a conversation as a file. */
final class LogExport implements Command {
  private final Surroundings around;
  private final PositionalParamSpec id =
      LogArguments.optionalId(
          "The conversation, by the beginning of its id. Default: the last one");
  private final OptionSpec format =
      Values.option("FORMAT", "--format")
          .defaultValue("json")
          .description(
              "json: all of it, for import. markdown: what was said, to be read. Default: json")
          .build();
  private final OptionSpec output =
      Values.option("FILE", "-o", "--output")
          .description("Write it to this file instead of to standard output, which is -.")
          .build();

  LogExport(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "export";
  }

  @Override
  public CommandSpec spec() {
    return Help.examples(
        Help.command(name(), "Writes a conversation out.")
            .addOption(format)
            .addOption(output)
            .addPositional(id),
        "sluice log export -o sea.json",
        "sluice log export --format markdown 01KB6ZQ4T9 > sea.md");
  }

  @Override
  public int run() {
    boolean json = Values.choice(format, List.of("json", "markdown")).equals("json");
    Optional<String> typed = LogArguments.id(id);
    Optional<String> file =
        Optional.ofNullable(output.<@Nullable String>getValue()).filter(name -> !name.equals("-"));
    LogStore log = new LogStore(around);
    return log.find(
        false,
        store -> {
          Conversation found =
              typed.isPresent()
                  ? KeptNames.conversation(store, typed.get())
                  : store
                      .conversations()
                      .last()
                      .orElseThrow(() -> new UsageException("no conversation is kept"));
          if (file.isEmpty()) {
            print(store, found.id(), json);
            return ExitCode.COMPLETED;
          }
          try (Destination destination = open(file.get())) {
            write(store, found.id(), json, writingTo(destination));
            destination.complete();
            return ExitCode.COMPLETED;
          } catch (IOException full) {
            return Unwritable.tell(full, file.get(), log.notes());
          }
        });
  }

  private static Destination open(String file) {
    try {
      return AnswerFile.open(Path.of(file));
    } catch (InvalidPathException wrong) {
      throw new UsageException(
          "cannot write " + Values.quoted(file) + ": no file can be called so");
    }
  }

  /** A terminal gets nothing that could move its cursor. */
  private void print(Store store, String conversation, boolean json) throws IOException {
    if (!around.terminals().out()) {
      write(store, conversation, json, around.out());
      return;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    write(store, conversation, json, all);
    String text = Visible.kept(all.toString(StandardCharsets.UTF_8));
    around.out().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Store store, String conversation, boolean json, OutputStream to)
      throws IOException {
    if (json) {
      store.conversations().exportJson(conversation, to);
      return;
    }
    Writer text = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
    store.conversations().exportMarkdown(conversation, text);
    text.flush();
  }

  private static OutputStream writingTo(Destination destination) {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        destination.write(new byte[] {(byte) one});
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        byte[] part = new byte[length];
        System.arraycopy(bytes, from, part, 0, length);
        destination.write(part);
      }
    };
  }
}
