package dev.sluice.llamacpp;

import dev.sluice.llamacpp.store.GgufFile;
import dev.sluice.llamacpp.store.KnownModel;
import dev.sluice.llamacpp.store.ModelStore;
import dev.sluice.llamacpp.store.ModelStoreException;
import dev.sluice.provider.Progress;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** What a name after {@code local/} means. */
sealed interface LocalModel {
  /** For messages and events. */
  String title();

  /** The temperature if the request has none. */
  double temperature();

  /** The top-p if the request has none. */
  double topP();

  /** The repeat penalty if the request has none. */
  double repeatPenalty();

  /** The tokens of an answer at most if the request does not say. */
  int maxTokens();

  /** Its file, checked; fetched first if need be. */
  Path file(ModelStore store, Consumer<Progress> progress)
      throws ModelStoreException, InterruptedException;

  /**
   * What {@code NAME} in {@code local/NAME} means: a name that is known, or else a path.
   *
   * @param home what {@code ~} means
   */
  static Optional<LocalModel> named(String name, Path home) {
    Optional<LocalModel> known = KnownModel.named(name).map(Known::new);
    boolean path = name.endsWith(".gguf") || name.contains("/") || name.contains(File.separator);
    return known.or(() -> path ? Optional.of(new OnDisk(pathOf(name, home))) : Optional.empty());
  }

  private static Path pathOf(String name, Path home) {
    // The shell replaces ~ at the beginning of a word only, and the word begins with "local/".
    return name.startsWith("~/") ? home.resolve(name.substring(2)) : Path.of(name).toAbsolutePath();
  }

  /** A model that is fetched by itself. */
  record Known(KnownModel model) implements LocalModel {
    @Override
    public String title() {
      return model.title();
    }

    @Override
    public double temperature() {
      return model.temperature();
    }

    @Override
    public double topP() {
      return model.topP();
    }

    @Override
    public double repeatPenalty() {
      return model.repeatPenalty();
    }

    @Override
    public int maxTokens() {
      return model.maxTokens();
    }

    @Override
    public Path file(ModelStore store, Consumer<Progress> progress)
        throws ModelStoreException, InterruptedException {
      return store.obtain(model, progress);
    }
  }

  /** A file of the user's. */
  record OnDisk(Path path) implements LocalModel {
    @Override
    public String title() {
      return String.valueOf(path.getFileName());
    }

    @Override
    public double temperature() {
      return 0.8;
    }

    @Override
    public double topP() {
      return 0.95;
    }

    /** None: larger models hardly repeat themselves, and code has to. */
    @Override
    public double repeatPenalty() {
      return 1;
    }

    @Override
    public int maxTokens() {
      return Integer.MAX_VALUE;
    }

    @Override
    public Path file(ModelStore store, Consumer<Progress> progress) throws ModelStoreException {
      GgufFile.check(path);
      return path;
    }
  }
}
