package dev.sluice.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code sluice serve}: the gateway, until it is stopped. What belongs to it stands in other
 * classes, so that the commands that end soon load none of it.
 */
final class ServeCommand implements Command {
  private static final int LARGEST_PORT = 65_535;
  private static final String CONFIG_SETTING = "SLUICE_CONFIG";

  private static final List<String> CLIENTS =
      List.of(
          "",
          "What clients are given as their base URL or address:",
          "  http://127.0.0.1:8790/v1         OpenAI's: chat completions, responses",
          "  http://127.0.0.1:8790            Anthropic's, Google's, Ollama's",
          "  http://127.0.0.1:8790/api/chat   the AI SDK's useChat",
          "  http://127.0.0.1:8790/agui       AG-UI's",
          "  http://127.0.0.1:8790/runs       curl and programs of your own");

  private final Surroundings around;
  private final OptionSpec host =
      Values.option("H", "--host")
          .description(
              "The address to listen on. Beyond this machine only with a key: see SLUICE_KEYS."
                  + " Default: 127.0.0.1")
          .build();
  private final OptionSpec port =
      Values.option("N", "--port")
          .description("The port to listen on, 0 for any free one. Default: 8790")
          .build();
  private final OptionSpec config =
      Values.option("FILE", "--config")
          .description(
              "The file of settings, in place of $SLUICE_CONFIG or the one in your folder of"
                  + " settings.")
          .build();
  private final OptionSpec data =
      Values.option("DIR", "--data")
          .description("Keep runs in this folder, in place of $SLUICE_DATA or the usual one.")
          .build();
  private final OptionSpec noLog =
      LogOptions.flag("Keep runs in memory alone: they end with this process.", "--no-log");
  private final OptionSpec cert =
      Values.option("FILE", "--tls-cert")
          .description("Speak TLS with these certificates, in PEM. Read again when they change.")
          .build();
  private final OptionSpec key =
      Values.option("FILE", "--tls-key")
          .description("The private key of --tls-cert, in PEM.")
          .build();
  private final OptionSpec check =
      LogOptions.flag("Read all settings, show what would be served, and end.", "--check");

  ServeCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "serve";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Help.command(
            name(),
            "Serves every model behind one address, to clients of OpenAI's, Anthropic's, Google's"
                + " and Ollama's formats, the AI SDK and AG-UI, and as runs that can be followed"
                + " and resumed. Standard output gets its base URL, standard error what happens;"
                + " Ctrl-C ends it.");
    spec.addOption(host)
        .addOption(port)
        .addOption(config)
        .addOption(data)
        .addOption(noLog)
        .addOption(cert)
        .addOption(key)
        .addOption(check);
    Help.examples(
        spec,
        "sluice serve",
        "sluice serve --port 0 --no-log",
        "SLUICE_KEYS=ada=$ADAS_KEY sluice serve --host 0.0.0.0",
        "sluice serve --config gateway.toml --check");
    List<String> footer = new ArrayList<>(List.of(spec.usageMessage().footer()));
    footer.addAll(CLIENTS);
    spec.usageMessage().footer(footer.toArray(String[]::new));
    return spec;
  }

  @Override
  public int run() {
    OptionalLong chosen = Values.whole(port, 0, LARGEST_PORT);
    return new Serving(
            around,
            environment(),
            new ServeOptions(
                text(host),
                chosen.isPresent() ? OptionalInt.of((int) chosen.getAsLong()) : OptionalInt.empty(),
                text(data).isPresent(),
                noLog.<Boolean>getValue(),
                text(cert),
                text(key)))
        .run(check.<Boolean>getValue());
  }

  /** What options say in the place of the environment. */
  private Map<String, String> environment() {
    Map<String, String> settings = new HashMap<>(around.environment());
    text(config).ifPresent(file -> settings.put(CONFIG_SETTING, existing(file)));
    text(data).ifPresent(folder -> settings.put(LogSettings.FOLDER_SETTING, folder));
    return settings;
  }

  private static String existing(String file) {
    try {
      if (Files.isRegularFile(Path.of(file))) {
        return file;
      }
    } catch (InvalidPathException none) {
      // Told below: there is none that is called so.
    }
    throw new UsageException("--config names " + Values.quoted(file) + ", which is no file");
  }

  private static Optional<String> text(OptionSpec option) {
    @Nullable String text = option.getValue();
    if (text != null && text.isBlank()) {
      throw new UsageException(option.longestName() + " is empty");
    }
    return Optional.ofNullable(text);
  }
}
