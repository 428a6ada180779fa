package dev.sluice.llamacpp.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The build step as the build runs it, but with a npm of the test's on the path, or none. */
@Timeout(240)
@DisabledOnOs(OS.WINDOWS)
class FetchLibrariesTest {
  private static final String ARCHIVE = "node-llama-cpp-win-x64-3.21.1.tgz";

  @TempDir static Path compiled;

  @TempDir Path folder;

  /** The build runs the source; compiled once, it need not be compiled for each test. */
  @BeforeAll
  static void compile() {
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", compiled.toString(), "build/FetchLibraries.java");
    assertThat(status).isZero();
  }

  @Test
  void withoutNpmTheBuildGoesOnAndSaysWhatToInstall() throws Exception {
    assertThat(fetch("win-x64"))
        .contains("fetching @node-llama-cpp/win-x64@3.21.1 with npm")
        .contains("npm was not found, so llama.cpp was not fetched: install Node.js")
        .contains("building without the embedded model; other providers are not affected");
    assertThat(classes()).doesNotExist();
  }

  @Test
  void aNpmThatFailsIsQuotedAndTheBuildGoesOn() throws Exception {
    npm("echo network is down; exit 1");
    assertThat(fetch("win-x64")).contains("` failed: network is down");
    assertThat(classes()).doesNotExist();
  }

  @Test
  void anArchiveOfAnotherHashIsNotUsed() throws Exception {
    npm("while [ $# -gt 1 ]; do shift; done\necho evil > \"$1/" + ARCHIVE + "\"");
    assertThat(fetch("win-x64"))
        .contains(
            "@node-llama-cpp/win-x64@3.21.1 does not match its pinned SHA-512; it is not used");
    assertThat(classes()).doesNotExist();
    assertThat(folder.resolve("home/npm/" + ARCHIVE)).doesNotExist();
  }

  @Test
  void aDamagedArchiveInTheCacheIsNotUsed() throws Exception {
    Files.createDirectories(folder.resolve("home/npm"));
    Files.writeString(folder.resolve("home/npm/" + ARCHIVE), "damaged");
    assertThat(fetch("win-x64")).contains(ARCHIVE + " is damaged; fetching it again");
    assertThat(classes()).doesNotExist();
  }

  @Test
  void aPlatformWithoutLibrariesIsNamedWithThoseThatHave() throws Exception {
    assertThat(fetch("beos-x64"))
        .contains("there is no prebuilt llama.cpp for beos-x64; known: [linux-arm64, linux-x64,");
  }

  @Test
  void severalPlatformsAreSeparatedByCommas() throws Exception {
    assertThat(fetch("win-x64, mac-x64"))
        .contains("@node-llama-cpp/win-x64@3.21.1", "@node-llama-cpp/mac-x64@3.21.1");
  }

  @Test
  void withNoneNamedTheMachineIsRecognisedByItsJvm() throws Exception {
    assertThat(fetch("", "-Dos.name=Mac OS X", "-Dos.arch=x86_64"))
        .contains("fetching @node-llama-cpp/mac-x64@3.21.1");
    assertThat(fetch("", "-Dos.name=Linux", "-Dos.arch=aarch64"))
        .contains("fetching @node-llama-cpp/linux-arm64@3.22.1");
  }

  @Test
  void whatIsPackedAlreadyIsNotPackedAgain() throws Exception {
    Path packed = Path.of("target/classes/dev/sluice/llamacpp/native/linux-x64/manifest");
    assumeTrue(Files.exists(packed), "no llama.cpp in this build");
    Path manifest = classes().resolve("linux-x64/manifest");
    Files.createDirectories(manifest.getParent());
    Files.copy(packed, manifest);
    assertThat(fetch("linux-x64")).isEmpty();
  }

  @Test
  void theBuildHoldsOnlyWhatIsLoadedAndTheLicences() throws Exception {
    Path packed = Path.of("target/classes/dev/sluice/llamacpp/native/linux-x64");
    assumeTrue(Files.isDirectory(packed), "no llama.cpp in this build");
    try (var files = Files.list(packed)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("LICENSE-llama.cpp", "LICENSE-node-llama-cpp", "manifest")
          .noneMatch(name -> name.endsWith(".node") || name.contains("llama-common"));
    }
  }

  private void npm(String script) throws IOException {
    Path npm = Files.createDirectories(folder.resolve("bin")).resolve("npm");
    Files.writeString(npm, "#!/bin/sh\n" + script + "\n");
    assertThat(npm.toFile().setExecutable(true)).isTrue();
  }

  private Path classes() {
    return folder.resolve("classes/dev/sluice/llamacpp/native");
  }

  /** What the step says; it must never fail the build. */
  private String fetch(String platforms, String... options) throws Exception {
    Path module = Files.createDirectories(folder.resolve("module"));
    copy("src/main/resources/dev/sluice/llamacpp/binding/platforms.txt", module);
    copy("build/llama.cpp.LICENSE", module);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", compiled.toString(), "FetchLibraries"));
    command.addAll(List.of(module.toString(), folder.resolve("classes").toString(), platforms));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", folder.resolve("bin").toString());
    builder.environment().put("SLUICE_HOME", folder.resolve("home").toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static void copy(String file, Path module) throws IOException {
    Path target = module.resolve(file);
    if (!Files.exists(target)) {
      Files.createDirectories(target.getParent());
      Files.copy(Path.of(file), target);
    }
  }
}
