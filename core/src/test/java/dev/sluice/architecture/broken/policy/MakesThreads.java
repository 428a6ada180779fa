package dev.sluice.architecture.broken.policy;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Makes threads where nobody knows whose they are. */
final class MakesThreads {
  Thread virtual() {
    return Thread.ofVirtual().unstarted(() -> {});
  }

  Thread platform() {
    return new Thread(() -> {});
  }

  Executor pool() {
    return Executors.newSingleThreadExecutor();
  }
}
