package dev.sluice.llamacpp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store and the Hub: nothing here is slow, since the Hub is on this machine. */
class ModelStoreTest {
  @TempDir Path folder;

  private final List<Progress> progress = new ArrayList<>();

  @Test
  void aMissingFileIsFetchedFromItsPinnedRevision() throws Exception {
    try (HubServer hub = new HubServer(HubServer.file(TestModel.CONTENT))) {
      ModelStore store = TestModel.store(folder, hub.endpoint());
      assertThat(store.isCached(TestModel.MODEL)).isFalse();

      Path file = obtain(store);

      assertThat(file).hasBinaryContent(TestModel.CONTENT).isEqualTo(folder.resolve("tiny.gguf"));
      assertThat(store.isCached(TestModel.MODEL)).isTrue();
      assertThat(hub.paths()).containsExactly(TestModel.PATH);
      assertThat(folder.resolve("tiny.gguf.part")).doesNotExist();
    }
  }

  @Test
  void progressRunsFromNothingToAllAndFinishesOnce() throws Exception {
    try (HubServer hub = new HubServer(HubServer.file(TestModel.CONTENT))) {
      obtain(TestModel.store(folder, hub.endpoint()));

      assertThat(progress)
          .allSatisfy(
              report -> {
                assertThat(report.what())
                    .isEqualTo("downloading Tiny-Model from " + hub.authority());
                assertThat(report.totalBytes()).isEqualTo(OptionalLong.of(300_000));
              });
      assertThat(progress)
          .extracting(Progress::doneBytes)
          .isSorted()
          .startsWith(0L)
          .contains(300_000L);
      assertThat(progress.getLast().doneBytes()).isEqualTo(300_000);
      assertThat(progress).filteredOn(Progress::finished).containsExactly(progress.getLast());
    }
  }

  @Test
  void aFileThatWasReadOnceIsNotReadAgain() throws Exception {
    try (HubServer hub = new HubServer(HubServer.file(TestModel.CONTENT))) {
      ModelStore store = TestModel.store(folder, hub.endpoint());
      Path file = obtain(store);
      FileTime time = Files.getLastModifiedTime(file);
      // Same size and time, other bytes: only who reads the file again can notice.
      Files.write(file, new byte[TestModel.CONTENT.length]);
      Files.setLastModifiedTime(file, time);

      assertThat(obtain(store)).isEqualTo(file);
      assertThat(hub.paths()).hasSize(1);
    }
  }

  @Test
  void aTouchedFileIsReadAgainAndKept() throws Exception {
    try (HubServer hub = new HubServer(HubServer.file(TestModel.CONTENT))) {
      ModelStore store = TestModel.store(folder, hub.endpoint());
      Path file = obtain(store);
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));

      obtain(store);

      assertThat(hub.paths()).hasSize(1);
      assertThat(
              new CheckedFile(file, TestModel.CONTENT.length, TestModel.MODEL.sha256()).trusted())
          .isTrue();
    }
  }

  @Test
  void aChangedFileIsNeverUsedButReplaced() throws Exception {
    try (HubServer hub = new HubServer(HubServer.file(TestModel.CONTENT))) {
      ModelStore store = TestModel.store(folder, hub.endpoint());
      Path file = obtain(store);
      Files.write(file, new byte[TestModel.CONTENT.length]);
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));

      assertThat(obtain(store)).hasBinaryContent(TestModel.CONTENT);
      assertThat(hub.paths()).hasSize(2);
    }
  }

  @Test
  void aFileThatSomebodyPutThereIsUsedIfItIsTheRightOne() throws Exception {
    Files.write(folder.resolve("tiny.gguf"), TestModel.CONTENT);
    assertThat(obtain(TestModel.store(folder, "http://127.0.0.1:1"))).exists();
    assertThat(progress).isEmpty();
  }

  @Test
  void aWrongFileIsRefusedWhenNothingBetterCanBeHad() throws Exception {
    Files.write(folder.resolve("tiny.gguf"), new byte[TestModel.CONTENT.length]);
    assertThatThrownBy(() -> obtain(TestModel.store(folder, "http://127.0.0.1:1")))
        .isInstanceOf(ModelStoreException.class)
        .hasMessageStartingWith("Tiny-Model could not be downloaded.\n  127.0.0.1:1: ");
    assertThat(folder.resolve("tiny.gguf")).doesNotExist();
  }

  @Test
  void aCutDownloadContinuesWhereItStopped() throws Exception {
    try (HubServer hub = new HubServer(HubServer.cutAfter(TestModel.CONTENT, 100_000))) {
      assertThatThrownBy(() -> obtain(TestModel.store(folder, hub.endpoint())))
          .hasMessageContaining(
              "stopped after 100,000 of 300,000 bytes (Premature EOF); the next attempt");
    }
    assertThat(folder.resolve("tiny.gguf.part")).hasSize(100_000);
    assertThat(progress.getLast())
        .satisfies(
            last -> {
              assertThat(last.what()).endsWith("failed");
              assertThat(last.finished()).isTrue();
            });
    progress.clear();
    try (HubServer hub = new HubServer(HubServer.file(TestModel.CONTENT))) {
      assertThat(obtain(TestModel.store(folder, hub.endpoint())))
          .hasBinaryContent(TestModel.CONTENT);
      assertThat(hub.ranges()).containsExactly("bytes=100000-");
      assertThat(progress.get(1).doneBytes()).isGreaterThan(100_000);
    }
  }

  @Test
  void aServerThatIgnoresTheRangeMakesTheDownloadStartOver() throws Exception {
    Files.write(folder.resolve("tiny.gguf.part"), new byte[100_000]);
    try (HubServer hub = new HubServer(HubServer.whole(TestModel.CONTENT))) {
      assertThat(obtain(TestModel.store(folder, hub.endpoint())))
          .hasBinaryContent(TestModel.CONTENT);
      assertThat(hub.ranges()).containsExactly("bytes=100000-");
    }
  }

  @Test
  void aServerThatContinuesElsewhereIsNotBelieved() throws Exception {
    Files.write(folder.resolve("tiny.gguf.part"), new byte[100_000]);
    HubServer.Answer elsewhere =
        exchange -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 7-299999/300000");
          exchange.sendResponseHeaders(206, 0);
        };
    try (HubServer hub = new HubServer(elsewhere)) {
      assertThatThrownBy(() -> obtain(TestModel.store(folder, hub.endpoint())))
          .hasMessageContaining("continued the download at another place");
    }
  }

  @Test
  void whatWasContinuedAndIsWrongIsThrownAway() throws Exception {
    Files.write(folder.resolve("tiny.gguf.part"), new byte[100_000]);
    try (HubServer hub = new HubServer(HubServer.file(TestModel.CONTENT))) {
      ModelStore store = TestModel.store(folder, hub.endpoint());
      assertThatThrownBy(() -> obtain(store))
          .hasMessageContaining("what it sent is not the file that was published");
      assertThat(folder.resolve("tiny.gguf.part")).doesNotExist();
      assertThat(folder.resolve("tiny.gguf")).doesNotExist();
      assertThat(obtain(store)).hasBinaryContent(TestModel.CONTENT);
    }
  }

  @Test
  void aPartThatIsTooLongIsThrownAway() throws Exception {
    Files.write(folder.resolve("tiny.gguf.part"), new byte[300_001]);
    try (HubServer hub = new HubServer(HubServer.file(TestModel.CONTENT))) {
      obtain(TestModel.store(folder, hub.endpoint()));
      assertThat(hub.ranges()).containsExactly("null");
    }
  }

  @Test
  void aServerThatSendsTooMuchIsStopped() throws Exception {
    byte[] more = Arrays.copyOf(TestModel.CONTENT, 5_000_000);
    try (HubServer hub = new HubServer(HubServer.whole(more))) {
      assertThatThrownBy(() -> obtain(TestModel.store(folder, hub.endpoint())))
          .hasMessageContaining("sends more than the 300000 bytes of the file");
    }
    assertThat(Files.size(folder.resolve("tiny.gguf.part"))).isLessThanOrEqualTo(300_000);
  }

  @Test
  void aServerThatSendsTooLittleIsNotBelieved() throws Exception {
    byte[] less = Arrays.copyOf(TestModel.CONTENT, 299_999);
    try (HubServer hub = new HubServer(HubServer.whole(less))) {
      assertThatThrownBy(() -> obtain(TestModel.store(folder, hub.endpoint())))
          .hasMessageContaining("stopped after 299,999 of 300,000 bytes;");
    }
  }

  @Test
  void aStatusThatIsNoSuccessIsNamedWithWhatWasAskedFor() throws Exception {
    try (HubServer hub = new HubServer(HubServer.status(404))) {
      assertThatThrownBy(() -> obtain(TestModel.store(folder, hub.endpoint() + "/")))
          .hasMessageContaining(hub.authority() + " answered 404 for " + TestModel.PATH);
    }
  }

  @Test
  void anEndpointWithoutASchemeIsExplained() {
    assertThatThrownBy(() -> obtain(TestModel.store(folder, "hf-mirror.example")))
        .isInstanceOf(ModelStoreException.class)
        .hasMessageContaining(
            "HF_ENDPOINT must be an http or https address, not hf-mirror.example");
  }

  @Test
  void anEndpointThatIsNoAddressIsExplained() {
    assertThatThrownBy(() -> obtain(TestModel.store(folder, "not an address")))
        .isInstanceOf(ModelStoreException.class)
        .hasMessageContaining("HF_ENDPOINT must be an http or https address, not not an address");
  }

  private Path obtain(ModelStore store) throws IOException, InterruptedException {
    return store.obtain(TestModel.MODEL, progress::add);
  }
}
