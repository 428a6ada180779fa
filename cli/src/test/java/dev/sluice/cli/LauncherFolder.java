package dev.sluice.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A checkout with the real launcher, on a machine that holds what a test puts there: a JDK and a
 * Maven that only write down what they are asked.
 */
final class LauncherFolder {
  /** What the launcher uses; nothing else is on its path, above all no Java. */
  private static final List<String> TOOLS =
      List.of(
          "awk",
          "cat",
          "date",
          "env",
          "find",
          "grep",
          "head",
          "ln",
          "mkdir",
          "mv",
          "ps",
          "readlink",
          "rm",
          "sed",
          "sleep",
          "sort",
          "tail",
          "touch");

  final Path root;
  final Path machine;
  private final Path tools;
  private final Path home;

  /** What a start left behind. */
  record Result(int code, String out, String err) {}

  LauncherFolder(Path folder) throws IOException {
    this(folder, "check out");
  }

  /**
   * @param name of the checkout's folder
   */
  LauncherFolder(Path folder, String name) throws IOException {
    root = Files.createDirectories(folder.resolve(name));
    machine = Files.createDirectories(folder.resolve("machine"));
    tools = Files.createDirectories(folder.resolve("tools"));
    home = Files.createDirectories(folder.resolve("home"));
    for (String tool : TOOLS) {
      script(tools.resolve(tool), "#!/bin/sh\nexec " + find(tool) + " \"$@\"\n");
    }
    Files.copy(Path.of("..", "sluice"), launcher());
    script(launcher(), Files.readString(launcher()));
    source("pom.xml");
    source(".mvn/jvm.config");
    source("build/Assemble.java");
    for (String module : List.of("core", "llamacpp", "store", "server", "cli")) {
      source(module + "/pom.xml");
      source(module + "/src/main/java/A.java");
      source(module + "/src/main/java/B.java");
    }
  }

  private static Path find(String tool) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      Path path = Path.of(folder, tool);
      if (Files.isExecutable(path)) {
        return path;
      }
    }
    throw new IllegalStateException("this machine has no " + tool);
  }

  Path launcher() {
    return root.resolve("sluice");
  }

  /** Writes a source file. */
  Path source(String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "text\n");
  }

  /** A JDK in this folder of the machine, which prints what it is started with. */
  void jdk(String folder, String version) throws IOException {
    Path jdk = machine.resolve(folder);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(
        jdk.resolve("release"),
        "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"%s\"\nOS_NAME=\"x\"".formatted(version));
    script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    script(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        for argument; do
          case $argument in
            -XX:AOTCacheOutput=*) echo rehearsed >>"%s"; echo cache >"${argument#*=}"; exit ;;
          esac
        done
        echo "java of $0, LC_ALL=$LC_ALL"
        for argument; do printf '<%%s>\\n' "$argument"; done
        """
            .formatted(rehearsals()));
  }

  /** A Maven that builds a library of one jar, after having run these commands. */
  void maven(String version, String before) throws IOException {
    script(
        tools.resolve("mvn"),
        """
        #!/bin/sh
        case "$*" in *-v) echo "Apache Maven %s (x)"; exit ;; esac
        echo "$PWD $JAVA_HOME $*" >>"%s"
        echo "$LC_ALL" >"%s"
        %s
        mkdir -p cli/target/sluice/lib
        [ -f cli/target/sluice/lib/a.jar ] || echo jar >cli/target/sluice/lib/a.jar
        mkdir -p cli/target/sluice/serve
        [ -f cli/target/sluice/serve/b.jar ] || echo jar >cli/target/sluice/serve/b.jar
        """
            .formatted(version, builds(), machine.resolve("build-locale"), before));
  }

  /** Takes Maven away. */
  void noMaven() throws IOException {
    Files.deleteIfExists(tools.resolve("mvn"));
  }

  static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A line for each build. */
  List<String> built() throws IOException {
    return Files.exists(builds()) ? Files.readAllLines(builds()) : List.of();
  }

  /** A line for each cache that was made. */
  List<String> rehearsed() throws IOException {
    return Files.exists(rehearsals()) ? Files.readAllLines(rehearsals()) : List.of();
  }

  private Path builds() {
    return machine.resolve("builds");
  }

  private Path rehearsals() {
    return machine.resolve("rehearsals");
  }

  Process launch(Path launcher, Map<String, String> settings, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(DefaultSignals.of(command)).directory(machine.toFile());
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH",
                tools.toString(),
                "HOME",
                home.toString(),
                "SLUICE_SEARCH_ROOT",
                machine.toString()));
    builder.environment().putAll(settings);
    return builder.redirectError(machine.resolve("err").toFile()).start();
  }

  Result finish(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the launcher hangs");
    }
    return new Result(process.exitValue(), out, Files.readString(machine.resolve("err")));
  }

  Result start(String... arguments) throws IOException, InterruptedException {
    return finish(launch(launcher(), Map.of(), arguments));
  }
}
