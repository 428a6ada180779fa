package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
  private static final String JDK = "usr/lib/jvm/temurin-25";

  @TempDir Path temporary;
  private LauncherFolder folder;

  @BeforeEach
  void aMachineWithAllThatIsNeeded() throws IOException {
    folder = new LauncherFolder(temporary.toRealPath());
    folder.jdk(JDK, "25.0.3");
    folder.maven("3.9.9", "");
  }

  // Java.

  @Test
  void whereThereIsNoJdkItSaysWhatToInstall() throws Exception {
    Files.delete(folder.machine.resolve(JDK).resolve("release"));

    LauncherFolder.Result result = folder.start("--version");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("sluice: no JDK 25 or newer was found: install one")
        .contains("JAVA_HOME");
  }

  @Test
  void aJdkThatIsTooOldOrHasNoCompilerIsPassedOver() throws Exception {
    folder.jdk(JDK, "21.0.9");
    folder.jdk("opt/jre", "25");
    Files.delete(folder.machine.resolve("opt/jre/bin/javac"));

    assertThat(folder.start("--version").code()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "opt/jdk-25",
        "opt/java/openjdk",
        "usr/local/openjdk-25",
        "Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home",
        "../home/.sdkman/candidates/java/25.0.1-tem",
        "../home/.jdks/temurin-25.0.1"
      })
  void aJdkIsFoundInItsUsualPlace(String place) throws Exception {
    folder.jdk(JDK, "17.0.1");
    folder.jdk(place, "25");

    assertThat(folder.start("--version").out()).contains(place.replace("../", "") + "/bin/java");
  }

  @Test
  void javaHomeComesFirstUnlessItIsTooOld() throws Exception {
    folder.jdk("mine", "26-ea");
    Map<String, String> mine = Map.of("JAVA_HOME", folder.machine.resolve("mine").toString());
    assertThat(folder.finish(folder.launch(folder.launcher(), mine)).out()).contains("/mine/bin");

    folder.jdk("mine", "17.0.1");
    assertThat(folder.finish(folder.launch(folder.launcher(), mine)).out()).contains(JDK);
  }

  @Test
  void anotherJdkGetsACacheOfItsOwn() throws Exception {
    folder.start();
    folder.start();
    assertThat(folder.rehearsed()).hasSize(1);

    folder.jdk(JDK, "25.0.4");
    Files.writeString(
        folder.machine.resolve(JDK).resolve("release"),
        "JAVA_VERSION=\"25.0.4\"\nJAVA_RUNTIME_VERSION=\"25.0.4+1\"\n");
    folder.start();

    assertThat(folder.rehearsed()).hasSize(2);
    assertThat(folder.built()).hasSize(1);
  }

  // Maven.

  @Test
  void whereThereIsNoMavenItSaysWhatToInstall() throws Exception {
    folder.noMaven();

    LauncherFolder.Result result = folder.start("--version");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("Maven was not found").contains("install it");
  }

  @Test
  void aMavenThatIsTooOldIsNamed() throws Exception {
    folder.maven("3.5.10", "");

    LauncherFolder.Result result = folder.start("--version");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("Maven 3.5.10").contains("too old: install 3.6.3 or newer");
  }

  @Test
  void onceBuiltNoMavenIsNeeded() throws Exception {
    folder.start();
    folder.noMaven();

    assertThat(folder.start("--version").code()).isZero();
  }

  // Building.

  @Test
  void theFirstStartBuildsAndTheSecondDoesNot() throws Exception {
    LauncherFolder.Result first = folder.start("--version");
    LauncherFolder.Result second = folder.start("--version");

    assertThat(first.code()).isZero();
    assertThat(first.err()).contains("building; the log is .sluice/build.log");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).contains("<--version>");
    assertThat(folder.rehearsed()).hasSize(1);
    assertThat(folder.built())
        .singleElement()
        .asString()
        .startsWith(folder.root + " " + folder.machine.resolve(JDK) + " -B ")
        .endsWith("-Dunchecked -Dmaven.test.skip=true -pl cli -am package");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cli/src/main/java/A.java", "core/pom.xml", "pom.xml", "build/B.java"})
  void aSourceThatIsNewOrHasChangedIsBuiltOnce(String source) throws Exception {
    folder.start();
    folder.source(source);
    folder.start();
    folder.start();

    assertThat(folder.built()).hasSize(2);
  }

  @Test
  void aSourceThatIsRemovedOrRenamedIsNoticed() throws Exception {
    folder.start();
    Path source = folder.root.resolve("core/src/main/java/A.java");
    Path other = folder.root.resolve("core/src/main/java/C.java");
    Files.move(source, other);
    folder.start();
    assertThat(folder.built()).hasSize(2);

    Files.delete(other);
    folder.start();
    assertThat(folder.built()).hasSize(3);
  }

  @Test
  void whatChangesWhileMavenRunsIsBuiltTheNextTime() throws Exception {
    folder.maven("3.9.9", "sleep 0.05; echo changed >core/src/main/java/A.java");
    folder.start();
    folder.maven("3.9.9", "");
    folder.start();
    folder.start();

    assertThat(folder.built()).hasSize(2);
  }

  @Test
  void testsAndOtherModulesAreNoReasonToBuild() throws Exception {
    folder.start();
    folder.source("cli/src/test/java/ATest.java");
    folder.source("bench/src/main/java/A.java");
    folder.start();

    assertThat(folder.built()).hasSize(1);
  }

  @Test
  void afterMavenCleanItIsBuiltAgain() throws Exception {
    folder.start();
    Files.delete(folder.root.resolve("cli/target/sluice/lib/a.jar"));
    Files.delete(folder.root.resolve("cli/target/sluice/stamp"));
    folder.start();

    assertThat(folder.built()).hasSize(2);
  }

  @Test
  void aJarThatMavenHasReplacedMeanwhileNeedsANewCacheButNoBuild() throws Exception {
    folder.start();
    Files.writeString(folder.root.resolve("cli/target/sluice/lib/a.jar"), "another");
    folder.start();
    folder.start();

    assertThat(folder.built()).hasSize(1);
    assertThat(folder.rehearsed()).hasSize(2);
  }

  @Test
  void aBuildThatFailsShowsItsErrorsAndNamesTheLog() throws Exception {
    folder.maven("3.9.9", "echo '[INFO] all well'; echo '[ERROR] A.java: no'; exit 1");

    LauncherFolder.Result result = folder.start("--version");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("[ERROR] A.java: no\n")
        .doesNotContain("all well")
        .endsWith("the build failed; the whole log is " + folder.root + "/.sluice/build.log\n");
    assertThat(folder.root.resolve(".sluice/lock")).doesNotExist();
  }

  // Several at once, and interruptions.

  @Test
  void ofTwoFirstStartsAtOnceOneBuilds() throws Exception {
    folder.maven("3.9.9", "sleep 1");

    Process one = folder.launch(folder.launcher(), Map.of(), "one");
    Process other = folder.launch(folder.launcher(), Map.of(), "other");

    assertThat(folder.finish(one).out()).contains("<one>");
    assertThat(folder.finish(other).out()).contains("<other>");
    assertThat(folder.built()).hasSize(1);
    assertThat(folder.rehearsed()).hasSize(1);
    assertThat(folder.root.resolve(".sluice/lock")).doesNotExist();
  }

  @Test
  void aLockOfAProcessThatIsGoneHoldsNobodyUp() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    assertThat(gone.waitFor()).isZero();
    Files.createDirectories(folder.root.resolve(".sluice"));
    Files.writeString(folder.root.resolve(".sluice/lock"), gone.pid() + "\n");

    assertThat(folder.start("--version").code()).isZero();
    assertThat(folder.built()).hasSize(1);
  }

  @Test
  void aLockThatNobodyHasTouchedForMinutesHoldsNobodyUp() throws Exception {
    Files.createDirectories(folder.root.resolve(".sluice"));
    Path lock = folder.root.resolve(".sluice/lock");
    Files.writeString(lock, ProcessHandle.current().pid() + "\n");
    Files.setLastModifiedTime(
        lock, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() - 300_000));

    assertThat(folder.start("--version").code()).isZero();
  }

  @Test
  void anInterruptedBuildIsStoppedAndBegunAnew() throws Exception {
    folder.maven("3.9.9", "mkdir -p core/target; echo half >core/target/half.jar; exec sleep 60");
    Process interrupted = folder.launch(folder.launcher(), Map.of());
    Eventually.holds(() -> Files.exists(folder.root.resolve("core/target/half.jar")));
    // Process.destroy would close the stream that is read below.
    assertThat(interrupted.toHandle().destroy()).isTrue();
    assertThat(folder.finish(interrupted).code()).isEqualTo(143);
    assertThat(folder.root.resolve(".sluice/lock")).doesNotExist();

    folder.maven("3.9.9", "");
    assertThat(folder.start("--version").code()).isZero();
    assertThat(folder.root.resolve("core/target/half.jar")).doesNotExist();
  }

  @Test
  void aMavenWhoseLauncherWasKilledIsStoppedBeforeTheNextBuild() throws Exception {
    Path itsPid = folder.machine.resolve("pid");
    folder.maven(
        "3.9.9", "exec /bin/sh -c 'echo $$ >\"$1\"; sleep 20; :' \"$PWD\" \"" + itsPid + "\"");
    Process killed = folder.launch(folder.launcher(), Map.of());
    Eventually.holds(() -> Files.exists(itsPid) && Files.size(itsPid) > 0);
    long maven = Long.parseLong(Files.readString(itsPid).strip());
    assertThat(killed.toHandle().destroyForcibly()).isTrue();
    assertThat(killed.waitFor()).isEqualTo(137);
    assertThat(ProcessHandle.of(maven)).get().matches(ProcessHandle::isAlive);

    folder.maven("3.9.9", "");
    assertThat(folder.start("--version").code()).isZero();
    assertThat(ProcessHandle.of(maven).filter(ProcessHandle::isAlive)).isEmpty();
  }

  // Starting.

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    assertThat(folder.start("ask", "two words", "", "*", "$HOME", "größe").out())
        .endsWith("<ask>\n<two words>\n<>\n<*>\n<$HOME>\n<größe>\n");
  }

  @Test
  void theGatewayHasJarsAndOptionsOfItsOwn() throws Exception {
    String asking = folder.start("ask").out();
    String serving =
        folder
            .finish(
                folder.launch(
                    folder.launcher(), Map.of("SLUICE_JVM_OPTIONS", "-Xmx2g -Da=b"), "serve"))
            .out();

    assertThat(asking).contains("/lib/a.jar>\n", "<-XX:TieredStopAtLevel=1>\n");
    assertThat(asking).doesNotContain("b.jar");
    assertThat(serving).contains("/lib/a.jar:", "/serve/b.jar>\n", "<-Xmx2g>\n<-Da=b>\n");
    assertThat(serving).doesNotContain("TieredStopAtLevel", "SerialGC", "AOTCache", "SoftMax");
    assertThat(folder.start("serve").out()).contains("<-Xmx1g>\n<-XX:SoftMaxHeapSize=");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aClosedStandardInputIsAnEmptyOne() throws Exception {
    // Else the JVM's first file would take its place, and be read as the prompt.
    LauncherFolder.script(
        folder.machine.resolve(JDK).resolve("bin/java"),
        "#!/bin/sh\nexec readlink /proc/self/fd/0\n");
    Path closing = temporary.resolve("closing");
    LauncherFolder.script(closing, "#!/bin/sh\nexec '" + folder.launcher() + "' \"$@\" <&-\n");

    assertThat(folder.finish(folder.launch(closing, Map.of())).out()).isEqualTo("/dev/null\n");
  }

  @Test
  void itWorksThroughLinksFromAnyFolder() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), folder.launcher());
    Path relative =
        Files.createSymbolicLink(temporary.resolve("relative"), Path.of("check out", "sluice"));
    Path chained = Files.createSymbolicLink(temporary.resolve("chained"), Path.of("link"));

    for (Path way : new Path[] {link, relative, chained}) {
      assertThat(folder.finish(folder.launch(way, Map.of(), "hi")).out()).endsWith("<hi>\n");
    }
    assertThat(folder.built()).hasSize(1);
  }

  @Test
  void theJvmSeesUtf8AndNoTerminalWhereThereIsNone() throws Exception {
    LauncherFolder.Result result =
        folder.finish(folder.launch(folder.launcher(), Map.of("LC_ALL", "C"), "hi"));

    assertThat(result.out())
        .contains("LC_ALL=C.UTF-8")
        .contains("<-Dsluice.terminals=>")
        .contains("<-XX:AOTCache=" + folder.root + "/cli/target/sluice/sluice.aot>")
        .contains("<" + folder.root + "/cli/target/sluice/lib/a.jar>");
  }

  // Folders with names that somebody may give them.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b  c",
        "100%20sure",
        "größe 漢字 🚀",
        "hey!",
        "#1 & (two) 'three' \"four\"",
        "$HOME `date` ~",
        "back\\slash;x",
        "star*[a-z]?",
        "-dash",
        "@at,comma="
      })
  void aCheckoutMayBeCalledAnything(String name) throws Exception {
    Path place = Files.createDirectories(temporary.resolve("elsewhere"));
    LauncherFolder odd = new LauncherFolder(place.toRealPath(), name);
    odd.jdk(JDK, "25.0.3");
    odd.maven("3.9.9", "");

    LauncherFolder.Result result =
        odd.finish(odd.launch(odd.launcher(), Map.of("LC_ALL", "C"), "hi"));

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("<" + odd.root + "/cli/target/sluice/lib/a.jar>")
        .endsWith("<hi>\n");
    // Else Maven, which is a Java program, finds no folder whose name is not ASCII.
    assertThat(odd.machine.resolve("build-locale")).hasContent("C.UTF-8");
    assertThat(odd.finish(odd.launch(odd.launcher(), Map.of(), "again")).err()).isEmpty();
    assertThat(odd.built()).hasSize(1);
  }

  @Test
  void aColonInThePathOfTheCheckoutIsWhatJavaCannotDoAndItSaysSo() throws Exception {
    Path place = Files.createDirectories(temporary.resolve("elsewhere"));
    LauncherFolder odd = new LauncherFolder(place.toRealPath(), "a:b/check out");
    Path link = Files.createSymbolicLink(temporary.resolve("plain"), odd.launcher());

    for (Path way : new Path[] {odd.launcher(), link}) {
      LauncherFolder.Result result = odd.finish(odd.launch(way, Map.of(), "hi"));

      assertThat(result.code()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .startsWith("sluice: " + odd.root + " has a ':' in its path")
          .contains("move this checkout")
          .hasLineCount(1);
    }
    assertThat(odd.built()).isEmpty();
  }
}
