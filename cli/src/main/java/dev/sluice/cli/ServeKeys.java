package dev.sluice.cli;

import dev.sluice.server.access.CatalogSettings;
import dev.sluice.server.access.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may ask the gateway: {@code [keys.NAME]}, and {@code SLUICE_KEYS} of the environment. No
 * message repeats a key.
 */
final class ServeKeys {
  /** Names and keys, or keys alone, with commas or spaces between. */
  static final String SETTING = "SLUICE_KEYS";

  /** The settings of {@code [keys.NAME]}. */
  static final List<String> NAMES = List.of("key", "key_env", "key_file", "models");

  /** A shorter key works, with a word about it. */
  private static final int SHORT = 16;

  private static final int LONGEST = 512;
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e&&[^,]]{1," + LONGEST + "}");
  private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** A key alone may end with such signs. */
  private static final Pattern NAMED =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,63})=(.*[^=].*)");

  private final Map<String, String> environment;
  private final ServeModels models;
  private final Map<String, CatalogSettings.Alias> aliases;
  private final List<Keys.Key> keys = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private final Map<String, List<String>> allowed = new LinkedHashMap<>();

  ServeKeys(
      Map<String, String> environment,
      ServeModels models,
      Map<String, CatalogSettings.Alias> aliases) {
    this.environment = environment;
    this.models = models;
    this.aliases = aliases;
  }

  /**
   * All of them.
   *
   * @param table {@code [keys]}, if it is there
   * @throws UsageException if one of them cannot be meant
   */
  Keys keys(Optional<SettingsTable> table) {
    table.ifPresent(this::tables);
    environment();
    try {
      return Keys.of(keys);
    } catch (IllegalArgumentException shared) {
      throw new UsageException(String.valueOf(shared.getMessage()));
    }
  }

  /** Whose there are, and what they are for; nothing is for all models. After {@link #keys}. */
  Map<String, List<String>> owners() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (String owner : new TreeSet<>(keys.stream().map(Keys.Key::owner).toList())) {
      all.put(owner, allowed.getOrDefault(owner, List.of()));
    }
    return all;
  }

  /** What is no error, and better otherwise. After {@link #keys}. */
  List<String> remarks() {
    return List.copyOf(remarks);
  }

  private void tables(SettingsTable all) {
    for (String owner : all.namesInOrder()) {
      SettingsTable table =
          all.table(owner).orElseThrow(() -> all.wrong(owner, "a key is a table: [keys.NAME]"));
      if (!OWNER.matcher(owner).matches()) {
        throw all.wrong(
            owner, "whose a key is, is said with letters, digits and . _ - : [keys.ada]");
      }
      table.checkNames("[keys." + owner + "]", NAMES);
      List<String> only = models.listed(table, "models", aliases);
      allowed.put(owner, only);
      add(
          owner,
          key(owner, table),
          why -> table.wrong(setting(table), "the key of " + owner + " " + why));
    }
  }

  private static String setting(SettingsTable table) {
    return table.has("key") ? "key" : table.has("key_env") ? "key_env" : "key_file";
  }

  private String key(String owner, SettingsTable table) {
    long said = NAMES.subList(0, 3).stream().filter(table::has).count();
    if (said != 1) {
      throw table.wrong(
          "the key of "
              + owner
              + " is said by one of key_env, which names the variable that holds it, key_file and"
              + " key");
    }
    Optional<String> variable = table.text("key_env");
    if (variable.isPresent()) {
      String key = environment.getOrDefault(variable.get(), "").strip();
      if (key.isEmpty()) {
        throw table.wrong(
            "key_env",
            "key_env names the environment variable that holds the key of "
                + owner
                + ", and it is not set");
      }
      return key;
    }
    return table
        .path("key_file", environment)
        .map(from -> keyIn(table, from))
        .orElseGet(() -> table.text("key").orElse(""));
  }

  private static String keyIn(SettingsTable table, Path from) {
    try {
      String key = Files.readString(from);
      return (key.startsWith("\ufeff") ? key.substring(1) : key).strip();
    } catch (IOException unreadable) {
      throw table.wrong("key_file", "cannot read " + from + ": " + Reason.of(unreadable));
    }
  }

  private void environment() {
    int number = 0;
    for (String entry : environment.getOrDefault(SETTING, "").split("[,\\s]+", -1)) {
      if (entry.isEmpty()) {
        continue;
      }
      number++;
      String which = SETTING + ": key " + number + " ";
      Matcher named = NAMED.matcher(entry);
      if (named.matches()) {
        add(named.group(1), named.group(2), why -> new UsageException(which + why));
      } else {
        check(which.strip(), entry, why -> new UsageException(which + why));
        keys.add(Keys.Key.unnamed(entry));
      }
    }
  }

  /** Says that a key cannot be used. */
  private interface Refusal {
    UsageException of(String why);
  }

  private void add(String owner, String key, Refusal refusal) {
    check("the key of " + owner, key, refusal);
    keys.add(Keys.Key.of(owner, key, allowed.getOrDefault(owner, List.of())));
  }

  private void check(String owner, String key, Refusal refusal) {
    if (key.isEmpty()) {
      throw refusal.of("is empty; make one by: openssl rand -hex 24");
    }
    if (!KEY.matcher(key).matches()) {
      throw refusal.of(
          "has more than "
              + LONGEST
              + " characters, or others than a header can hold: letters, digits and signs,"
              + " without spaces and commas");
    }
    if (key.length() < SHORT) {
      remarks.add(
          owner
              + " has fewer than "
              + SHORT
              + " characters and might be guessed; a better one is made by: openssl rand -hex 24");
    }
  }
}
