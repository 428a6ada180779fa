package dev.sluice.llamacpp.binding;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Takes llama.cpp's log away from standard error and keeps the last warnings and errors, because
 * the C functions return NULL or a number and say the reason only there. Thread-safe.
 */
final class NativeLog {
  private static final int WARN = 3;
  private static final int ERROR = 4;
  private static final int KEPT = 4;
  private static final int MAX_LINE = 500;

  private final Deque<String> lines = new ArrayDeque<>();

  /** Sends llama.cpp's and ggml's messages here from now on, for the life of the process. */
  void install(Linkage c) {
    MethodHandle target;
    try {
      target =
          MethodHandles.lookup()
              .bind(
                  this,
                  "message",
                  MethodType.methodType(
                      void.class, int.class, MemorySegment.class, MemorySegment.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the method below is missing", e);
    }
    MemorySegment callback =
        Linker.nativeLinker()
            .upcallStub(
                target,
                FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS),
                // ggml may log as long as the process lives.
                Arena.global());
    MethodHandle logSet = c.function("llama_log_set", null, ADDRESS, ADDRESS);
    Linkage.run(
        () -> {
          logSet.invokeExact(callback, MemorySegment.NULL);
        });
  }

  /** Called from C, on any thread, through the handle that {@link #install} makes. */
  void message(int level, MemorySegment text, MemorySegment userData) {
    if (level != WARN && level != ERROR) {
      return;
    }
    try {
      keep(text.reinterpret(MAX_LINE * 4L).getString(0, StandardCharsets.UTF_8));
    } catch (Throwable e) {
      // An exception that leaves an upcall ends the JVM; a lost log line is the lesser loss.
    }
  }

  private void keep(String text) {
    String line = text.strip();
    if (line.isEmpty()) {
      return;
    }
    synchronized (lines) {
      lines.addLast(line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line);
      if (lines.size() > KEPT) {
        lines.removeFirst();
      }
    }
  }

  /** Forgets what was said before the call that comes next. */
  void clear() {
    synchronized (lines) {
      lines.clear();
    }
  }

  /** The reason that llama.cpp gave, ready to end a message with; empty if it gave none. */
  String reason() {
    synchronized (lines) {
      return lines.isEmpty() ? "" : " llama.cpp said: " + String.join("; ", lines);
    }
  }
}
