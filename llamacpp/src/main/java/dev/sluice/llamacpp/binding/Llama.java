package dev.sluice.llamacpp.binding;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.llamacpp.files.FileTrouble;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * llama.cpp, loaded into this process. Thread-safe.
 *
 * <pre>{@code
 * Llama llama = Llama.load(NativeLibraries.unpack(cacheFolder));
 * try (LlamaModel model = llama.model(path)) { ... }
 * }</pre>
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/v0.5.0/include/llama.h">llama.h</a>
 */
public final class Llama {
  /**
   * A C library exists once per process whatever Java does, so this map is the process' state, not
   * ours.
   */
  private static final Map<Path, Llama> LOADED = new ConcurrentHashMap<>();

  private static final int CHECKED_THREADS = 3;

  final CFunctions c;
  final NativeLog log = new NativeLog();
  final ThreadPool.Functions threadPools;

  private Llama(Path folder) {
    keepDebuggersAway();
    // In this order: Windows does not look beside a library for the ones it needs.
    Path base = library(folder, "(lib)?ggml-base");
    Path ggml = library(folder, "(lib)?ggml(\\.[a-z]+)?(\\.v[0-9.]+)?");
    Path llama = library(folder, "(lib)?llama(\\.[a-z]+)?(\\.v[0-9.]+)?");
    SymbolLookup symbols = lookup(base).or(lookup(ggml)).or(lookup(llama));
    Linkage linkage = new Linkage(symbols);
    log.install(linkage);
    MethodHandle backendInit = linkage.function("llama_backend_init", null);
    Linkage.run(
        () -> {
          backendInit.invokeExact();
        });
    threadPools = loadBackends(linkage, folder);
    c = new CFunctions(linkage);
    checkLayouts();
  }

  /**
   * Loads the libraries in a folder; loading them again is free.
   *
   * @throws LlamaException if one is missing, cannot be loaded here, or is another version
   */
  public static Llama load(Path folder) {
    try {
      return LOADED.computeIfAbsent(folder.toAbsolutePath().normalize(), Llama::new);
    } catch (IllegalCallerException e) {
      throw new LlamaException(
          "Java does not let the embedded model call native code: start it with --enable-native-access=%s."
              .formatted(callerName()),
          e);
    }
  }

  /** As the option names who may call native code. */
  private static String callerName() {
    Module module = Llama.class.getModule();
    return module.isNamed() ? module.getName() : "ALL-UNNAMED";
  }

  /**
   * Loads a model; the file is mapped, so it must not be changed while the model is open.
   *
   * @param gguf a file that was checked before: llama.cpp ends the process on some damaged ones
   * @throws LlamaException if llama.cpp refuses it
   */
  public LlamaModel model(Path gguf) {
    return model(gguf, () -> false);
  }

  /**
   * Loads a model, unless it is given up meanwhile.
   *
   * @param givenUp asked after each tensor, by the thread that calls this
   * @throws LlamaException if llama.cpp refuses it, or it was given up
   */
  public LlamaModel model(Path gguf, BooleanSupplier givenUp) {
    return LlamaModel.open(this, gguf, givenUp);
  }

  MemorySegment defaultParams(MethodHandle function, Arena arena) {
    return Linkage.call(
        () -> (MemorySegment) function.invokeExact((java.lang.foreign.SegmentAllocator) arena));
  }

  /**
   * The CPU variant that ggml finds best for this machine is loaded, and its thread pools found.
   */
  private ThreadPool.Functions loadBackends(Linkage linkage, Path folder) {
    MethodHandle loadAll = linkage.function("ggml_backend_load_all_from_path", null, ADDRESS);
    MethodHandle byName = linkage.function("ggml_backend_reg_by_name", ADDRESS, ADDRESS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(folder.toString());
      Linkage.run(
          () -> {
            loadAll.invokeExact(path);
          });
      MemorySegment name = arena.allocateFrom("CPU");
      MemorySegment cpu = Linkage.call(() -> (MemorySegment) byName.invokeExact(name));
      if (cpu.address() == 0) {
        throw new LlamaException(
            "None of llama.cpp's CPU variants in "
                + folder
                + " runs on this machine."
                + log.reason());
      }
      return ThreadPool.Functions.of(linkage, cpu);
    }
  }

  private void checkLayouts() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pool = arena.allocate(StructLayouts.THREADPOOL_PARAMS);
      threadPools.defaults(pool, CHECKED_THREADS);
      StructLayouts.check(
          defaultParams(c.modelDefaultParams, arena),
          defaultParams(c.contextDefaultParams, arena),
          pool,
          CHECKED_THREADS);
    }
  }

  /** Library names hold the version, so they are found by pattern. */
  private static Path library(Path folder, String name) {
    Pattern pattern = Pattern.compile(name + "\\.(so|dylib|dll)");
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> pattern.matcher(file.getFileName().toString()).matches())
          .findFirst()
          .orElseThrow(() -> new LlamaException("There is no " + name + " library in " + folder));
    } catch (IOException e) {
      throw new LlamaException(
          "llama.cpp's libraries cannot be read: " + FileTrouble.reason(e) + ".", e);
    }
  }

  private static SymbolLookup lookup(Path library) {
    try {
      // For the life of the process: ggml keeps threads and callbacks, so nothing is ever unloaded.
      return SymbolLookup.libraryLookup(library, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new LlamaException(
          library
              + " cannot be loaded on this system: on Linux it needs glibc 2.34 or newer, and a folder from which programs may be run (not mounted noexec); SLUICE_HOME names another folder.",
          e);
    }
  }

  /**
   * When ggml aborts it starts a debugger to print a backtrace unless this variable is set, and
   * Java cannot set variables of its own process.
   */
  private static void keepDebuggersAway() {
    if (System.getProperty("os.name").startsWith("Windows")) {
      return;
    }
    MethodHandle setenv =
        Linkage.ofProcess().function("setenv", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom("GGML_NO_BACKTRACE");
      MemorySegment value = arena.allocateFrom("1");
      int _ = Linkage.call(() -> (int) setenv.invokeExact(name, value, 1));
    }
  }
}
