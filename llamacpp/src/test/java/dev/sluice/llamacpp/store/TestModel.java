package dev.sluice.llamacpp.store;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** A small known model, and stores that fetch it from where a test says. */
final class TestModel {
  static final byte[] CONTENT = content(300_000);

  static final String PATH = "/owner/tiny/resolve/0123abc/tiny.gguf";

  static final KnownModel MODEL = of(CONTENT, "0".repeat(64));

  private TestModel() {}

  /** The model with that file, and a wheel of that hash. */
  static KnownModel of(byte[] content, String wheelSha256) {
    return new KnownModel(
        "tiny",
        "Tiny-Model",
        "Apache-2.0",
        "tiny.gguf",
        content.length,
        sha256(content),
        0.2,
        0.9,
        1.1,
        100,
        new KnownModel.HubFile("owner/tiny", "0123abc", "tiny.gguf"),
        new KnownModel.WheelFile("tiny==1.0", wheelSha256, 1_000, "tiny/tiny.gguf"));
  }

  /** A store with as much disk as it likes that asks one Hub only. */
  static ModelStore store(Path folder, String endpoint) {
    return new ModelStore(
        folder, _ -> Long.MAX_VALUE, model -> List.of(new HuggingFaceSource(endpoint, model)));
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every JVM has SHA-256", e);
    }
  }

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new SplittableRandom(1).nextBytes(content);
    return content;
  }
}
