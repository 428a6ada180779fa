package dev.sluice.llamacpp.binding;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.llamacpp.store.CacheFolder;
import dev.sluice.llamacpp.store.KnownModel;
import dev.sluice.llamacpp.store.ModelStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * The libraries of this build and the default model; tests that need them are skipped on a machine
 * that has none, rather than download 98 MB.
 */
final class RealModel {
  private RealModel() {}

  /** llama.cpp in this process. */
  static Llama llama() {
    assumeTrue(NativeLibraries.missing().isEmpty(), "no llama.cpp in this build");
    try {
      return Llama.load(NativeLibraries.unpack(CacheFolder.of(System.getenv())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The default model's file. */
  static Path file() {
    ModelStore store = ModelStore.of(System.getenv());
    assumeTrue(store.isCached(KnownModel.SMOLLM2_135M), "the model is not in the cache folder");
    return store.fileOf(KnownModel.SMOLLM2_135M);
  }

  /** The default model, to be closed. */
  static LlamaModel open() {
    return llama().model(file());
  }
}
