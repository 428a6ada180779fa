package dev.sluice.stream;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.AttemptReport;
import dev.sluice.spi.stream.HeldControl;
import dev.sluice.spi.stream.Lane;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One stream through a user's policy, which it keeps from both sides: whatever is thrown there ends
 * this stream and no other one, a cancel reaches every source that the policy has opened, the lane
 * and the listeners are known to them whatever sink they were given, and what the policy tells
 * enters the lane on whatever thread it comes. Thread-safe.
 *
 * <p>As with a policy's stage, whether the stream is over is decided by one compare-and-set, and
 * nobody waits for what follows from it.
 */
final class Guard implements StreamControl, Lane.Owner {
  private final StreamSink out;
  private final Lane lane;
  private final AtomicBoolean over = new AtomicBoolean();

  /** What the policy has opened inside and has not ended. Guarded by itself. */
  private final List<Inside> opened = new ArrayList<>(1);

  /** What the policy has handed over last; mostly it is one of those. */
  private volatile @Nullable StreamControl handed;

  Guard(StreamSink out) {
    this.out = out;
    this.lane = Lane.of(out, this);
  }

  /**
   * Hands itself over and then opens the stream by a policy, unless it was cancelled right then.
   */
  void open(UnaryOperator<StreamSource> policy, StreamSource source, ChatRequest request) {
    out.onOpen(this);
    if (over.get()) {
      return;
    }
    try {
      policy.apply(new Door(source)).open(request, new Entrance.Gate(new Outside(), lane));
    } catch (Throwable thrown) {
      onDefect(thrown);
    }
  }

  private void openInside(StreamSource source, ChatRequest request, StreamSink users) {
    Inside inside = new Inside(users);
    synchronized (opened) {
      opened.add(inside);
    }
    if (over.get()) {
      // Whoever ended the stream may have looked before this was there.
      inside.cancel();
      return;
    }
    try {
      source.open(request, inside);
    } catch (Throwable thrown) {
      // It may have opened before it threw, and is over now.
      inside.control.cancel();
      lane.run(() -> inside.end(new Cause.Failed(new Failure.Defect(thrown))));
    }
  }

  @Override
  public void resume() {
    List<Inside> all = all();
    StreamControl users = handed;
    if (users != null && !all.contains(users)) {
      guarded(users, StreamControl::resume);
    }
    all.forEach(Inside::resume);
  }

  @Override
  public void cancel() {
    if (over.compareAndSet(false, true)) {
      stopAll();
    }
  }

  @Override
  public void whenRead(Runnable task) {
    List<Inside> all = all();
    StreamControl users = handed;
    if (!all.isEmpty()) {
      all.getLast().whenRead(task);
    } else if (users == null) {
      task.run();
    } else {
      guarded(users, control -> control.whenRead(task));
    }
  }

  /** Of what a policy opened last; its own control is not asked, since it may throw. */
  @Override
  public boolean finishIfWhole() {
    List<Inside> all = all();
    return !all.isEmpty() && all.getLast().finishIfWhole();
  }

  /** Ends the stream, unless it is over: then it is too late to tell a reader of it. */
  @Override
  public void onDefect(Throwable thrown) {
    if (over.compareAndSet(false, true)) {
      stopAll();
      lane.run(() -> out.onEnd(new Cause.Failed(new Failure.Defect(thrown))));
    } else {
      Threads.report(thrown);
    }
  }

  @Override
  public void onLeft(boolean elsewhere, @Nullable Executor afterRound) {}

  /** Stops what is inside first, because the policy's own control may throw. */
  private void stopAll() {
    List<Inside> all = all();
    StreamControl users = handed;
    all.forEach(Inside::cancel);
    if (users != null && !all.contains(users)) {
      guarded(users, StreamControl::cancel);
    }
  }

  private <T> void guarded(T users, Consumer<T> call) {
    try {
      call.accept(users);
    } catch (Throwable thrown) {
      onDefect(thrown);
    }
  }

  private List<Inside> all() {
    synchronized (opened) {
      return List.copyOf(opened);
    }
  }

  private void forget(Inside inside) {
    synchronized (opened) {
      opened.remove(inside);
    }
  }

  /** What is inside, as the policy sees it. */
  private final class Door implements StreamSource {
    private final StreamSource source;

    Door(StreamSource source) {
      this.source = source;
    }

    @Override
    public void open(ChatRequest request, StreamSink sink) {
      openInside(
          source, Objects.requireNonNull(request, "request"), Objects.requireNonNull(sink, "sink"));
    }

    @Override
    public StreamSource connectingWithin(Duration timeout) {
      return new Door(source.connectingWithin(timeout));
    }

    @Override
    public boolean prefills() {
      return source.prefills();
    }
  }

  /** What the policy tells; behind a gate, so in the lane. */
  private final class Outside implements StreamSink {
    @Override
    public void onOpen(StreamControl control) {
      handed = Objects.requireNonNull(control, "control");
      if (over.get()) {
        guarded(control, StreamControl::cancel);
      }
    }

    @Override
    public void onEvent(StreamEvent event) {
      if (!over.get()) {
        out.onEvent(Objects.requireNonNull(event, "event"));
      }
    }

    @Override
    public void onEnd(Outcome outcome) {
      Objects.requireNonNull(outcome, "outcome");
      if (over.compareAndSet(false, true)) {
        all().forEach(Inside::cancel);
        try {
          out.onEnd(outcome);
        } catch (Throwable thrown) {
          // Of what stands outside, which has not ended: the policy is over, and would swallow it.
          lane.defect(thrown);
        }
      }
    }

    @Override
    public boolean isReady() {
      return out.isReady();
    }

    @Override
    public Lane lane() {
      return lane;
    }

    @Override
    public @Nullable AttemptReport report() {
      return out.report();
    }
  }

  /** What one source inside tells, and the policy's hand on it. */
  private final class Inside implements StreamSink, StreamControl {
    private final StreamSink users;
    private final HeldControl control = new HeldControl();

    Inside(StreamSink users) {
      this.users = users;
    }

    @Override
    public void onOpen(StreamControl given) {
      control.hold(given);
      if (!control.isCancelled()) {
        guarded(users, sink -> sink.onOpen(this));
      }
    }

    @Override
    public void onEvent(StreamEvent event) {
      if (!control.isCancelled()) {
        try {
          users.onEvent(event);
        } catch (Throwable thrown) {
          onDefect(thrown);
        }
      }
    }

    @Override
    public void onEnd(Outcome outcome) {
      if (!control.isCancelled()) {
        end(outcome);
      }
    }

    void end(Outcome outcome) {
      forget(this);
      if (!over.get()) {
        guarded(users, sink -> sink.onEnd(outcome));
      }
    }

    @Override
    public boolean isReady() {
      try {
        return !control.isCancelled() && users.isReady();
      } catch (Throwable thrown) {
        onDefect(thrown);
        return false;
      }
    }

    @Override
    public Lane lane() {
      return lane;
    }

    @Override
    public @Nullable AttemptReport report() {
      return out.report();
    }

    @Override
    public void resume() {
      control.resume();
    }

    @Override
    public void cancel() {
      forget(this);
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
