package dev.sluice.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JVM's options of {@code sluice serve}, as the launcher has them. */
final class ServeOptions {
  private static final Pattern ASSIGNED =
      Pattern.compile("(?m)^serve_(?:heap|options)=\"([^\"]*)\"");

  private ServeOptions() {}

  /**
   * Of this launcher.
   *
   * @throws IOException if it can't be read, or says nothing of them
   */
  static List<String> of(Path launcher) throws IOException {
    Matcher assigned = ASSIGNED.matcher(Files.readString(launcher));
    List<String> options = new ArrayList<>();
    while (assigned.find()) {
      options.addAll(List.of(assigned.group(1).replace("\\\n", " ").strip().split("\\s+")));
    }
    if (options.isEmpty()) {
      throw new IOException(launcher + " has no serve_options");
    }
    return options;
  }
}
