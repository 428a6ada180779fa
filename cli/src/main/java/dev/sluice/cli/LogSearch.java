package dev.sluice.cli;

import dev.sluice.store.Hit;
import dev.sluice.store.Page;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code sluice log search}: where something was said. */
final class LogSearch implements Command {
  private final Surroundings around;
  private final PositionalParamSpec words =
      LogArguments.words(
          "WORD",
          "0..*",
          "What is looked for: all of these words, also within others, in any letters' case. No"
              + " character has a meaning of its own.");
  private final OptionSpec limit =
      Values.option("N", "-n", "--limit")
          .description("Show this many at the most. Default: " + LogList.USUAL)
          .build();
  private final OptionSpec format = LogFormat.option();

  LogSearch(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "search";
  }

  @Override
  public CommandSpec spec() {
    return Help.examples(
        Help.command(
                name(),
                "Searches questions, answers and titles; the last message that has it comes"
                    + " first. Exits with 1 if there is none.")
            .addOption(limit)
            .addOption(format)
            .addPositional(words),
        "sluice log search salt water",
        "sluice log search 漢字",
        "sluice log search --format json sea | jq -r .conversation");
  }

  @Override
  public int run() {
    int count = (int) Values.whole(limit, 1, Page.MAX).orElse(LogList.USUAL);
    boolean json = LogFormat.isJson(format);
    String text = String.join(" ", LogArguments.words(words)).strip();
    if (text.isEmpty()) {
      throw new UsageException("a WORD is missing");
    }
    return new LogStore(around)
        .find(
            true,
            store -> {
              List<Hit> hits = store.conversations().search(text, count);
              StringBuilder lines = new StringBuilder();
              ShownIds ids = new ShownIds(hits.stream().map(Hit::conversation).distinct().toList());
              hits.forEach(hit -> lines.append(json ? json(hit) : text(hit, ids)));
              around.out().write(lines.toString().getBytes(StandardCharsets.UTF_8));
              return hits.isEmpty() ? ExitCode.FAILED : ExitCode.COMPLETED;
            });
  }

  private static String text(Hit hit, ShownIds ids) {
    return ids.of(hit.conversation())
        + "  "
        + LogTimes.minute(hit.at())
        + "  "
        + Visible.inOneLine(hit.title())
        + "\n    "
        + (hit.role().isEmpty() ? "title" : hit.role())
        + ": "
        + Visible.inOneLine(hit.snippet())
        + "\n";
  }

  private static String json(Hit hit) {
    return new JsonLine()
        .text("conversation", hit.conversation())
        .text("title", hit.title())
        .text("message", hit.message())
        .text("role", hit.role())
        .time("at", hit.at())
        .text("snippet", hit.snippet())
        .number("from", hit.from())
        .number("to", hit.to())
        .toString();
  }
}
