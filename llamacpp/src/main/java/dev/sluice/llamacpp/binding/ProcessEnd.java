package dev.sluice.llamacpp.binding;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The end of this process while llama.cpp still computes. C runs the destructors of its libraries
 * then, which take away what the computing threads stand on, and the process crashes instead of
 * ending with its code.
 */
public final class ProcessEnd {
  private ProcessEnd() {}

  /**
   * Lets the process end without destructors, with the code that it would have had: glibc calls
   * what was registered last first, and {@code _exit} does not return. To be called late, as the
   * last resort of a shutdown hook, for other libraries' destructors do not run either.
   *
   * @return false where C has no {@code on_exit}: on anything but Linux
   */
  public static boolean withoutDestructors() {
    SymbolLookup libc = Linker.nativeLinker().defaultLookup();
    MemorySegment exit = libc.find("_exit").orElse(MemorySegment.NULL);
    if (exit.address() == 0 || libc.find("on_exit").isEmpty()) {
      return false;
    }
    MethodHandle onExit = new Linkage(libc).function("on_exit", JAVA_INT, ADDRESS, ADDRESS);
    int failed = Linkage.call(() -> (int) onExit.invokeExact(exit, MemorySegment.NULL));
    return failed == 0;
  }
}
