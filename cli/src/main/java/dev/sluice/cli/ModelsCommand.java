package dev.sluice.cli;

import dev.sluice.models.Models;
import dev.sluice.provider.ModelListing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code sluice models}: what can be asked, what it needs, and what of it is on this disk. */
final class ModelsCommand implements Command {
  private final Surroundings around;
  private final OptionSpec offline =
      OptionSpec.builder("--offline")
          .type(boolean.class)
          .defaultValue("false")
          .description("Look at this machine alone, and ask nobody.")
          .build();
  private final OptionSpec refresh =
      OptionSpec.builder("--refresh")
          .type(boolean.class)
          .defaultValue("false")
          .description("Ask all providers anew, also those that were asked within a day.")
          .build();
  private final PositionalParamSpec filter =
      PositionalParamSpec.builder()
          .paramLabel("PART")
          .type(String.class)
          .arity("0..1")
          .description("Show only models whose name holds this.")
          .build();

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
                name(),
                "Lists the models: what can be used now, what it needs, what is on the disk. What"
                    + " a provider offers it is asked itself, once a day.")
            .addOption(offline)
            .addOption(refresh)
            .addPositional(filter),
        "sluice models",
        "sluice models --offline",
        "sluice models groq/",
        "OPENAI_BASE_URL=http://localhost:8080/v1 sluice models");
  }

  @Override
  public int run() {
    boolean offlineOnly = offline.<Boolean>getValue();
    if (offlineOnly && refresh.<Boolean>getValue()) {
      throw new UsageException("--offline asks nobody, so there is nothing to --refresh");
    }
    try (Models models = Configuration.models(around.environment(), progress -> {})) {
      List<ModelListing> all = offlineOnly ? models.list() : live(models);
      List<ModelListing> shown = filtered(all);
      if (shown.isEmpty()) {
        throw new UsageException(
            "no model's name holds '"
                + filter.<String>getValue()
                + "': sluice models lists all of them");
      }
      around.out().write(table(shown).getBytes(StandardCharsets.UTF_8));
      return ExitCode.COMPLETED;
    } catch (IOException full) {
      return Unwritable.tell(full, Destination.STANDARD_OUTPUT, Notes.of(around));
    }
  }

  private List<ModelListing> live(Models models) {
    ListedModels kept = ListedModels.of(around.environment(), around.clock());
    return kept.list(models, refresh.<Boolean>getValue());
  }

  private List<ModelListing> filtered(List<ModelListing> all) {
    @Nullable String part = filter.getValue();
    return part == null
        ? all
        : all.stream()
            .filter(
                one -> one.name().toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)))
            .toList();
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
