package dev.sluice.stream;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/**
 * A source that makes events as fast as its sink takes them, on virtual threads, stops when the
 * sink is not ready and goes on when it is resumed.
 */
record Producer(long count, LongFunction<StreamEvent> make) implements StreamSource {

  static ChatStream stream(long count, LongFunction<StreamEvent> make) {
    return new ChatModel("test/producer", new Producer(count, make), StreamTimer.of(() -> 0))
        .stream("hi");
  }

  @Override
  public void open(ChatRequest request, StreamSink sink) {
    Run run = new Run(sink);
    sink.onOpen(run);
    run.resume();
  }

  private final class Run implements StreamControl, Runnable {
    private final StreamSink sink;
    private final AtomicInteger work = new AtomicInteger();
    private volatile boolean over;
    private long made;

    Run(StreamSink sink) {
      this.sink = sink;
    }

    @Override
    public void resume() {
      if (work.getAndIncrement() == 0) {
        Thread.ofVirtual().start(this);
      }
    }

    @Override
    public void run() {
      int seen = work.get();
      do {
        while (!over && made < count && sink.isReady()) {
          sink.onEvent(make.apply(made++));
        }
        if (!over && made == count) {
          over = true;
          sink.onEnd(Push.FINISHED);
        }
        seen = work.addAndGet(-seen);
      } while (seen != 0);
    }

    @Override
    public void cancel() {
      over = true;
    }
  }
}
