package dev.sluice.stream;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.AttemptReport;
import dev.sluice.spi.stream.ConnectionReport;
import dev.sluice.spi.stream.Lane;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What answers in the end, within every policy: each time that it is opened is an attempt, which is
 * told to those who listen to the stream. Where nobody does, the source is opened as it is.
 */
record ObservedSource(String model, StreamSource source) implements StreamSource {

  /** A source as one whose attempts can be heard of, and whose events enter the lane. */
  static ObservedSource of(String model, StreamSource source) {
    return new ObservedSource(
        model, source instanceof ObservedSource other ? other.source : Entrance.of(source));
  }

  @Override
  public void open(ChatRequest request, StreamSink sink) {
    Lane lane = sink.lane();
    Audience audience = lane != null && lane.luggage() instanceof Audience those ? those : null;
    if (audience == null) {
      source.open(request, sink);
    } else {
      new Observed(model, audience, request.streamed(), sink).open(source, request);
    }
  }

  @Override
  public StreamSource connectingWithin(Duration timeout) {
    return of(model, source.connectingWithin(timeout));
  }

  @Override
  public boolean prefills() {
    return source.prefills();
  }

  @Override
  public boolean prefills(ChatRequest request) {
    return source.prefills(request);
  }

  @Override
  public boolean entersLane() {
    return true;
  }

  /** One attempt between its source and the stream. What it knows belongs to the lane. */
  private static final class Observed implements StreamSink, AttemptReport {
    private final String model;
    private final Audience audience;
    private final boolean streamed;
    private final StreamSink sink;

    /** Of its source; another one takes its place where the request is sent once more. */
    private volatile Audience.Running attempt;

    private volatile boolean stopped;
    private boolean anyToken;

    Observed(String model, Audience audience, boolean streamed, StreamSink sink) {
      this.model = model;
      this.audience = audience;
      this.streamed = streamed;
      this.sink = sink;
      this.attempt = audience.start(model);
    }

    void open(StreamSource source, ChatRequest request) {
      try {
        source.open(request, this);
      } catch (Throwable thrown) {
        audience.ended(attempt, new Cause.Failed(new Failure.Defect(thrown)));
        throw thrown;
      }
    }

    @Override
    public void onOpen(StreamControl control) {
      sink.onOpen(new Hand(control));
    }

    @Override
    public void onEvent(StreamEvent event) {
      if (event instanceof StreamEvent.Retrying again) {
        sentAgain(again);
        return;
      }
      if (event instanceof StreamEvent.UsageReported report) {
        attempt.used(report.usage());
      } else if (!anyToken && event instanceof StreamEvent.Content content && content.isToken()) {
        anyToken = true;
        if (streamed) {
          audience.tell(attempt, StreamObservation::firstToken);
        }
      }
      if (event instanceof StreamEvent.PartStarted(int part, Part.ToolCall call)) {
        audience.tell(attempt, (to, of, at) -> to.toolCall(of, call.id(), call.name(), at));
      }
      sink.onEvent(event);
    }

    /** The transport had to send the request once more, which counts as an attempt. */
    private void sentAgain(StreamEvent.Retrying again) {
      audience.ended(attempt, again.cause());
      sink.onEvent(again);
      attempt = audience.start(model);
      anyToken = false;
      if (stopped) {
        audience.stopped(attempt);
      }
    }

    @Override
    public void onEnd(Outcome outcome) {
      audience.ended(attempt, outcome);
      sink.onEnd(outcome);
    }

    @Override
    public boolean isReady() {
      return sink.isReady();
    }

    @Override
    public @Nullable Lane lane() {
      return sink.lane();
    }

    @Override
    public AttemptReport report() {
      return this;
    }

    @Override
    public void connected(ConnectionReport connection) {
      audience.tell(attempt, (to, of, at) -> to.connected(of, connection, at));
    }

    @Override
    public void requestSent() {
      audience.tell(attempt, StreamObservation::requestSent);
    }

    @Override
    public void responseHead(int status, String requestId) {
      StreamObservation.Head head = new StreamObservation.Head(status, requestId);
      audience.tell(attempt, (to, of, at) -> to.responseHead(of, head, at));
    }

    /** The stream's hand on the source: whoever cancels by it stops the attempt. */
    private final class Hand implements StreamControl {
      private final StreamControl control;

      Hand(StreamControl control) {
        this.control = control;
      }

      @Override
      public void resume() {
        control.resume();
      }

      @Override
      public void cancel() {
        stopped = true;
        audience.stopped(attempt);
        control.cancel();
      }

      @Override
      public void whenRead(Runnable task) {
        control.whenRead(task);
      }

      @Override
      public boolean finishIfWhole() {
        return control.finishIfWhole();
      }
    }
  }
}
