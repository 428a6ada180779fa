package dev.sluice.llamacpp.binding;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.BooleanSupplier;

/**
 * What llama.cpp asks between two steps of something that takes long: whether to give up. While it
 * computes, that is after each operation of a layer; while it loads, after each tensor.
 *
 * <p>By a call up into Java and not by a flag in C's memory, because such a call waits where the
 * JVM has stopped its threads to exit: a process that ends without its shutdown hooks is not held
 * up by what is computed, and nothing goes on computing.
 */
final class StopSign {
  /**
   * Its pointer as a number, or each of a thousand questions a token would make an object of it.
   */
  private static final FunctionDescriptor ABORT = FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_LONG);

  private static final FunctionDescriptor PROGRESS =
      FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_FLOAT, JAVA_LONG);

  private BooleanSupplier givenUp;

  /**
   * @param givenUp asked by the thread that calls llama.cpp, some thousand times a second
   */
  StopSign(BooleanSupplier givenUp) {
    this.givenUp = givenUp;
  }

  /** From now on this is asked. Belongs to the thread that calls llama.cpp. */
  void ask(BooleanSupplier question) {
    givenUp = question;
  }

  /** A {@code ggml_abort_callback}. */
  MemorySegment abortCallback(Arena arena) {
    return stub("abort", ABORT, arena);
  }

  /** A {@code llama_progress_callback}. */
  MemorySegment progressCallback(Arena arena) {
    return stub("progress", PROGRESS, arena);
  }

  private MemorySegment stub(String method, FunctionDescriptor descriptor, Arena arena) {
    MethodType type = descriptor.toMethodType();
    try {
      MethodHandle target = MethodHandles.lookup().bind(this, method, type);
      return Linker.nativeLinker().upcallStub(target, descriptor, arena);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("one of the methods below is missing", e);
    }
  }

  /** Called from C: true ends the computation. */
  boolean abort(long userData) {
    try {
      return givenUp.getAsBoolean();
    } catch (Throwable e) {
      // An exception that leaves an upcall ends the JVM; a computation given up is the lesser loss.
      return true;
    }
  }

  /** Called from C: false ends the loading. */
  boolean progress(float done, long userData) {
    return !abort(userData);
  }
}
