package dev.sluice.llamacpp.binding;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Turns C functions into method handles and calls them. */
final class Linkage {
  /** A call of a handle that returns something. */
  interface Call<T> {
    T call() throws Throwable;
  }

  /**
   * A call of a handle that returns nothing: a lambda with braces, or it would be compiled to
   * return an object.
   */
  interface VoidCall {
    void call() throws Throwable;
  }

  private static final Linker LINKER = Linker.nativeLinker();

  private final SymbolLookup symbols;

  Linkage(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  /** The functions of the C library that the JVM itself runs on. */
  static Linkage ofProcess() {
    return new Linkage(LINKER.defaultLookup());
  }

  /** The named function; a null {@code result} is C's void. */
  MethodHandle function(String name, @Nullable MemoryLayout result, MemoryLayout... parameters) {
    MemorySegment address =
        symbols
            .find(name)
            .orElseThrow(
                () ->
                    new LlamaException(
                        "This llama.cpp library has no function "
                            + name
                            + ": it is not the version that Sluice was built for."));
    return at(address, result, parameters);
  }

  /** The function at an address. */
  static MethodHandle at(
      MemorySegment address, @Nullable MemoryLayout result, MemoryLayout... parameters) {
    FunctionDescriptor descriptor =
        result == null
            ? FunctionDescriptor.ofVoid(parameters)
            : FunctionDescriptor.of(result, parameters);
    return LINKER.downcallHandle(address, descriptor);
  }

  static <T> T call(Call<T> call) {
    try {
      return call.call();
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  static void run(VoidCall call) {
    try {
      call.call();
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** C functions throw nothing; what arrives here is a wrong argument or an error of the JVM. */
  private static RuntimeException rethrown(Throwable e) {
    switch (e) {
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> throw new AssertionError("a C function cannot throw", e);
    }
  }

  /** The text that a {@code const char *} points to, or null for C's NULL. */
  static @Nullable String text(MemorySegment pointer) {
    if (pointer.address() == 0) {
      return null;
    }
    return pointer.reinterpret(Long.MAX_VALUE).getString(0, StandardCharsets.UTF_8);
  }
}
