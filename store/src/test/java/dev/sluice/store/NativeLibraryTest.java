package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeLibraryTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir private Path cache;

  @Test
  void itIsUnpackedOnceForItsUserAlone() throws Exception {
    Path folder = NativeLibrary.unpacked(cache);
    Path library = only(folder);
    assertThat(permissions(folder)).isEqualTo("rwx------");
    assertThat(permissions(library)).isEqualTo("rw-------");
    Files.setLastModifiedTime(library, LONG_AGO);
    assertThat(NativeLibrary.unpacked(cache)).isEqualTo(folder);
    assertThat(Files.getLastModifiedTime(library)).isEqualTo(LONG_AGO);
  }

  @Test
  void oneThatIsCutOffIsReplaced() throws Exception {
    Path library = only(NativeLibrary.unpacked(cache));
    byte[] whole = Files.readAllBytes(library);
    Files.write(library, new byte[100]);
    NativeLibrary.unpacked(cache);
    assertThat(library).hasBinaryContent(whole);
  }

  @Test
  void oneThatOthersCouldHaveChangedIsReplaced() throws Exception {
    Path library = only(NativeLibrary.unpacked(cache));
    byte[] whole = Files.readAllBytes(library);
    Files.write(library, new byte[whole.length]);
    Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rw-rw-rw-"));
    NativeLibrary.unpacked(cache);
    assertThat(library).hasBinaryContent(whole);
    assertThat(permissions(library)).isEqualTo("rw-------");
  }

  @Test
  void manyMayUnpackItAtOnceAndItIsNeverSeenInPart() throws Exception {
    long size = Files.size(only(NativeLibrary.unpacked(cache.resolve("whole"))));
    int many = 8;
    CountDownLatch ready = new CountDownLatch(many);
    List<Future<Path>> folders = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < many; i++) {
        folders.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  Path folder = NativeLibrary.unpacked(cache);
                  try (Stream<Path> inside = Files.list(folder)) {
                    Path library =
                        inside
                            .filter(file -> !file.getFileName().toString().startsWith("."))
                            .findFirst()
                            .orElseThrow();
                    assertThat(Files.size(library)).isEqualTo(size);
                  }
                  return folder;
                }));
      }
      for (Future<Path> folder : folders) {
        assertThat(folder.get()).isEqualTo(folders.getFirst().get());
      }
    }
    assertThat(only(folders.getFirst().get())).hasSize(size);
  }

  private static Path only(Path folder) throws Exception {
    try (Stream<Path> inside = Files.list(folder)) {
      List<Path> files = inside.toList();
      assertThat(files).hasSize(1);
      return files.getFirst();
    }
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
