package dev.sluice.llamacpp.store;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes GGUF files, whole and broken ones, as the format's documentation describes them. */
final class GgufBytes {
  static final int STRING = 8;
  static final int ARRAY = 9;
  static final int UINT32 = 4;

  static final int F32 = 0;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The beginning of every file. */
  static GgufBytes header(int version, long tensors, long values) {
    return new GgufBytes().text("GGUF").int32(version).int64(tensors).int64(values);
  }

  /** A whole file: one value of each kind that matters, and a tensor of 64 × 300 numbers. */
  static byte[] valid() {
    return header(3, 1, 4)
        .name("general.architecture")
        .int32(STRING)
        .name("llama")
        .name("general.alignment")
        .int32(UINT32)
        .int32(64)
        .name("tokenizer.ggml.tokens")
        .int32(ARRAY)
        .int32(STRING)
        .int64(2)
        .name("a")
        .name("b")
        .name("tokenizer.ggml.scores")
        .int32(ARRAY)
        .int32(UINT32)
        .int64(3)
        .int32(1)
        .int32(2)
        .int32(3)
        .tensor("output.weight", F32, 0, 64, 300)
        .padTo(64)
        .weights(64 * 300)
        .bytes();
  }

  GgufBytes int32(int value) {
    out.writeBytes(little(Integer.BYTES).putInt(value).array());
    return this;
  }

  GgufBytes int64(long value) {
    out.writeBytes(little(Long.BYTES).putLong(value).array());
    return this;
  }

  /** A text after its length. */
  GgufBytes name(String text) {
    return int64(text.getBytes(StandardCharsets.UTF_8).length).text(text);
  }

  GgufBytes text(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  GgufBytes tensor(String name, int type, long offset, long... dimensions) {
    name(name).int32(dimensions.length);
    for (long dimension : dimensions) {
      int64(dimension);
    }
    return int32(type).int64(offset);
  }

  GgufBytes padTo(int alignment) {
    while (out.size() % alignment != 0) {
      out.write(0);
    }
    return this;
  }

  GgufBytes weights(int count) {
    for (int i = 0; i < count; i++) {
      int32(Float.floatToRawIntBits(i + 1f));
    }
    return this;
  }

  GgufBytes zeros(int count) {
    out.writeBytes(new byte[count]);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
