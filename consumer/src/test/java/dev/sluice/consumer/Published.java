package dev.sluice.consumer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/**
 * What the build gives to others, laid out as a repository below {@code target}: the libraries,
 * each with its sources and its documentation.
 */
final class Published {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path REPOSITORY = Path.of("target", "published").toAbsolutePath();
  private static final String VERSION = OutsideProject.given("version");
  private static final List<String> KINDS = List.of("", "-sources", "-javadoc");

  private Published() {}

  /** The repository, as the modules are now. */
  static Path repository() throws IOException {
    put(ROOT.resolve("pom.xml"), place("sluice", ".pom"));
    for (String module : List.of("core", "simulator", "llamacpp")) {
      put(ROOT.resolve(module).resolve("pom.xml"), place("sluice-" + module, ".pom"));
      for (String kind : KINDS) {
        Path jar = place("sluice-" + module, kind + ".jar");
        put(ROOT.resolve(module).resolve("target").resolve(jar.getFileName()), jar);
      }
    }
    return REPOSITORY;
  }

  /** A jar of a library. */
  static Path jar(String name, String kind) throws IOException {
    return repository().resolve(place(name, kind + ".jar"));
  }

  private static Path place(String name, String end) {
    return REPOSITORY
        .resolve("dev/sluice")
        .resolve(name)
        .resolve(VERSION)
        .resolve(name + "-" + VERSION + end);
  }

  private static void put(Path from, Path to) throws IOException {
    if (!Files.exists(from)) {
      throw new AssertionError(from + " is not there: `mvn verify` of its module makes it");
    }
    Files.createDirectories(Objects.requireNonNull(to.getParent()));
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
