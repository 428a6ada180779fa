package dev.sluice.llamacpp.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class NativeLibrariesTest {
  @TempDir Path cache;

  @BeforeAll
  static void requireLibraries() {
    assumeTrue(NativeLibraries.missing().isEmpty(), "no llama.cpp in this build");
  }

  @Test
  void theFolderIsNamedAfterPlatformAndVersionAndHoldsTheLicence() throws IOException {
    Path folder = NativeLibraries.unpack(cache);
    Platform platform = Platform.named(Platform.current()).orElseThrow();
    assertThat(folder)
        .isEqualTo(cache.resolve("native").resolve(platform.name() + "-" + platform.version()));
    assertThat(folder.resolve("LICENSE-llama.cpp")).isNotEmptyFile();
    assertThat(names(cache.resolve("native"))).containsExactly(folder.getFileName().toString());
  }

  @Test
  void aSecondTimeNothingIsReadOrWritten() throws IOException {
    Path folder = NativeLibraries.unpack(cache);
    Path library = largest(folder);
    FileTime time = Files.getLastModifiedTime(library);
    // Same size and time, other bytes: only who reads the file again can notice.
    byte[] other = new byte[(int) Files.size(library)];
    Files.write(library, other);
    Files.setLastModifiedTime(library, time);

    assertThat(NativeLibraries.unpack(cache)).isEqualTo(folder);

    assertThat(library).hasBinaryContent(other);
  }

  @Test
  void aDamagedFileOfTheRightSizeIsNeverUsedButReplaced() throws IOException {
    Path folder = NativeLibraries.unpack(cache);
    Path library = largest(folder);
    byte[] right = Files.readAllBytes(library);
    byte[] damaged = right.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(library, damaged);
    Files.setLastModifiedTime(library, FileTime.fromMillis(1_000));

    NativeLibraries.unpack(cache);

    assertThat(library).hasBinaryContent(right);
  }

  @Test
  void aFolderThatNobodyHasCheckedIsReadOnceAndKept() throws IOException {
    Path folder = NativeLibraries.unpack(cache);
    Path note = folder.resolve(".checked");
    Files.delete(note);
    FileTime longAgo = FileTime.fromMillis(1_000);
    for (String name : names(folder)) {
      Files.setLastModifiedTime(folder.resolve(name), longAgo);
    }

    NativeLibraries.unpack(cache);

    assertThat(note).isNotEmptyFile();
    assertThat(Files.getLastModifiedTime(largest(folder))).isEqualTo(longAgo);
  }

  @Test
  void aNoteThatWasCutIsNotBelieved() throws IOException {
    Path folder = NativeLibraries.unpack(cache);
    Path library = largest(folder);
    byte[] right = Files.readAllBytes(library);
    Files.write(library, new byte[right.length]);
    Path note = folder.resolve(".checked");
    Files.writeString(note, Files.readString(note).substring(0, 20));

    NativeLibraries.unpack(cache);

    assertThat(library).hasBinaryContent(right);
  }

  @Test
  void whatWasRemovedOrCutIsUnpackedAgain() throws IOException {
    Path folder = NativeLibraries.unpack(cache);
    List<String> names = names(folder);
    Path removed = folder.resolve("LICENSE-llama.cpp");
    Path cut = largest(folder);
    Files.delete(removed);
    Files.write(cut, new byte[1]);

    NativeLibraries.unpack(cache);

    assertThat(names(folder)).isEqualTo(names);
    assertThat(Files.size(cut)).isGreaterThan(1);
  }

  @Test
  void twoProcessesAtOnceBothGetAWholeFolder() throws Exception {
    Process one = unpackInAnotherProcess();
    Process other = unpackInAnotherProcess();
    // Both JVMs are up and wait; a byte starts each.
    for (Process process : List.of(one, other)) {
      assertThat(process.getInputStream().read()).isEqualTo('r');
    }
    for (Process process : List.of(one, other)) {
      process.getOutputStream().write('g');
      process.getOutputStream().flush();
    }
    String expected = cache.resolve("native").toString();
    for (Process process : List.of(one, other)) {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output).contains("loaded " + expected);
    }
    assertThat(names(cache.resolve("native"))).hasSize(1);
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamedWithTheWayOut() throws IOException {
    Path file = Files.writeString(cache.resolve("file"), "no folder");
    assertThatThrownBy(() -> NativeLibraries.unpack(file))
        .isInstanceOf(LlamaException.class)
        .hasMessageStartingWith("llama.cpp's libraries cannot be unpacked to " + file)
        .hasMessageContaining("bytes: ")
        .hasMessageEndingWith("SLUICE_HOME names another folder.");
  }

  @Test
  void aFullDiskNamesTheFolderAndWhatIsNeededAndFree() {
    assertThatThrownBy(() -> NativeLibraries.unpack(cache, Platform.current(), _ -> 1_000))
        .isInstanceOf(LlamaException.class)
        .hasMessageMatching(
            "The disk is full: llama\\.cpp's libraries need [0-9,.]+ bytes in .*, and 1.000 are free\\. Free some, or set SLUICE_HOME to a folder on another disk\\.");
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void whatIsThereIsUsedWhereNothingCanBeWritten() throws Exception {
    Path folder = NativeLibraries.unpack(cache);
    Path note = folder.resolve(".checked");
    Files.delete(note);
    // A folder in the note's place: nobody, not even root, can write the note then.
    Files.createFile(Files.createDirectory(note).resolve("full"));

    assertThat(NativeLibraries.unpack(cache)).isEqualTo(folder);
    assertThat(names(cache.resolve("native"))).hasSize(1);
  }

  @Test
  void whatIsUnpackedCanBeUsedByAllWhomTheUmaskLets() throws IOException {
    assumeTrue(Files.getFileStore(cache).supportsFileAttributeView("posix"));
    Path plain = Files.createDirectory(cache.resolve("plain"));
    assertThat(Files.getPosixFilePermissions(NativeLibraries.unpack(cache)))
        .isEqualTo(Files.getPosixFilePermissions(plain));
  }

  /** What each process runs: unpack, and load what is there. */
  static final class Unpack {
    private Unpack() {}

    public static void main(String[] args) throws IOException {
      System.out.print('r');
      System.out.flush();
      int _ = System.in.read();
      Path folder = NativeLibraries.unpack(Path.of(args[0]));
      Llama llama = Llama.load(folder);
      System.out.println("loaded " + folder + " " + llama.log.reason());
    }
  }

  private Process unpackInAnotherProcess() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Unpack.class.getName(),
            cache.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static Path largest(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.max(Comparator.comparingLong(file -> file.toFile().length())).orElseThrow();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
