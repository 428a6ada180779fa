package dev.sluice.bench;

import dev.sluice.stream.ChatStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A build of this library.
 *
 * @param commit which one it is
 * @param classPath of the processes that measure it
 */
record Engine(String commit, List<String> classPath) {
  static final List<String> CLASS_PATH =
      List.of(System.getProperty("java.class.path").split(File.pathSeparator));

  private static final String LIBRARY_CLASS =
      ChatStream.class.getName().replace('.', '/') + ".class";

  /** The one that this program was started with. */
  static Engine own() {
    return new Engine(Commit.of(Path.of("")), CLASS_PATH);
  }

  /**
   * Another one, in the place of {@code own}; everything else is the same.
   *
   * @param folder a checkout that is compiled, or the library's jar or folder of classes alone
   * @param work where files may be put
   */
  static Engine in(Path folder, Path work, Engine own) throws IOException {
    String library = library(folder).toString();
    String replaced = ownLibrary();
    List<String> classPath = new ArrayList<>();
    adapters(folder, work).ifPresent(adapters -> classPath.add(adapters.toString()));
    own.classPath().stream()
        .map(entry -> Path.of(entry).toAbsolutePath().toString().equals(replaced) ? library : entry)
        .forEach(classPath::add);
    if (!classPath.contains(library)) {
      throw new IllegalStateException(replaced + " is not on the class path: " + own.classPath());
    }
    String commit = Commit.of(folder);
    boolean isSame = commit.equals(own.commit());
    return new Engine(isSame ? commit + "-again" : commit, classPath);
  }

  /**
   * This one with as many places to look for a class as another one that brings its own clients:
   * looking there costs a cold start.
   */
  Engine like(Engine other, Path work) throws IOException {
    if (other.classPath().size() == classPath.size()) {
      return this;
    }
    List<String> padded = new ArrayList<>(classPath);
    padded.addFirst(Files.createDirectories(work.resolve("nothing")).toAbsolutePath().toString());
    return new Engine(commit, padded);
  }

  private static Path library(Path folder) throws IOException {
    Path target = folder.resolve("core/target");
    List<Path> places = new ArrayList<>(List.of(folder, target.resolve("classes")));
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        files
            .filter(file -> file.getFileName().toString().matches("sluice-core-[0-9.]+\\.jar"))
            .forEach(places::add);
      }
    }
    return places.stream()
        .filter(place -> isJar(place) || Files.exists(place.resolve(LIBRARY_CLASS)))
        .findFirst()
        .map(Path::toAbsolutePath)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is no jar and holds no compiled library; compile the checkout with `mvn -q -pl bench -am test-compile` there"
                        .formatted(folder.toAbsolutePath())));
  }

  private static boolean isJar(Path place) {
    return place.toString().endsWith(".jar") && Files.isRegularFile(place);
  }

  /**
   * What calls the library by names that may have changed since, as that commit had it: the client
   * is how its documentation said to use it, and the answer in memory stands behind its transport.
   */
  private static Optional<Path> adapters(Path folder, Path work) throws IOException {
    Path classes = folder.resolve("bench/target/classes");
    Path adapters = Files.createDirectories(work.resolve("adapters")).toAbsolutePath();
    try (Stream<Path> old = Files.walk(adapters)) {
      for (Path file : old.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    if (!Files.isDirectory(classes)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().matches("(Sluice|Memory)\\w+(\\$\\w+)?\\.class")) {
          Path copy = adapters.resolve(classes.relativize(file));
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return Optional.of(adapters);
  }

  private static String ownLibrary() {
    try {
      var source = ChatStream.class.getProtectionDomain().getCodeSource();
      return Path.of(source.getLocation().toURI()).toAbsolutePath().toString();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
