package dev.sluice.llamacpp.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that is no model to talk with says what it is instead, and what to do. */
final class FileKindTest {
  @TempDir private Path folder;

  static Stream<Arguments> others() {
    return Stream.of(
        Arguments.of(
            "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 98362432\n",
            "a Git LFS pointer"),
        Arguments.of("\n <!DOCTYPE html>\n<title>Sign in</title>", "a web page"),
        Arguments.of("<html><head>", "a web page"),
        Arguments.of("PK\3\4 archive/data.pkl", "a zip file"),
        Arguments.of("\u001f\u008b\b compressed", "a compressed one"),
        Arguments.of("(\u00b5/\u00fd compressed", "a compressed one"),
        Arguments.of("\u0080\2}q\0", "a pickled PyTorch model"),
        Arguments.of("P\1\0\0\0\0\0\0{\"__metadata__\":{}}", "a safetensors model"),
        Arguments.of("tjgg\3\0\0\0", "its predecessor GGML"),
        Arguments.of("{\"error\":\"Repository not found\"}", "JSON"),
        Arguments.of("\0".repeat(100), "nothing but zeros"),
        Arguments.of("", "is empty"),
        Arguments.of("no model at all", "llama.cpp's models have that format"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void whatIsNoGgufFileIsNamed(String begin, String what) {
    assertRefused(begin.getBytes(StandardCharsets.ISO_8859_1), what, "is no GGUF file");
  }

  static Stream<Arguments> models() {
    return Stream.of(
        Arguments.of(text("general.type", "adapter"), "is an adapter (LoRA)"),
        Arguments.of(text("general.type", "mmproj"), "is a projector (mmproj)"),
        Arguments.of(text("general.architecture", "clip"), "is a projector (mmproj)"),
        Arguments.of(text("general.type", "imatrix"), "is an importance matrix"),
        Arguments.of(text("general.architecture", "nomic-bert"), "is an embedding model"),
        Arguments.of(number("qwen3.pooling_type", 3), "is an embedding model"),
        Arguments.of(number("split.count", 3), "is one of 3 parts of a model"),
        Arguments.of(
            GgufBytes.header(3, 0, 1)
                .name("tokenizer.ggml.tokens")
                .int32(GgufBytes.ARRAY)
                .int32(GgufBytes.STRING)
                .int64(1)
                .name("a"),
            "holds a vocabulary only"));
  }

  @ParameterizedTest
  @MethodSource("models")
  void aGgufFileThatIsNoModelToTalkWithIsNamed(GgufBytes file, String what) {
    assertRefused(file.zeros(64).bytes(), what, "broken.gguf");
  }

  @ParameterizedTest
  @MethodSource("bigEndian")
  void aFileForBigEndianProcessorsSaysSo(int version) {
    assertRefused(GgufBytes.header(version, 0, 0).bytes(), "big-endian", "2 and 3 can be read");
  }

  static Stream<Integer> bigEndian() {
    return Stream.of(Integer.reverseBytes(2), Integer.reverseBytes(3));
  }

  private static GgufBytes text(String key, String value) {
    return GgufBytes.header(3, 1, 1).name(key).int32(GgufBytes.STRING).name(value);
  }

  private static GgufBytes number(String key, int value) {
    return GgufBytes.header(3, 1, 1).name(key).int32(GgufBytes.UINT32).int32(value);
  }

  private void assertRefused(byte[] bytes, String... words) {
    Path file = folder.resolve("broken.gguf");
    assertThatThrownBy(() -> GgufFile.check(Files.write(file, bytes)))
        .isInstanceOf(ModelStoreException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContainingAll(words);
  }
}
