package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The locks of a log, whatever they guard: those of its parts, and of each run that is live. */
final class HeldLocks {
  private final List<Object> locks = new ArrayList<>();
  private final Map<?, ?> live;

  HeldLocks(RunLog log) {
    Runs runs = log.runs();
    live = (Map<?, ?>) value(runs, "live");
    for (Object part :
        List.of(runs, value(runs, "committer"), value(runs, "watcher"), value(runs, "orphans"))) {
      for (Field field : part.getClass().getDeclaredFields()) {
        if (field.getName().equals("lock")) {
          locks.add(value(part, "lock"));
        }
      }
    }
    assertThat(locks).hasSizeGreaterThanOrEqualTo(3);
  }

  void assertNone() {
    for (Object lock : locks) {
      assertThat(isHeld(lock)).as("a lock is held while somebody else is called").isFalse();
    }
    for (Object run : live.values()) {
      assertThat(isHeld(value(run, "lock"))).as("a run's lock is held then").isFalse();
    }
  }

  private static boolean isHeld(Object lock) {
    return lock instanceof ReentrantLock one ? one.isHeldByCurrentThread() : Thread.holdsLock(lock);
  }

  private static Object value(Object of, String name) {
    try {
      Field field = of.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return field.get(of);
    } catch (ReflectiveOperationException renamed) {
      throw new AssertionError("look for the locks elsewhere", renamed);
    }
  }
}
