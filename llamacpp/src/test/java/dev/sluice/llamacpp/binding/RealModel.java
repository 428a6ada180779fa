package dev.sluice.llamacpp.binding;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.llamacpp.store.KnownModel;
import dev.sluice.llamacpp.store.ModelStore;
import dev.sluice.llamacpp.store.ModelStoreException;
import dev.sluice.provider.UserFolders;
import java.nio.file.Path;

/**
 * The libraries of this build and the default model. A build without npm has no libraries, and what
 * needs them is then skipped.
 */
final class RealModel {
  private RealModel() {}

  /** llama.cpp in this process. */
  static Llama llama() {
    assumeTrue(NativeLibraries.missing().isEmpty(), "no llama.cpp in this build");
    return Llama.load(NativeLibraries.unpack(UserFolders.cache(System.getenv())));
  }

  /** The default model's file, fetched if no test has fetched it yet. */
  static Path file() {
    try {
      return ModelStore.of(System.getenv()).obtain(KnownModel.SMOLLM2_135M, progress -> {});
    } catch (ModelStoreException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The default model, to be closed. */
  static LlamaModel open() {
    return llama().model(file());
  }
}
