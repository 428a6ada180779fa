package dev.sluice.cli;

import dev.sluice.models.Models;
import dev.sluice.provider.ModelListing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code sluice models}: what can be asked, what it needs, and what of it is on this disk. */
final class ModelsCommand implements Command {
  private final Surroundings around;

  ModelsCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "models";
  }

  @Override
  public CommandSpec spec() {
    return Help.examples(
        Help.command(
            name(), "Lists the models: what can be used now, what it needs, what is on the disk."),
        "sluice models",
        "OPENAI_BASE_URL=http://localhost:8080/v1 sluice models");
  }

  @Override
  public int run() {
    try (Models models = Models.of(around.environment(), progress -> {})) {
      around.out().write(table(models.list()).getBytes(StandardCharsets.UTF_8));
      return ExitCode.COMPLETED;
    } catch (IOException full) {
      return Unwritable.tell(full, Destination.STANDARD_OUTPUT, Notes.of(around));
    }
  }

  private static String table(List<ModelListing> models) {
    int name = width(models.stream().map(ModelListing::name).toList(), "MODEL");
    int size = width(models.stream().map(ModelsCommand::size).toList(), "ON DISK");
    StringBuilder table = new StringBuilder();
    row(table, name, size, "MODEL", "USABLE", "ON DISK", "STATE");
    for (ModelListing model : models) {
      row(
          table,
          name,
          size,
          model.name(),
          model.usable() ? "yes" : "no",
          size(model),
          model.state());
    }
    return table.toString();
  }

  private static void row(
      StringBuilder table,
      int nameWidth,
      int sizeWidth,
      String name,
      String usable,
      String size,
      String state) {
    table
        .append(name)
        .repeat(" ", nameWidth - name.length() + 2)
        .append(usable)
        .repeat(" ", "USABLE".length() - usable.length() + 2)
        .repeat(" ", sizeWidth - size.length())
        .append(size)
        .append("  ")
        .append(state)
        .append('\n');
  }

  private static String size(ModelListing model) {
    return model.bytesOnDisk().isPresent() ? ByteAmount.text(model.bytesOnDisk().getAsLong()) : "-";
  }

  private static int width(List<String> cells, String title) {
    return Math.max(title.length(), cells.stream().mapToInt(String::length).max().orElse(0));
  }
}
