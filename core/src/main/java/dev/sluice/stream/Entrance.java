package dev.sluice.stream;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.AttemptReport;
import dev.sluice.spi.stream.Lane;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.WholeCharacters;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A source whose events enter their stream's {@link Lane}, on whatever thread they come, in whole
 * characters. Sources that are in the lane already pass through.
 */
record Entrance(StreamSource source) implements StreamSource {
  /** The source, entering the lane; itself if it does so already. */
  static StreamSource of(StreamSource source) {
    return source.entersLane() ? source : new Entrance(source);
  }

  @Override
  public void open(ChatRequest request, StreamSink sink) {
    Lane lane = sink.lane();
    source.open(request, lane == null ? sink : new Gate(sink, lane));
  }

  @Override
  public StreamSource connectingWithin(Duration timeout) {
    return of(source.connectingWithin(timeout));
  }

  @Override
  public boolean entersLane() {
    return true;
  }

  @Override
  public boolean prefills() {
    return source.prefills();
  }

  /** Where one stream's events enter. */
  static final class Gate implements StreamSink {
    /** So many events may wait for whoever is in the lane before their source is to pause. */
    private static final int MAX_LEFT = 64;

    private final StreamSink sink;
    private final Lane lane;
    private final AtomicInteger left = new AtomicInteger();

    /** Of the lane. */
    private final WholeCharacters characters = new WholeCharacters();

    private volatile @Nullable StreamControl control;

    Gate(StreamSink sink, Lane lane) {
      this.sink = sink;
      this.lane = lane;
    }

    @Override
    public Lane lane() {
      return lane;
    }

    @Override
    public @Nullable AttemptReport report() {
      return sink.report();
    }

    @Override
    public void onOpen(StreamControl opened) {
      control = opened;
      sink.onOpen(opened);
    }

    @Override
    public void onEvent(StreamEvent event) {
      if (lane.isMine()) {
        characters.tell(event, sink);
      } else if (lane.enter()) {
        try {
          characters.tell(event, sink);
        } catch (Throwable thrown) {
          lane.defect(thrown);
        } finally {
          lane.leave();
        }
      } else {
        left.incrementAndGet();
        lane.run(() -> late(event));
      }
    }

    private void late(StreamEvent event) {
      StreamControl source = control;
      if (left.getAndDecrement() >= MAX_LEFT && source != null) {
        source.resume();
      }
      characters.tell(event, sink);
    }

    @Override
    public void onEnd(Outcome outcome) {
      if (lane.isMine()) {
        end(outcome);
      } else {
        lane.run(() -> end(outcome));
      }
    }

    private void end(Outcome outcome) {
      if (outcome instanceof Outcome.Finished) {
        characters.end(sink); // Else its other half may come with a continuation: it is left out.
      }
      sink.onEnd(outcome);
    }

    @Override
    public boolean isReady() {
      return left.get() < MAX_LEFT && sink.isReady();
    }
  }
}
