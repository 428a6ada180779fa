package dev.sluice.cli;

import dev.sluice.models.Models;
import dev.sluice.provider.Progress;
import dev.sluice.provider.UserFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What commands know of models: from the environment, and from the file of settings if it is there.
 */
final class Configuration {
  private Configuration() {}

  /**
   * The models.
   *
   * @param settings the environment, and what options stand for in its place
   * @throws UsageException if the file cannot be used; the message says where and why
   */
  static Models models(Map<String, String> settings, Consumer<Progress> progress) {
    Models.Builder models = Models.builder().environment(settings).progress(progress);
    Path file = UserFolders.config(settings);
    // The class that reads it costs a start nothing where there is none.
    if (Files.exists(file)) {
      ConfigurationFile.read(file, settings).forEach(models::provider);
    } else if (!settings.getOrDefault("SLUICE_CONFIG", "").isBlank()) {
      throw new UsageException("SLUICE_CONFIG names " + file + ", which does not exist");
    }
    return models.build();
  }
}
