package dev.sluice.llamacpp.binding;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.UserFolders;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What C sees of our settings, asked of C itself. */
class ProcessStateTest {
  private static final int THREADS = 3;

  /** No more than the 15 characters that Linux keeps; threads that C starts inherit it. */
  private static final String OWNER = "sluice-counted";

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anAbortStartsNoDebugger() {
    Llama _ = RealModel.llama();
    MethodHandle getenv = Linkage.ofProcess().function("getenv", ADDRESS, ADDRESS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom("GGML_NO_BACKTRACE");
      MemorySegment value = Linkage.call(() -> (MemorySegment) getenv.invokeExact(name));
      assertThat(Linkage.text(value)).isEqualTo("1");
    }
  }

  @Test
  void tokensAndPromptsAreComputedByAsManyThreadsAsAskedFor() throws IOException {
    try (LlamaModel model = RealModel.open();
        LlamaContext context = model.context(new ContextOptions(64, 1, 16, THREADS))) {
      assertThat(askLlama("llama_n_threads", context)).isEqualTo(THREADS);
      assertThat(askLlama("llama_n_threads_batch", context)).isEqualTo(THREADS);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theThreadsAreThereForTheLifeOfTheContext() throws Exception {
    try (ExecutorService owner =
        Executors.newSingleThreadExecutor(task -> new Thread(task, OWNER))) {
      owner
          .submit(
              () -> {
                try (LlamaModel model = RealModel.open()) {
                  try (LlamaContext _ = model.context(new ContextOptions(64, 1, 16, THREADS))) {
                    assertThat(threadsOfOwner()).isEqualTo(THREADS);
                  }
                  assertThat(threadsOfOwner()).isEqualTo(1);
                }
                return true;
              })
          .get();
    }
  }

  private static int askLlama(String function, LlamaContext context) throws IOException {
    Path folder = NativeLibraries.unpack(UserFolders.cache(System.getenv()));
    try (Stream<Path> files = Files.list(folder);
        Arena arena = Arena.ofConfined()) {
      Path library =
          files
              .filter(
                  file ->
                      file.getFileName()
                          .toString()
                          .matches("(lib)?llama(\\.[a-z]+)?(\\.v[0-9.]+)?\\.(so|dylib|dll)"))
              .findFirst()
              .orElseThrow();
      MethodHandle count =
          new Linkage(SymbolLookup.libraryLookup(library, arena))
              .function(function, JAVA_INT, ADDRESS);
      MemorySegment handle = context.open();
      return Linkage.call(() -> (int) count.invokeExact(handle));
    }
  }

  /** The owner itself and the threads that it started, by their name. */
  private static int threadsOfOwner() throws IOException {
    int count = 0;
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        Path name = task.resolve("comm");
        if (Files.exists(name) && Files.readString(name).strip().equals(OWNER)) {
          count++;
        }
      }
    }
    return count;
  }
}
