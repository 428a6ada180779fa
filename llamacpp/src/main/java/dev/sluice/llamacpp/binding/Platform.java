package dev.sluice.llamacpp.binding;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A platform that prebuilt llama.cpp libraries exist for.
 *
 * @param name operating system and processor, as in {@code linux-x64}
 * @param npmPackage the npm package that holds the libraries
 * @param version the package's version
 * @param release the llama.cpp release in it
 */
record Platform(String name, String npmPackage, String version, String release) {

  /** All of them, from the table that the build reads too. */
  static List<Platform> all() {
    try (InputStream table = Platform.class.getResourceAsStream("platforms.txt")) {
      if (table == null) {
        throw new LinkageError("platforms.txt is missing from the jar");
      }
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\\s+", -1))
          .map(cells -> new Platform(cells[0], cells[1], cells[2], cells[3]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<Platform> named(String name) {
    return all().stream().filter(platform -> platform.name.equals(name)).findFirst();
  }

  /** The name of the platform that this JVM runs on, whether or not there are libraries for it. */
  static String current() {
    return name(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static String name(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "mac" : os.startsWith("windows") ? "win" : os;
    String processor =
        switch (osArch) {
          case "amd64", "x86_64" -> "x64";
          case "aarch64" -> "arm64";
          default -> osArch;
        };
    return system + "-" + processor;
  }
}
