package dev.sluice.llamacpp.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FileTroubleTest {
  @TempDir private Path folder;

  static Stream<Arguments> troubles() {
    return Stream.of(
        Arguments.of(new NoSuchFileException("/a/b"), "there is no file /a/b"),
        Arguments.of(
            new AccessDeniedException("/a/b"),
            "this user may not read or write /a/b (permission denied)"),
        Arguments.of(
            new FileSystemException("/a/b", null, "No space left on device"),
            "/a/b: the disk is full"),
        Arguments.of(
            new FileSystemException("/a/b", null, "Disk quota exceeded"),
            "/a/b: this user has used up the disk space that is allowed"),
        Arguments.of(
            new FileSystemException("/a/b", null, "Read-only file system"),
            "/a/b: the disk can only be read"),
        Arguments.of(
            new FileSystemException("/a/b", null, "Too many levels of symbolic links"),
            "/a/b: Too many levels of symbolic links"),
        Arguments.of(new IOException("No space left on device"), "the disk is full"),
        Arguments.of(new EOFException(), "it ends too early"),
        Arguments.of(new IOException(), "the system gave no reason"));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void noExceptionIsABarePathOrABareWordOrAClassName(IOException trouble, String said) {
    assertThat(FileTrouble.reason(trouble)).isEqualTo(said);
  }

  @Test
  void whatIsWrittenHasThePermissionsOfEveryNewFileAndNothingIsLeftBeside() throws Exception {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    Path plainFile = Files.createFile(folder.resolve("plain"));
    Path plainFolder = Files.createDirectory(folder.resolve("plain-folder"));

    FreshFile.write(folder.resolve("note"), "fresh", "a text");
    FreshFile.write(folder.resolve("note"), "fresh", "another");
    Path fresh = FreshFile.folder(folder, "new-");

    assertThat(folder.resolve("note")).hasContent("another");
    assertThat(Files.getPosixFilePermissions(folder.resolve("note")))
        .isEqualTo(Files.getPosixFilePermissions(plainFile));
    assertThat(Files.getPosixFilePermissions(fresh))
        .isEqualTo(Files.getPosixFilePermissions(plainFolder));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(4);
    }
  }
}
