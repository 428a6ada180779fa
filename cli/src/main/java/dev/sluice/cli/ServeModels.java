package dev.sluice.cli;

import dev.sluice.chat.ModelName;
import dev.sluice.models.Models;
import dev.sluice.server.access.CatalogSettings;
import dev.sluice.server.access.RoutePolicies;
import dev.sluice.server.dialect.Takes;
import dev.sluice.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which models the gateway lets through: {@code [models.NAME]}, {@code [aliases]} and what {@code
 * [serve]} says of them.
 */
final class ServeModels {
  /** The settings of {@code [models.NAME]}. */
  static final List<String> NAMES = names();

  private static final String MODEL = "model";
  private static final String CONTEXT = "context";
  private static final String TAKES = "takes";

  /**
   * What stands in an address without being written otherwise, and asterisks for any characters;
   * one slash for provider/model.
   */
  private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9*][A-Za-z0-9._:*-]{0,127}");

  private final ConfigurationFile file;
  private final Models models;
  private final Clock clock;
  private final List<String> remarks = new ArrayList<>();

  ServeModels(ConfigurationFile file, Models models, Clock clock) {
    this.file = file;
    this.models = models;
    this.clock = clock;
  }

  private static List<String> names() {
    List<String> all = new ArrayList<>(List.of(MODEL, CONTEXT, TAKES));
    all.addAll(PolicyTable.NAMES);
    return List.copyOf(all);
  }

  /** What is no error, and may not have been meant. */
  List<String> remarks() {
    return List.copyOf(remarks);
  }

  /**
   * What it says.
   *
   * @throws UsageException if something of it cannot be meant
   */
  CatalogSettings settings() {
    Map<String, CatalogSettings.Alias> aliases = new LinkedHashMap<>();
    file.models().ifPresent(table -> tables(table, aliases));
    file.aliases().ifPresent(table -> aliases(table, aliases));
    Optional<SettingsTable> serve = file.serve();
    List<String> allowed = serve.map(table -> listed(table, "models", aliases)).orElse(List.of());
    Optional<String> usual = serve.flatMap(table -> table.text(ServeTable.DEFAULT_MODEL));
    usual.ifPresent(
        name -> {
          if (!aliases.containsKey(name)) {
            PolicyTable.checkModel(serve.orElseThrow(), ServeTable.DEFAULT_MODEL, name, models);
          }
        });
    RoutePolicies policies =
        serve
            .flatMap(table -> table.tableIfAny("policies", "[serve.policies]"))
            .map(
                table -> {
                  table.checkNames("[serve.policies]", ServeTable.POLICIES);
                  return new PolicyTable(table, models, clock).policies();
                })
            .orElse(RoutePolicies.USUAL);
    return new CatalogSettings(allowed, usual, aliases, policies);
  }

  private void tables(SettingsTable all, Map<String, CatalogSettings.Alias> aliases) {
    for (String name : all.namesInOrder()) {
      SettingsTable table =
          all.table(name)
              .orElseThrow(
                  () ->
                      all.wrong(
                          name,
                          "a model's settings are a table, [models."
                              + Visible.of(name)
                              + "]; a name alone stands in [aliases]"));
      table.checkNames("[models." + Visible.of(name) + "]", NAMES);
      checkAlias(all, name);
      boolean isItself = name.contains("/");
      if (isItself && table.has(MODEL)) {
        throw table.wrong(
            MODEL,
            "a name with a slash is a model's own, so that no other stands behind it: choose a name"
                + " without one, or leave model out");
      }
      String model =
          isItself
              ? name
              : table
                  .text(MODEL)
                  .orElseThrow(
                      () ->
                          table.wrong(
                              "the model "
                                  + name
                                  + " needs what it stands for: model = \"provider/model\""));
      if (isItself) {
        PolicyTable.checkModel(all, name, model, models);
      } else {
        PolicyTable.checkModel(table, MODEL, model, models);
      }
      RoutePolicies policies = new PolicyTable(table, models, clock).policies();
      OptionalLong context =
          table.count(CONTEXT).map(OptionalLong::of).orElse(OptionalLong.empty());
      aliases.put(name, new CatalogSettings.Alias(model, policies, context, takes(table)));
    }
  }

  private static Optional<Set<Takes>> takes(SettingsTable table) {
    if (!table.has(TAKES)) {
      return Optional.empty();
    }
    Set<Takes> takes = EnumSet.noneOf(Takes.class);
    for (String word : table.texts(TAKES)) {
      takes.add(
          Takes.of(word)
              .orElseThrow(
                  () ->
                      table.wrong(
                          TAKES,
                          "there is no "
                              + Values.quoted(Visible.of(word))
                              + " that a model could take: takes has some of "
                              + String.join(", ", Takes.words()))));
    }
    return Optional.of(takes);
  }

  private void aliases(SettingsTable all, Map<String, CatalogSettings.Alias> aliases) {
    for (String name : all.namesInOrder()) {
      if (name.contains("/")) {
        throw all.wrong(
            name, "a name with a slash is a model's own: choose one without, such as \"fast\"");
      }
      checkAlias(all, name);
      String model =
          all.text(name)
              .orElseThrow(() -> all.wrong(name, "an alias stands for \"provider/model\""));
      if (all.has(model) || aliases.containsKey(model)) {
        throw all.wrong(
            name,
            Values.quoted(Visible.of(model))
                + " is an alias itself: write the model that it stands for, provider/model");
      }
      PolicyTable.checkModel(all, name, model, models);
      if (aliases.put(name, new CatalogSettings.Alias(model, RoutePolicies.USUAL)) != null) {
        throw all.wrong(name, "[models." + name + "] says already what '" + name + "' stands for");
      }
    }
  }

  private static void checkAlias(SettingsTable table, String name) {
    if (!name.contains("/") && !ALIAS.matcher(name).matches()) {
      throw table.wrong(
          name,
          "a model may be called with letters, digits and . _ : -, * for any of them, and not "
              + Values.quoted(name));
    }
    if (name.contains("/") && ModelName.of(name).address().isPresent()) {
      throw table.wrong(
          name, "no client can name an address: choose a name without a slash, and model = \"…\"");
    }
  }

  /** Names of models that may be asked; of what nobody could be asked by, it is told. */
  List<String> listed(
      SettingsTable table, String setting, Map<String, CatalogSettings.Alias> aliases) {
    List<String> names = table.texts(setting);
    if (table.has(setting) && names.isEmpty()) {
      throw table.wrong(
          setting, setting + " is empty, so that nothing could be asked: leave it out for all");
    }
    for (String name : names) {
      if (!aliases.containsKey(name) && !name.equals("*")) {
        checkListed(table, setting, name);
      }
    }
    return names;
  }

  private void checkListed(SettingsTable table, String setting, String name) {
    ModelName asked = ModelName.of(name);
    boolean isFile = name.startsWith("local/") && name.endsWith(".gguf");
    if (asked.address().isPresent() || isFile) {
      throw table.wrong(
          setting,
          Values.quoted(Visible.of(name))
              + " says where something is, which no client may: give it a name by [models.NAME]");
    }
    try {
      ModelNames.check(name, models.providers());
    } catch (UsageException wrong) {
      throw table.wrong(
          setting,
          name.contains("/")
              ? wrong.getMessage()
              : Values.quoted(Visible.of(name))
                  + " is no model's name: neither [models.NAME] nor [aliases] has it");
    }
    if (!models.configured().contains(asked.speaks())) {
      remarks.add(
          "'"
              + name
              + "' is let through, and "
              + asked.speaks()
              + " is not set up: see sluice models");
    }
  }
}
