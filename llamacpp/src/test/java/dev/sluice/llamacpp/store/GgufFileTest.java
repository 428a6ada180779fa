package dev.sluice.llamacpp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufFileTest {
  private static final String DAMAGED = "is damaged or was not downloaded completely";

  @TempDir Path folder;

  @Test
  void aWholeFileIsAccepted() {
    assertThatCode(() -> check(GgufBytes.valid())).doesNotThrowAnyException();
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("missing.gguf");
    assertThatThrownBy(() -> GgufFile.check(missing))
        .isInstanceOf(ModelStoreException.class)
        .hasMessage("There is no file " + missing + ".");
  }

  @Test
  void aFolderIsNotMistakenForAFile() {
    assertThatThrownBy(() -> GgufFile.check(folder))
        .isInstanceOf(ModelStoreException.class)
        .hasMessage(folder + " is a folder; name the GGUF file in it.");
  }

  @Test
  void anEmptyFileIsNoGgufFile() {
    assertRefused(new byte[0], "is no GGUF file");
  }

  @Test
  void aTextFileIsNoGgufFile() {
    assertRefused("<!DOCTYPE html>".getBytes(StandardCharsets.UTF_8), "is no GGUF");
  }

  @Test
  void aFileOfZerosIsNoGgufFile() {
    assertRefused(new byte[100_000], "is no GGUF file");
  }

  @Test
  void aBigEndianFileIsNoGgufFile() {
    assertRefused(new GgufBytes().text("FUGG").zeros(64).bytes(), "is no GGUF file");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, -1, 0x03000000})
  void anUnknownVersionIsNamed(int version) {
    assertRefused(
        GgufBytes.header(version, 0, 0).bytes(),
        "has version " + version + " of the GGUF format; 2 and 3 can be read.");
  }

  @Test
  void everyCutOfTheHeaderIsNoticed() throws IOException {
    byte[] whole = GgufBytes.valid();
    int weights = whole.length - 64 * 300 * Float.BYTES;
    for (int length = 4; length < weights - 63; length++) {
      assertRefused(Arrays.copyOf(whole, length), DAMAGED);
    }
  }

  @Test
  void aCutInTheWeightsSaysHowManyBytesAreMissing() {
    byte[] whole = GgufBytes.valid();
    assertRefused(
        Arrays.copyOf(whole, whole.length - 1),
        "it has %,d bytes, and its header says that there are %,d. Download it again."
            .formatted(whole.length - 1, whole.length));
  }

  @Test
  void aPreallocatedFileIsNoticedByItsZeros() {
    byte[] whole = GgufBytes.valid();
    Arrays.fill(whole, whole.length - 64 * 300 * Float.BYTES, whole.length, (byte) 0);
    assertRefused(whole, "some of its weights are nothing but zeros");
  }

  @Test
  void aSmallTensorMayBeZeros() {
    byte[] bias =
        GgufBytes.header(3, 1, 0).tensor("bias", GgufBytes.F32, 0, 8).padTo(32).zeros(32).bytes();
    assertThatCode(() -> check(bias)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40})
  void absurdCountsAreRefusedBeforeAnythingIsAllocated(long count) {
    assertRefused(GgufBytes.header(3, count, 0).bytes(), "tensors");
    assertRefused(GgufBytes.header(3, 0, count).bytes(), "values");
    assertRefused(GgufBytes.header(3, 0, 1).int64(count).bytes(), "bytes of text");
    assertRefused(
        GgufBytes.header(3, 0, 1)
            .name("list")
            .int32(GgufBytes.ARRAY)
            .int32(GgufBytes.UINT32)
            .int64(count)
            .bytes(),
        "elements");
  }

  @Test
  void aLongNameIsRefusedThoughTheFileHoldsIt() {
    assertRefused(
        GgufBytes.header(3, 0, 1).int64(70_000).zeros(80_000).bytes(), "a name of 70000 bytes");
  }

  @Test
  void anArrayLongerThanTheFileIsRefused() {
    assertRefused(
        GgufBytes.header(3, 0, 1)
            .name("list")
            .int32(GgufBytes.ARRAY)
            .int32(GgufBytes.UINT32)
            .int64(20)
            .zeros(24)
            .bytes(),
        DAMAGED);
  }

  @Test
  void anArrayOfArraysIsRefused() {
    assertRefused(
        GgufBytes.header(3, 0, 1)
            .name("list")
            .int32(GgufBytes.ARRAY)
            .int32(GgufBytes.ARRAY)
            .int64(1)
            .zeros(24)
            .bytes(),
        "a value has type 9");
  }

  @Test
  void aValueOfAnUnknownTypeIsRefused() {
    assertRefused(
        GgufBytes.header(3, 0, 1).name("key").int32(13).zeros(9).bytes(), "a value has type 13");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, -32, Integer.MIN_VALUE})
  void anImpossibleAlignmentIsRefused(int alignment) {
    byte[] bytes =
        GgufBytes.header(3, 0, 1)
            .name("general.alignment")
            .int32(GgufBytes.UINT32)
            .int32(alignment)
            .bytes();
    assertRefused(bytes, "its alignment is");
  }

  @Test
  void anAlignmentThatIsATextIsRefused() {
    assertRefused(
        GgufBytes.header(3, 0, 1)
            .name("general.alignment")
            .int32(GgufBytes.STRING)
            .name("x")
            .bytes(),
        "a number has type 8");
  }

  @Test
  void aPartOfAModelTellsHowToJoinIt() {
    assertRefused(
        GgufBytes.header(3, 0, 1).name("split.count").int32(GgufBytes.UINT32).int32(3).bytes(),
        "is one of 3 parts of a model; join them with `llama-gguf-split --merge` first.");
  }

  @Test
  void impossibleTensorsAreRefused() {
    assertTensorRefused(tensor(GgufBytes.F32, 0, 1, 1, 1, 1, 1), "has 5 dimensions");
    assertTensorRefused(tensor(GgufBytes.F32, 0, 0), "has a dimension of 0");
    assertTensorRefused(tensor(GgufBytes.F32, 0, -1), "has a dimension of -1");
    assertTensorRefused(tensor(GgufBytes.F32, 0, 1L << 40, 1L << 40), "has a dimension of");
    assertTensorRefused(tensor(GgufBytes.F32, 0, 1L << 62), "lies at 0");
    assertTensorRefused(tensor(GgufBytes.F32, 8, 1), "lies at 8");
    assertTensorRefused(tensor(GgufBytes.F32, -32, 1), "lies at -32");
    assertTensorRefused(tensor(12, 0, 255), "has a row of 255 numbers");
    assertTensorRefused(tensor(4, 0, 32), "a tensor has the unknown type 4");
    assertTensorRefused(tensor(GgufBytes.F32, Long.MAX_VALUE - 31, 64), DAMAGED);
  }

  @Test
  void corruptedFilesEndInNothingButItsOwnException() throws IOException {
    byte[] whole = GgufBytes.valid();
    int header = whole.length - 64 * 300 * Float.BYTES;
    for (long seed = 0; seed < 1_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] broken = Arrays.copyOf(whole, random.nextInt(4, whole.length + 1));
      for (int flips = random.nextInt(1, 9); flips > 0; flips--) {
        int at = 4 + random.nextInt(Math.min(header, broken.length) - 4 + 1);
        if (at < broken.length) {
          broken[at] =
              (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(2) * 255);
        }
      }
      try {
        check(broken);
      } catch (ModelStoreException e) {
        assertThat(e).hasMessageContaining("broken.gguf");
      } catch (RuntimeException | Error e) {
        fail("seed " + seed, e);
      }
    }
  }

  private static GgufBytes tensor(int type, long offset, long... dimensions) {
    return GgufBytes.header(3, 1, 0).tensor("t", type, offset, dimensions);
  }

  private void assertTensorRefused(GgufBytes file, String why) {
    assertRefused(file.padTo(32).zeros(64).bytes(), why);
  }

  private void assertRefused(byte[] bytes, String why) {
    assertThatThrownBy(() -> check(bytes))
        .isInstanceOf(ModelStoreException.class)
        .hasMessageContaining(why);
  }

  private void check(byte[] bytes) throws IOException {
    Path file = folder.resolve("broken.gguf");
    Files.write(file, bytes);
    GgufFile.check(file);
  }
}
