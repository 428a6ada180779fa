package dev.sluice.cli;

import dev.sluice.models.Models;
import dev.sluice.provider.Progress;
import dev.sluice.provider.UserFolders;
import dev.sluice.spi.transport.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What commands know beside their options: from the environment, and from the file of settings if
 * it is there.
 *
 * @param settings the environment, and what options stand for in its place
 * @param file the file of settings; null if there is none
 */
record Configuration(Map<String, String> settings, @Nullable ConfigurationFile file) {

  /**
   * Reads it.
   *
   * @throws UsageException if the file cannot be used; the message says where and why
   */
  static Configuration of(Map<String, String> settings) {
    Path file = UserFolders.config(settings);
    // The class that reads it costs a start nothing where there is none.
    if (Files.exists(file)) {
      return new Configuration(settings, ConfigurationFile.read(file));
    }
    if (!settings.getOrDefault("SLUICE_CONFIG", "").isBlank()) {
      throw new UsageException("SLUICE_CONFIG names " + file + ", which does not exist");
    }
    return new Configuration(settings, null);
  }

  /**
   * The models.
   *
   * @throws UsageException if what the file says of a provider cannot be used
   */
  Models models(Consumer<Progress> progress) {
    return models(Models.builder().progress(progress));
  }

  /** The same, with a transport of their own, which is closed with them. */
  Models models(Consumer<Progress> progress, Transport transport) {
    return models(Models.builder().progress(progress).transport(transport));
  }

  private Models models(Models.Builder models) {
    models.environment(settings);
    if (file != null) {
      file.providers(settings).forEach(models::provider);
    }
    return models.build();
  }

  /**
   * Whether and where answers are kept.
   *
   * @param noLog whether an option says that this one is not
   * @throws UsageException if what is said of it cannot be used
   */
  LogSettings log(boolean noLog) {
    Optional<SettingsTable> table = file == null ? Optional.empty() : file.log();
    return LogSettings.of(settings, table, noLog);
  }

  /** Names the settings only: their values are secrets. */
  @Override
  public String toString() {
    return "Configuration[" + settings.size() + " settings]";
  }
}
