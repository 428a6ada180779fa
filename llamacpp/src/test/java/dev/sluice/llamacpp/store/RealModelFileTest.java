package dev.sluice.llamacpp.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check on the default model's file and on broken copies of it. */
class RealModelFileTest {
  private static final int MORE_THAN_THE_HEADER = 4_000_000;

  @TempDir Path folder;

  @Test
  void theDefaultModelIsAccepted() {
    assertThatCode(() -> GgufFile.check(model())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 24, 1_000, 100_000})
  void theBeginningOfItsHeaderIsRefused(int bytes) throws IOException {
    Path file = beginning(bytes);
    assertThatThrownBy(() -> GgufFile.check(file))
        .isInstanceOf(ModelStoreException.class)
        .hasMessageStartingWith(file + " is damaged or was not downloaded completely: ")
        .hasMessageEndingWith(". Download it again.");
  }

  @Test
  void itsHeaderWithoutTheWeightsTellsHowMuchIsMissing() throws IOException {
    Path file = beginning(MORE_THAN_THE_HEADER);
    assertThatThrownBy(() -> GgufFile.check(file))
        .hasMessageContaining(
            "it has 4,000,000 bytes, and its header says that there are 98,362,432");
  }

  @Test
  void aDownloadIntoAPreallocatedFileThatStoppedIsNoticed() throws IOException {
    Path file = beginning(MORE_THAN_THE_HEADER);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(KnownModel.SMOLLM2_135M.bytes());
    }
    assertThatThrownBy(() -> GgufFile.check(file))
        .hasMessageContaining("some of its weights are nothing but zeros");
  }

  private Path beginning(int bytes) throws IOException {
    try (InputStream in = Files.newInputStream(model())) {
      return Files.write(folder.resolve("part.gguf"), in.readNBytes(bytes));
    }
  }

  private static Path model() {
    ModelStore store = ModelStore.of(System.getenv());
    assumeTrue(store.isCached(KnownModel.SMOLLM2_135M), "the model is not in the cache folder");
    return store.fileOf(KnownModel.SMOLLM2_135M);
  }
}
