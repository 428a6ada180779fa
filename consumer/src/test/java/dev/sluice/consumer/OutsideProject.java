package dev.sluice.consumer;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A copy of the project outside, built by a Maven of its own. That one knows what was published and
 * what this machine has already, reaches no network, and keeps all it needs below {@code target}.
 */
record OutsideProject(Path folder) {
  private static final Path SOURCES = Path.of("project").toAbsolutePath();
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path OWN_REPOSITORY = TARGET.resolve("repository");

  /** A setting of the build. */
  static String given(String name) {
    String value = System.getProperty("consumer." + name);
    if (value == null) {
      throw new AssertionError("not told: run this test by Maven (mvn verify)");
    }
    return value;
  }

  /** A fresh copy under this name. */
  static OutsideProject named(String name) throws IOException {
    Path folder = TARGET.resolve("outside").resolve(name);
    delete(folder);
    // Else a version that an earlier build has published would be taken again.
    delete(OWN_REPOSITORY.resolve("dev/sluice"));
    copy(SOURCES.resolve("pom.xml"), folder.resolve("pom.xml"));
    copy(
        SOURCES.resolve("src/main/java/outside/Assistant.java"),
        folder.resolve("src/main/java/outside/Assistant.java"));
    // Where Maven looks for its options: not in the project that this one is in.
    Files.createDirectories(folder.resolve(".mvn"));
    Files.writeString(folder.resolve("settings.xml"), settings());
    return new OutsideProject(folder);
  }

  /** This as a named module. */
  OutsideProject modular() throws IOException {
    copy(
        SOURCES.resolve("src/main/module/module-info.java"),
        folder.resolve("src/main/java/module-info.java"));
    return this;
  }

  /**
   * Compiles it and runs its program on Java 21, or on this Java where there is none.
   *
   * @param path by which it finds the library
   * @return what it and Maven printed
   */
  List<String> run(String path) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(given("maven"), "bin", isWindows() ? "mvn.cmd" : "mvn").toString());
    command.addAll(List.of("--batch-mode", "--quiet", "--settings", "settings.xml"));
    command.add("-Dmaven.repo.local=" + OWN_REPOSITORY);
    command.add("-Dsluice=" + given("version"));
    command.add("-Djava21=" + java21());
    for (String plugin : List.of("compiler-plugin", "resources-plugin", "exec-plugin")) {
      command.add("-D" + plugin + "=" + given(plugin));
    }
    command.addAll(List.of("compile", "org.codehaus.mojo:exec-maven-plugin:exec@" + path));
    ProcessBuilder maven = new ProcessBuilder(command).directory(folder.toFile());
    maven.redirectErrorStream(true);
    maven.environment().put("JAVA_HOME", home().toString());
    maven.environment().remove("MAVEN_OPTS");
    maven.environment().remove("MAVEN_ARGS");
    Process process = maven.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + " failed:\n" + said);
    }
    return said.lines().toList();
  }

  /** Whether there is a Java 21 to run it on: the build fetches one, where it can. */
  static boolean hasJava21() {
    return Files.isExecutable(Path.of(given("java21")));
  }

  private static String java21() {
    return hasJava21() ? given("java21") : home().resolve("bin/java").toString();
  }

  /** The JDK that runs this. */
  private static Path home() {
    return Path.of(System.getProperty("java.home"));
  }

  /** Everything comes from what was published and, all else, from this machine's repository. */
  private static String settings() throws IOException {
    return """
        <settings>
          <mirrors>
            <mirror>
              <id>machine</id>
              <mirrorOf>*,!published</mirrorOf>
              <url>%s</url>
            </mirror>
          </mirrors>
          <profiles>
            <profile>
              <id>published</id>
              <repositories>
                <repository>
                  <id>published</id>
                  <url>%s</url>
                </repository>
              </repositories>
            </profile>
          </profiles>
          <activeProfiles>
            <activeProfile>published</activeProfile>
          </activeProfiles>
        </settings>
        """
        .formatted(Path.of(given("machine")).toUri(), Published.repository().toUri());
  }

  private static boolean isWindows() {
    return File.separatorChar == '\\';
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(Objects.requireNonNull(to.getParent()));
    Files.copy(from, to);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
