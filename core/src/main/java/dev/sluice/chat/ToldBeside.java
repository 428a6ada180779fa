package dev.sluice.chat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What attempts tell beside the answer: who gives it, data that only the provider understands,
 * warnings. It counts as long as what the attempt has said counts, and is void with that. Not
 * thread-safe.
 */
final class ToldBeside {
  /** Of one attempt, or of several that stand. */
  private static final class Told {
    private StreamEvent.@Nullable Started started;
    private final List<Notes> data = new ArrayList<>(0);
    private final List<String> warnings = new ArrayList<>(0);
  }

  /** Of attempts whose answer stands, and on which another one follows; null if there is none. */
  private @Nullable Told standing;

  /** Of the attempt that runs; null as long as it has told nothing. */
  private @Nullable Told running;

  void started(StreamEvent.Started who) {
    told().started = who;
  }

  void data(ProviderData told) {
    Notes.add(told().data, told);
  }

  void warning(String message) {
    told().warnings.add(message);
  }

  private Told told() {
    Told told = running;
    if (told == null) {
      told = new Told();
      running = told;
    }
    return told;
  }

  /** Nothing counts of the attempt that ran. */
  void again() {
    running = null;
  }

  /** Nothing counts of all attempts. */
  void anew() {
    running = null;
    standing = null;
  }

  /**
   * What the attempt has said stands, and another one goes on: of each field of a provider's data
   * the last report counts, and what one after the other warns of is one warning.
   */
  void goesOn() {
    Told before = standing;
    Told last = running;
    running = null;
    if (before == null) {
      standing = last;
    } else if (last != null) {
      before.started = last.started == null ? before.started : last.started;
      last.data.forEach(of -> Notes.add(before.data, of.data()));
      Set<String> known = new HashSet<>(before.warnings);
      last.warnings.stream().filter(one -> !known.contains(one)).forEach(before.warnings::add);
    }
  }

  /** Gives a reply what counts at the end. */
  void give(Reply.Builder reply) {
    goesOn();
    Told all = standing;
    if (all != null) {
      if (all.started != null) {
        reply.started(all.started);
      }
      all.data.forEach(of -> reply.data(of.data()));
      all.warnings.forEach(reply::warning);
    }
  }
}
