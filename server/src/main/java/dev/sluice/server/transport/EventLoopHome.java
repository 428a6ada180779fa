package dev.sluice.server.transport;

import dev.sluice.server.run.Home;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;

/**
 * An event loop of Vert.x as the home of what is read and written there: a {@link VertxTransport}
 * that is told of it reads upstream answers on this very thread. Immutable.
 */
public final class EventLoopHome implements Home {
  private final Context context;
  private final EventLoop loop;

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
    context.runOnContext(unused -> task.run());
  }

  @Override
  public boolean isHere() {
    return loop.inEventLoop();
  }

  EventLoop loop() {
    return loop;
  }
}
