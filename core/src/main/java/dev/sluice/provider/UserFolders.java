package dev.sluice.provider;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where a user has what was fetched once, what is kept for good, and what he sets. */
public final class UserFolders {
  private UserFolders() {}

  /**
   * {@code SLUICE_HOME}, else {@code sluice} in the platform's cache folder: {@code
   * XDG_CACHE_HOME}, else {@code ~/.cache}, on a Mac {@code ~/Library/Caches}, on Windows {@code
   * LOCALAPPDATA}. It need not exist.
   *
   * @param environment as {@link System#getenv()}
   */
  public static Path cache(Map<String, String> environment) {
    return cache(environment, System.getProperty("os.name"), home(environment));
  }

  /**
   * What {@code ~} means: {@code HOME}, as for a shell, and where that is not set or means nothing
   * to the system, the home folder that the system knows of the user.
   */
  public static Path home(Map<String, String> environment) {
    String known = System.getProperty("user.home");
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    return windows ? Path.of(known) : set(environment, "HOME").orElse(Path.of(known));
  }

  static Path cache(Map<String, String> environment, String osName, Path home) {
    String os = osName.toLowerCase(Locale.ROOT);
    return set(environment, "SLUICE_HOME")
        .or(() -> xdg(environment, "XDG_CACHE_HOME").map(cache -> cache.resolve("sluice")))
        .orElseGet(
            () -> {
              if (os.startsWith("mac")) {
                return home.resolve("Library/Caches/sluice");
              }
              Optional<Path> local =
                  os.startsWith("windows") ? set(environment, "LOCALAPPDATA") : Optional.empty();
              return local.orElse(home.resolve(".cache")).resolve("sluice");
            });
  }

  /**
   * Where the file of settings is, if it is there: {@code SLUICE_CONFIG}, else {@code
   * sluice/config.toml} in {@code XDG_CONFIG_HOME}, else in {@code ~/.config}, on Windows in {@code
   * APPDATA}.
   *
   * @param environment as {@link System#getenv()}
   */
  public static Path config(Map<String, String> environment) {
    return config(environment, System.getProperty("os.name"), home(environment));
  }

  static Path config(Map<String, String> environment, String osName, Path home) {
    boolean windows = osName.toLowerCase(Locale.ROOT).startsWith("windows");
    Optional<Path> roaming = windows ? set(environment, "APPDATA") : Optional.empty();
    return set(environment, "SLUICE_CONFIG")
        .orElseGet(
            () ->
                xdg(environment, "XDG_CONFIG_HOME")
                    .or(() -> roaming)
                    .orElse(home.resolve(".config"))
                    .resolve("sluice")
                    .resolve("config.toml"));
  }

  /**
   * Where what is kept for good is: {@code SLUICE_DATA}, else {@code sluice} in the platform's
   * folder for it: {@code XDG_DATA_HOME}, else {@code ~/.local/share}, on a Mac {@code
   * ~/Library/Application Support}; on Windows {@code sluice/data} in {@code LOCALAPPDATA}. It need
   * not exist.
   *
   * @param environment as {@link System#getenv()}
   */
  public static Path data(Map<String, String> environment) {
    return data(environment, System.getProperty("os.name"), home(environment));
  }

  static Path data(Map<String, String> environment, String osName, Path home) {
    String os = osName.toLowerCase(Locale.ROOT);
    return set(environment, "SLUICE_DATA")
        .or(() -> xdg(environment, "XDG_DATA_HOME").map(data -> data.resolve("sluice")))
        .orElseGet(
            () -> {
              if (os.startsWith("mac")) {
                return home.resolve("Library/Application Support/sluice");
              }
              Optional<Path> local =
                  os.startsWith("windows") ? set(environment, "LOCALAPPDATA") : Optional.empty();
              // There the folder of what was fetched is beside it, and may be emptied.
              return local
                  .map(folder -> folder.resolve("sluice").resolve("data"))
                  .orElse(home.resolve(".local/share/sluice"));
            });
  }

  /**
   * A folder that the desktop's rules name; a relative one is not heeded, as they demand: it would
   * be another one in each folder that something is started in.
   *
   * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG base
   *     directories</a>
   */
  private static Optional<Path> xdg(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    return value.isBlank() || !Path.of(value).isAbsolute()
        ? Optional.empty()
        : set(environment, name);
  }

  private static Optional<Path> set(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(value -> !value.isBlank())
        .map(value -> Path.of(value).toAbsolutePath());
  }
}
