package dev.sluice.log;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamRecorder;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Adds to a run what a stream tells. Thread-safe; its methods wait for nothing but a moment's lock,
 * and never for a disk, and what goes wrong with that never reaches the stream: {@link #kept} says
 * it.
 *
 * <p>Followers in this process see an entry at once. It is kept a moment later, and only what is
 * kept outlives the process.
 */
public final class RunWriter implements StreamRecorder, AutoCloseable {
  private final Runs runs;
  private final LiveRun run;

  RunWriter(Runs runs, LiveRun run) {
    this.runs = runs;
    this.run = run;
  }

  /** The run's id. */
  public String run() {
    return run.id();
  }

  /** Adds an event; no effect once the run is over. */
  @Override
  public void onEvent(StreamEvent event) {
    runs.append(run, event);
  }

  /** Ends the run; no effect if it is over. */
  @Override
  public void onEnded(Ending ending) {
    runs.end(run, ending);
  }

  /**
   * Adds a provider's own frame as it came; no effect once the run is over. All frames of an answer
   * are added from its first one on, and nothing that a decoder of theirs tells is added beside
   * them. An event that tells of another attempt or round stands between two answers. Of one that
   * goes on with another, behind {@link StreamEvent.Continued} or {@link StreamEvent.RoundStarted},
   * events are added and no frames: only they tell the parts by the places that they have in the
   * whole.
   *
   * @param format what decodes it, such as {@code openai.chat}; at most {@link Entries#MAX_NAME}
   *     bytes
   * @param type its own type; empty if it has none
   * @throws IllegalArgumentException if a name or the frame is too long
   */
  public void frame(String format, String type, byte[] bytes, int from, int length) {
    Objects.checkFromIndexSize(from, length, bytes.length);
    runs.append(run, Entries.frameHead(format, type, length), bytes, from, length, null);
  }

  /** The place behind the last entry that was added, be it kept or not. */
  public Offset offset() {
    return run.last();
  }

  /**
   * Completes when everything is kept, the ending included, or it is certain that it will not be.
   * The run is not among the live ones any more by then. Never fails.
   */
  public CompletableFuture<Kept> kept() {
    return run.future.copy();
  }

  /**
   * Leaves a run that has no ending yet, so that it can be {@linkplain RunLog#takeOver taken over};
   * if nobody does, it is ended as interrupted after a moment. No effect on a run that is over.
   */
  @Override
  public void close() {
    runs.abandon(run);
  }
}
