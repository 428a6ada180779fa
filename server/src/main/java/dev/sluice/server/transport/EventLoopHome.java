package dev.sluice.server.transport;

import dev.sluice.server.run.Home;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * An event loop of Vert.x as the home of what is read and written there: a {@link VertxTransport}
 * that is told of it reads upstream answers on this very thread, and does {@linkplain #behind
 * behind} each read what that has left to be done, while other sockets still wait to be read: what
 * one client gets does not wait for what others get in the same round of the loop. Thread-safe, but
 * for what says otherwise.
 */
public final class EventLoopHome implements Home {
  private final Context context;
  private final EventLoop loop;

  // Of the loop's thread.
  private final Queue<Runnable> behind = new ArrayDeque<>(2);
  private boolean telling;

  private EventLoopHome(Context context, EventLoop loop) {
    this.context = context;
    this.loop = loop;
  }

  /** The loop of this context, on which tasks run with it. */
  public static EventLoopHome of(Context context) {
    return new EventLoopHome(context, ((ContextInternal) context).nettyEventLoop());
  }

  @Override
  public void execute(Runnable task) {
    context.runOnContext(_ -> task.run());
  }

  @Override
  public boolean isHere() {
    return loop.inEventLoop();
  }

  @Override
  public void behind(Runnable task) {
    if (telling && isHere()) {
      behind.add(task);
    } else {
      execute(task);
    }
  }

  /** From now on until {@link #hasTold} it is told what was read. On the loop's thread. */
  void tells() {
    telling = true;
  }

  /** Does what that has left to be done. On the loop's thread. */
  void hasTold() {
    telling = false;
    for (Runnable task = behind.poll(); task != null; task = behind.poll()) {
      try {
        task.run();
      } catch (Throwable thrown) {
        VertxTransport.report(thrown);
      }
    }
  }

  EventLoop loop() {
    return loop;
  }
}
