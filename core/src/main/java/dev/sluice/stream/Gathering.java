package dev.sluice.stream;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Many answers on their way; see {@link Gather}. Thread-safe. */
public final class Gathering implements AutoCloseable {
  private final ChatModel model;
  private final List<ChatRequest> requests;
  private final boolean untilFirstFailure;
  private final CompletableFuture<List<Ending>> all = new CancellingFuture<>(this::cancel);

  private final Object lock = new Object();
  private final @Nullable Ending[] endings;
  private final @Nullable ChatStream[] running;

  /** Those who listen to each; asked for on the thread that starts all, and null for nobody. */
  private final @Nullable Audience[] audiences;

  private int next;
  private int open;
  private boolean stopped;
  private Ending.@Nullable Incomplete firstFailure;

  private Gathering(ChatModel model, List<ChatRequest> requests, boolean untilFirstFailure) {
    this.model = model;
    this.requests = requests;
    this.untilFirstFailure = untilFirstFailure;
    this.endings = new Ending[requests.size()];
    this.running = new ChatStream[requests.size()];
    this.audiences = new Audience[requests.size()];
    for (int i = 0; i < audiences.length; i++) {
      audiences[i] = model.audience(requests.get(i));
    }
  }

  static Gathering start(
      ChatModel model, List<ChatRequest> requests, int atOnce, boolean untilFirstFailure) {
    Gathering gathering = new Gathering(model, requests, untilFirstFailure);
    for (int i = 0; i < Math.min(atOnce, requests.size()); i++) {
      gathering.startNext();
    }
    gathering.completeIfDone();
    return gathering;
  }

  /**
   * One ending for each request, in order; never fails. A request that never started because the
   * gathering was stopped ends as cancelled. Cancelling the future stops the gathering.
   */
  public CompletableFuture<List<Ending>> endings() {
    return all;
  }

  /**
   * The replies in order; fails with the {@link StreamException} of the stream that failed first,
   * if any ended incomplete.
   */
  public CompletableFuture<List<Reply>> replies() {
    return all.thenApply(
        every -> {
          Ending.Incomplete failure;
          synchronized (lock) {
            failure = firstFailure;
          }
          if (failure != null) {
            return List.of(failure.completeReply()); // Throws: it is incomplete.
          }
          return every.stream().map(Ending::completeReply).toList();
        });
  }

  /**
   * Waits for {@link #endings}. An interrupted thread stops the gathering and keeps its flag.
   *
   * @throws IllegalStateException inside a callback on {@link ChatStream#INLINE}, unless all have
   *     ended
   */
  public List<Ending> await() {
    boolean interrupted = false;
    while (true) {
      try {
        List<Ending> every = all.get();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return every;
      } catch (InterruptedException e) {
        interrupted = true;
        cancel();
      } catch (ExecutionException | CancellationException stoppedOutside) {
        throw new CompletionException(stoppedOutside);
      }
    }
  }

  /** Cancels the streams that run and starts no other; no effect once all have ended. */
  public void cancel() {
    List<ChatStream> toCancel = new ArrayList<>();
    synchronized (lock) {
      stopped = true;
      Arrays.stream(running).filter(stream -> stream != null).forEach(toCancel::add);
    }
    toCancel.forEach(ChatStream::cancel);
    completeIfDone();
  }

  /** {@link #cancel}, for try-with-resources. */
  @Override
  public void close() {
    cancel();
  }

  private void startNext() {
    int index;
    synchronized (lock) {
      if (stopped || next == requests.size()) {
        return;
      }
      index = next++;
      open++;
    }
    ChatStream stream = model.stream(requests.get(index), audiences[index], null);
    boolean late;
    synchronized (lock) {
      running[index] = stream;
      late = stopped;
    }
    stream.discardUnlessRead();
    if (late) {
      stream.cancel();
    }
    stream.whenEnded(end -> Threads.VIRTUAL.execute(() -> ended(index, end)));
  }

  private void ended(int index, Ending ending) {
    boolean stop = false;
    synchronized (lock) {
      endings[index] = ending;
      running[index] = null;
      open--;
      if (ending instanceof Ending.Incomplete early && firstFailure == null) {
        firstFailure = early;
        stop = untilFirstFailure;
      }
    }
    if (stop) {
      cancel();
    } else {
      startNext();
    }
    completeIfDone();
  }

  private void completeIfDone() {
    List<Ending> every = new ArrayList<>();
    List<Audience> toTell = new ArrayList<>();
    synchronized (lock) {
      if (open > 0 || (next < requests.size() && !stopped)) {
        return;
      }
      for (int i = 0; i < endings.length; i++) {
        Ending ending = endings[i];
        Audience audience = audiences[i];
        every.add(ending == null ? neverStarted() : ending);
        if (ending == null && audience != null) {
          toTell.add(audience);
        }
      }
    }
    toTell.forEach(audience -> audience.ended(neverStarted()));
    all.complete(List.copyOf(every));
  }

  private static Ending neverStarted() {
    return new Ending.Incomplete(Reply.builder().build(), new Cause.Cancelled());
  }
}
