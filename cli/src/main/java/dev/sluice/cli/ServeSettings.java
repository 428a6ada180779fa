package dev.sluice.cli;

import dev.sluice.models.Models;
import dev.sluice.server.GatewaySettings;
import dev.sluice.server.access.CatalogSettings;
import dev.sluice.server.access.Keys;
import dev.sluice.server.http.HttpSettings;
import dev.sluice.server.http.PemFiles;
import dev.sluice.time.Clock;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a gateway is told, by options, the environment and the file of settings, in this order.
 *
 * @param gateway where it listens, and its limits
 * @param catalog which models can be asked
 * @param keys who may ask
 * @param owners whose keys there are, and the only models that each is for; none is all
 * @param log where runs are kept, if they are
 * @param remarks what is no error, and may not have been meant
 */
record ServeSettings(
    GatewaySettings gateway,
    CatalogSettings catalog,
    Keys keys,
    Map<String, List<String>> owners,
    LogSettings log,
    List<String> remarks) {

  /**
   * Reads all of it.
   *
   * @param models those that can be named; they are asked nothing
   * @throws UsageException if something of it cannot be meant; the message says where it stands
   */
  static ServeSettings of(
      Configuration configuration, ServeOptions options, Models models, Clock clock) {
    Map<String, String> environment = configuration.settings();
    ConfigurationFile file =
        configuration.file() == null ? ConfigurationFile.empty() : configuration.file();
    Optional<SettingsTable> serve = file.serve();
    GatewaySettings written =
        serve
            .map(table -> new ServeTable(table, environment).settings())
            .orElse(GatewaySettings.USUAL);
    GatewaySettings gateway = written.with(http(written.http(), options));
    ServeModels named = new ServeModels(file, models, clock);
    CatalogSettings catalog = named.settings();
    ServeKeys read = new ServeKeys(environment, named, catalog.aliases());
    Keys keys = read.keys(file.keys());
    checkReach(gateway.http().host(), keys);
    LogSettings log = log(configuration, serve, options);
    List<String> remarks = new ArrayList<>(named.remarks());
    remarks.addAll(read.remarks());
    return new ServeSettings(gateway, catalog, keys, read.owners(), log, remarks);
  }

  private static HttpSettings http(HttpSettings written, ServeOptions options) {
    String host = options.host().map(ServeSettings::listened).orElse(written.host());
    HttpSettings placed = written.at(host, options.port().orElse(written.port()));
    if (options.cert().isPresent() != options.key().isPresent()) {
      throw new UsageException("TLS needs both files: --tls-cert and --tls-key");
    }
    Optional<PemFiles> files =
        options
            .cert()
            .map(
                cert ->
                    new PemFiles(
                        path("--tls-cert", cert), path("--tls-key", options.key().orElseThrow())));
    HttpSettings proven = files.map(placed::with).orElse(placed);
    proven.tls().ifPresent(ServeSettings::checkFiles);
    return proven;
  }

  private static Path path(String option, String name) {
    try {
      return Path.of(name).toAbsolutePath();
    } catch (InvalidPathException impossible) {
      throw new UsageException(option + ": no file can be called so: " + Values.quoted(name));
    }
  }

  private static void checkFiles(PemFiles files) {
    for (Path file : List.of(files.certificates(), files.key())) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw new UsageException("cannot read " + file + ", which TLS needs");
      }
    }
  }

  private static String listened(String host) {
    return ServeTable.listened(host)
        .orElseThrow(
            () ->
                new UsageException(
                    "--host is an address of this machine, such as 127.0.0.1 or 0.0.0.0, without a"
                        + " scheme and a port, which --port names; not "
                        + Values.quoted(host)));
  }

  private static void checkReach(String host, Keys keys) {
    if (keys.isEmpty() && !ServeTable.isLoopback(host)) {
      throw new UsageException(
          "on "
              + host
              + " others than this machine could ask, and there is no key: set "
              + ServeKeys.SETTING
              + "=name=key or [keys.NAME] in the file of settings, or listen on 127.0.0.1");
    }
  }

  private static LogSettings log(
      Configuration configuration, Optional<SettingsTable> serve, ServeOptions options) {
    Map<String, String> environment = configuration.settings();
    LogSettings usual = configuration.log(options.noLog());
    Optional<String> kind =
        serve.flatMap(
            table ->
                table
                    .text("log")
                    .map(
                        word -> {
                          if (!List.of("sqlite", "memory").contains(word)) {
                            throw table.wrong("log", "log is \"sqlite\" or \"memory\"");
                          }
                          return word;
                        }));
    boolean keep =
        !options.noLog()
            && LogSettings.said(environment)
                .or(() -> kind.map("sqlite"::equals))
                .orElse(usual.keep());
    boolean isSet =
        options.dataIsSet() || !environment.getOrDefault(LogSettings.FOLDER_SETTING, "").isBlank();
    Path folder =
        isSet
            ? usual.folder()
            : serve.flatMap(table -> table.path("data", environment)).orElse(usual.folder());
    return new LogSettings(keep, folder, usual.maxAge(), usual.maxBytes());
  }

  /** Whose keys there are, and nothing of them. */
  @Override
  public String toString() {
    return "ServeSettings[" + gateway + ", " + keys + "]";
  }
}
