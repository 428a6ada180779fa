package dev.sluice.server.http;

import dev.sluice.server.run.Home;
import io.vertx.core.Context;

/** An event loop, as runs see it. */
final class LoopHome implements Home {
  private final Context context;
  private final Thread thread;

  /** The calling thread's, which is an event loop's. */
  LoopHome(Context context) {
    this.context = context;
    this.thread = Thread.currentThread();
  }

  @Override
  public boolean isHere() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void execute(Runnable task) {
    context.runOnContext(nothing -> task.run());
  }
}
