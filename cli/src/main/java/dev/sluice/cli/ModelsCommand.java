package dev.sluice.cli;

import dev.sluice.models.Models;
import dev.sluice.provider.ModelListing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code sluice models}: what can be asked, what it needs, and what of it is on this disk. */
final class ModelsCommand implements Command {
  /** A longer name moves what stands behind it; that of all others stays where it is. */
  private static final int MAX_NAME_WIDTH = 60;

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
          .description(
              "Show only models whose name holds this; with a provider's name and a slash, only"
                  + " its own, and ask nobody else.")
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
                "Lists the models: what can be used now, what it needs, what is on the disk."
                    + " Providers are asked what they offer, hosted ones once a day.")
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
    try (Models models = Configuration.of(around.environment()).models(progress -> {})) {
      List<ModelListing> all = offlineOnly ? models.list() : live(models);
      List<ModelListing> shown = usableFirst(filtered(all, models));
      if (shown.isEmpty()) {
        String meant = meant(models);
        throw new UsageException(
            "no model's name holds '"
                + Visible.inOneLine(String.valueOf(filter.<@Nullable String>getValue()))
                + "'"
                + (meant.isEmpty() ? ": sluice models lists all of them" : meant));
      }
      around.out().write(table(shown).getBytes(StandardCharsets.UTF_8));
      return ExitCode.COMPLETED;
    } catch (IOException full) {
      return Unwritable.tell(full, Destination.STANDARD_OUTPUT, Notes.of(around));
    }
  }

  private List<ModelListing> live(Models models) {
    ListedModels kept = ListedModels.of(around.environment(), around.clock());
    List<String> asked = named(models).map(List::of).orElseGet(models::providers);
    return kept.list(models, asked, refresh.<Boolean>getValue());
  }

  /** What is looked for, in lower case; empty for everything. */
  private String part() {
    @Nullable String part = filter.getValue();
    return part == null ? "" : part.toLowerCase(Locale.ROOT);
  }

  /** The provider that is named by what is looked for, if one is. */
  private Optional<String> named(Models models) {
    int slash = part().indexOf('/');
    return models.providers().stream()
        .filter(name -> slash > 0 && name.equalsIgnoreCase(part().substring(0, slash)))
        .findFirst();
  }

  /** The provider that may have been meant by a name that none has; empty if nothing is close. */
  private String meant(Models models) {
    int slash = part().indexOf('/');
    if (slash < 1 || named(models).isPresent()) {
      return "";
    }
    String typed = part().substring(0, slash);
    List<String> similar =
        Habits.provider(typed).map(List::of).orElseGet(() -> Similar.to(typed, models.providers()));
    return similar.isEmpty() ? "" : "; did you mean " + String.join("/ or ", similar) + "/?";
  }

  private List<ModelListing> filtered(List<ModelListing> all, Models models) {
    String part = part();
    boolean fromStart = named(models).isPresent();
    return all.stream()
        .filter(
            one -> {
              String name = one.name().toLowerCase(Locale.ROOT);
              return fromStart ? name.startsWith(part) : name.contains(part);
            })
        .toList();
  }

  /** Whoever looks for a model he can use now need not look for it among those that he cannot. */
  private static List<ModelListing> usableFirst(List<ModelListing> models) {
    return Stream.concat(
            models.stream().filter(ModelListing::usable),
            models.stream().filter(one -> !one.usable()))
        .toList();
  }

  private static String table(List<ModelListing> models) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("MODEL", "USABLE", "ON DISK", "STATE"));
    for (ModelListing model : models) {
      rows.add(
          List.of(
              Visible.inOneLine(model.name()),
              model.usable() ? "yes" : "no",
              size(model),
              Visible.inOneLine(model.state())));
    }
    int name = Math.min(MAX_NAME_WIDTH, width(rows, 0));
    int size = width(rows, 2);
    StringBuilder table = new StringBuilder();
    rows.forEach(row -> row(table, name, size, row));
    return table.toString();
  }

  private static void row(StringBuilder table, int nameWidth, int sizeWidth, List<String> row) {
    table
        .append(row.get(0))
        .repeat(" ", Math.max(0, nameWidth - row.get(0).length()) + 2)
        .append(row.get(1))
        .repeat(" ", "USABLE".length() - row.get(1).length() + 2)
        .repeat(" ", sizeWidth - row.get(2).length())
        .append(row.get(2))
        .append("  ")
        .append(row.get(3))
        .append('\n');
  }

  private static String size(ModelListing model) {
    return model.bytesOnDisk().isPresent() ? ByteAmount.text(model.bytesOnDisk().getAsLong()) : "-";
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
