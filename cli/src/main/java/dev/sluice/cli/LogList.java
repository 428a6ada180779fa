package dev.sluice.cli;

import dev.sluice.store.Conversation;
import dev.sluice.store.KeptRun;
import dev.sluice.store.Page;
import dev.sluice.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code sluice log list}: conversations, or the answers themselves. */
final class LogList implements Command {
  static final int USUAL = 20;

  private final Surroundings around;
  private final OptionSpec limit =
      Values.option("N", "-n", "--limit")
          .description("Show this many at the most, the last ones. Default: " + USUAL)
          .build();
  private final OptionSpec runs =
      LogOptions.flag("List single answers, also those of no conversation.", "--answers");
  private final OptionSpec format = LogFormat.option();

  LogList(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "list";
  }

  @Override
  public CommandSpec spec() {
    return Help.examples(
        Help.command(name(), "Lists the conversations that are kept, the last one first.")
            .addOption(limit)
            .addOption(runs)
            .addOption(format),
        "sluice log list",
        "sluice log list --answers -n 5",
        "sluice log list --format json | jq -r .title");
  }

  @Override
  public int run() {
    int count = (int) Values.whole(limit, 1, Page.MAX).orElse(USUAL);
    return list(count, runs.<Boolean>getValue(), LogFormat.isJson(format));
  }

  int list(int count, boolean answers, boolean json) {
    return new LogStore(around)
        .read(
            store -> {
              String text =
                  answers
                      ? answers(store.kept().list(Page.first(count)), json)
                      : conversations(store, count, json);
              return print(text);
            });
  }

  private int print(String text) throws IOException {
    around.out().write(text.getBytes(StandardCharsets.UTF_8));
    return ExitCode.COMPLETED;
  }

  private static String conversations(Store store, int count, boolean json) {
    List<Conversation> listed = store.conversations().list(Page.first(count));
    Map<String, KeptRun> last = new HashMap<>();
    for (KeptRun run : store.kept().list(Page.first(Page.MAX))) {
      run.conversation().ifPresent(id -> last.putIfAbsent(id, run));
    }
    return json ? lines(listed, last) : table(listed, last);
  }

  private static String lines(List<Conversation> listed, Map<String, KeptRun> last) {
    StringBuilder lines = new StringBuilder();
    for (Conversation one : listed) {
      Optional<KeptRun> run = Optional.ofNullable(last.get(one.id()));
      lines.append(
          new JsonLine()
              .text("id", one.id())
              .text("title", one.title())
              .time("created", one.created())
              .time("updated", one.updated())
              .number("messages", one.messages())
              .truth("pinned", one.pinned())
              .text("model", run.map(KeptRun::model))
              .text("state", run.map(LogList::state)));
    }
    return lines.toString();
  }

  private static String table(List<Conversation> listed, Map<String, KeptRun> last) {
    ShownIds ids = new ShownIds(listed.stream().map(Conversation::id).toList());
    TextTable table = new TextTable("ID", "LAST", "MESSAGES", "STATE", "TITLE");
    for (Conversation one : listed) {
      KeptRun run = last.get(one.id());
      table.row(
          ids.of(one.id()),
          LogTimes.minute(one.updated()),
          Integer.toString(one.messages()),
          (run == null ? "" : state(run)) + (one.pinned() ? " (pinned)" : ""),
          one.title());
    }
    return table.toString();
  }

  private static String answers(List<KeptRun> listed, boolean json) {
    StringBuilder lines = new StringBuilder();
    ShownIds ids = new ShownIds(listed.stream().map(KeptRun::id).toList());
    TextTable table = new TextTable("ID", "BEGUN", "STATE", "TOKENS", "MODEL");
    for (KeptRun run : listed) {
      table.row(
          ids.of(run.id()),
          LogTimes.minute(run.created()),
          state(run),
          number(run.inputTokens()) + " + " + number(run.outputTokens()),
          run.model());
      JsonLine line =
          new JsonLine()
              .text("id", run.id())
              .text("conversation", run.conversation())
              .text("model", run.model())
              .text("state", state(run))
              .time("begun", run.created());
      run.ended().ifPresent(at -> line.time("ended", at));
      lines.append(
          line.number("input_tokens", run.inputTokens())
              .number("output_tokens", run.outputTokens())
              .number("bytes", run.bytes()));
    }
    return json ? lines.toString() : table.toString();
  }

  private static String number(OptionalLong tokens) {
    return tokens.isPresent() ? Long.toString(tokens.getAsLong()) : "?";
  }

  /** How it ended, or that it goes on. */
  static String state(KeptRun run) {
    return run.ending().orElse(run.live() ? "running" : "left");
  }
}
