package dev.sluice.llamacpp.binding;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** The threads that compute, the caller of {@link LlamaContext#decode} being one of them. */
final class ThreadPool {
  private final Functions functions;
  private final MemorySegment handle;

  private ThreadPool(Functions functions, MemorySegment handle) {
    this.functions = functions;
    this.handle = handle;
  }

  /**
   * @throws IllegalArgumentException unless there are 1 to 512 threads; ggml would write past its
   *     arrays
   */
  static ThreadPool start(Functions functions, int threads) {
    if (threads < 1 || threads > StructLayouts.MAX_THREADS) {
      throw new IllegalArgumentException(
          "threads must be 1 to " + StructLayouts.MAX_THREADS + ", not " + threads);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params = arena.allocate(StructLayouts.THREADPOOL_PARAMS);
      functions.defaults(params, threads);
      MemorySegment pool = Linkage.call(() -> (MemorySegment) functions.create.invokeExact(params));
      if (pool.address() == 0) {
        throw new LlamaException("llama.cpp could not start " + threads + " threads");
      }
      return new ThreadPool(functions, pool);
    }
  }

  MemorySegment handle() {
    return handle;
  }

  /** Ends the threads; no context may use the pool any more. */
  void free() {
    Linkage.run(
        () -> {
          functions.destroy.invokeExact(handle);
        });
  }

  /**
   * The C functions, which live in the CPU variant that was loaded and not in a library of a known
   * name.
   */
  record Functions(MethodHandle initParams, MethodHandle create, MethodHandle destroy) {
    static Functions of(Linkage linkage, MemorySegment cpu) {
      return new Functions(
          linkage.function("ggml_threadpool_params_init", null, ADDRESS, JAVA_INT),
          fromBackend(linkage, cpu, "ggml_threadpool_new", ADDRESS, ADDRESS),
          fromBackend(linkage, cpu, "ggml_threadpool_free", null, ADDRESS));
    }

    private static MethodHandle fromBackend(
        Linkage linkage,
        MemorySegment backend,
        String name,
        @Nullable MemoryLayout result,
        MemoryLayout... parameters) {
      MethodHandle find =
          linkage.function("ggml_backend_reg_get_proc_address", ADDRESS, ADDRESS, ADDRESS);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment cName = arena.allocateFrom(name);
        MemorySegment address =
            Linkage.call(() -> (MemorySegment) find.invokeExact(backend, cName));
        if (address.address() == 0) {
          throw new LlamaException("llama.cpp's CPU variant has no function " + name);
        }
        return Linkage.at(address, result, parameters);
      }
    }

    void defaults(MemorySegment params, int threads) {
      Linkage.run(
          () -> {
            initParams.invokeExact(params, threads);
          });
    }
  }
}
