package dev.sluice.cli;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import dev.sluice.log.Replay;
import dev.sluice.log.RunReader;
import dev.sluice.log.RunState;
import dev.sluice.store.Store;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * An answer of the log as the events that its stream told, from its beginning on. For one thread.
 */
final class KeptAnswer implements AutoCloseable {
  private final RunReader reader;
  private final Replay replay;
  private final Queue<StreamEvent> told = new ArrayDeque<>();

  private KeptAnswer(RunReader reader, Replay replay) {
    this.reader = reader;
    this.replay = replay;
  }

  /**
   * Opens it.
   *
   * @param run its id
   */
  static KeptAnswer open(Store store, String run) {
    RunState state = store.runs().state(run).orElseThrow(() -> KeptNames.gone(run));
    return new KeptAnswer(store.runs().read(run, Offset.START), store.replay(state.start()));
  }

  /** What there is of it now. */
  static Reply soFar(Store store, String run) {
    try (KeptAnswer answer = open(store, run)) {
      while (answer.poll().isPresent()) {
        // Only what they come to is of interest.
      }
      return answer.reply();
    }
  }

  /** The next event that is there already; empty if there is none, or it is over. */
  Optional<StreamEvent> poll() {
    while (told.isEmpty() && reader.poll()) {
      replay.add(reader, told::add);
    }
    return Optional.ofNullable(told.poll());
  }

  /** The next event, waited for; empty once it is over, or if the thread is interrupted. */
  Optional<StreamEvent> next() {
    while (told.isEmpty() && reader.next()) {
      replay.add(reader, told::add);
    }
    return Optional.ofNullable(told.poll());
  }

  /** Where it has come to. */
  Offset offset() {
    return reader.offset();
  }

  /** How it ended, once that was told. */
  Optional<Ending> ending() {
    return told.isEmpty() ? replay.ending() : Optional.empty();
  }

  /** What was said by what was told. */
  Reply reply() {
    return replay.snapshot();
  }

  @Override
  public void close() {
    reader.close();
  }
}
