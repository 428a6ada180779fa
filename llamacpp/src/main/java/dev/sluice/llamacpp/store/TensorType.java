package dev.sluice.llamacpp.store;

/**
 * How a tensor's numbers are stored: in blocks of so many numbers and so many bytes, as {@code
 * ggml-common.h} of llama.cpp v0.5.0 lays them out.
 *
 * @param blockElements numbers in a block
 * @param blockBytes bytes of a block
 */
record TensorType(int blockElements, int blockBytes) {

  /**
   * @param id ggml's number of the type
   * @throws GgufReader.NonsenseException if there is none of that number
   */
  static TensorType of(int id) throws GgufReader.NonsenseException {
    return switch (id) {
      case 0, 26 -> plain(Float.BYTES); // F32, I32
      case 1, 25, 30 -> plain(Short.BYTES); // F16, I16, BF16
      case 24 -> plain(Byte.BYTES); // I8
      case 27, 28 -> plain(Long.BYTES); // I64, F64
      case 2 -> new TensorType(32, 18); // Q4_0
      case 3 -> new TensorType(32, 20); // Q4_1
      case 6 -> new TensorType(32, 22); // Q5_0
      case 7 -> new TensorType(32, 24); // Q5_1
      case 8 -> new TensorType(32, 34); // Q8_0
      case 9 -> new TensorType(32, 36); // Q8_1
      case 10 -> new TensorType(256, 84); // Q2_K
      case 11 -> new TensorType(256, 110); // Q3_K
      case 12 -> new TensorType(256, 144); // Q4_K
      case 13 -> new TensorType(256, 176); // Q5_K
      case 14 -> new TensorType(256, 210); // Q6_K
      case 15 -> new TensorType(256, 292); // Q8_K
      case 16 -> new TensorType(256, 66); // IQ2_XXS
      case 17 -> new TensorType(256, 74); // IQ2_XS
      case 18 -> new TensorType(256, 98); // IQ3_XXS
      case 19 -> new TensorType(256, 50); // IQ1_S
      case 20 -> new TensorType(32, 18); // IQ4_NL
      case 21 -> new TensorType(256, 110); // IQ3_S
      case 22 -> new TensorType(256, 82); // IQ2_S
      case 23 -> new TensorType(256, 136); // IQ4_XS
      case 29 -> new TensorType(256, 56); // IQ1_M
      case 34 -> new TensorType(256, 54); // TQ1_0
      case 35 -> new TensorType(256, 66); // TQ2_0
      case 39 -> new TensorType(32, 17); // MXFP4
      case 40 -> new TensorType(64, 36); // NVFP4
      case 41 -> new TensorType(128, 18); // Q1_0
      case 42 -> new TensorType(64, 18); // Q2_0
      default -> throw new GgufReader.NonsenseException("a tensor has the unknown type " + id);
    };
  }

  private static TensorType plain(int bytes) {
    return new TensorType(1, bytes);
  }
}
