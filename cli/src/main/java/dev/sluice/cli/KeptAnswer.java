package dev.sluice.cli;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import dev.sluice.log.Replay;
import dev.sluice.log.RunReader;
import dev.sluice.log.RunState;
import dev.sluice.store.Store;
import java.util.Optional;

/** An answer of the log as the events that its stream told, from its beginning on. For one thread. */
final class KeptAnswer implements AutoCloseable {
  private final RunReader reader;
  private final Replay replay;
  private Optional<Ending> ending = Optional.empty();

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
    return new KeptAnswer(store.runs().read(run, Offset.START), Replay.of(state.start()));
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
    while (reader.poll()) {
      Optional<StreamEvent> event = told();
      if (event.isPresent()) {
        return event;
      }
    }
    return Optional.empty();
  }

  /** The next event, waited for; empty once it is over, or if the thread is interrupted. */
  Optional<StreamEvent> next() {
    while (reader.next()) {
      Optional<StreamEvent> event = told();
      if (event.isPresent()) {
        return event;
      }
    }
    return Optional.empty();
  }

  private Optional<StreamEvent> told() {
    Optional<StreamEvent> event = replay.next(reader);
    if (event.isPresent() && event.get() instanceof StreamEvent.Ended ended) {
      ending = Optional.of(ended.ending());
    }
    return event;
  }

  /** Where it has come to. */
  Offset offset() {
    return reader.offset();
  }

  /** How it ended, once that was told. */
  Optional<Ending> ending() {
    return ending;
  }

  /** What was said by what was told. */
  Reply reply() {
    return ending.map(Ending::reply).orElseGet(replay::snapshot);
  }

  @Override
  public void close() {
    reader.close();
  }
}
