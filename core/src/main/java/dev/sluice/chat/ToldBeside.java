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

  /** What the attempt has said stands, and another one goes on. */
  void goesOn() {
    standing = all();
    running = null;
  }

  /** What a kept partial says stands. */
  void stands(Reply kept) {
    if (!kept.started().equals(Reply.Builder.NOBODY)) {
      started(kept.started());
    }
    kept.data().forEach(this::data);
    kept.warnings().forEach(this::warning);
    goesOn();
  }

  /**
   * What counts by now: of each field of a provider's data the last report, and what one after the
   * other warns of is one warning. What it is made of is left as it is.
   */
  private @Nullable Told all() {
    Told before = standing;
    Told last = running;
    if (before == null || last == null) {
      return before == null ? last : before;
    }
    Told all = new Told();
    all.started = last.started == null ? before.started : last.started;
    before.data.forEach(of -> Notes.add(all.data, of.data()));
    last.data.forEach(of -> Notes.add(all.data, of.data()));
    Set<String> known = new HashSet<>(before.warnings);
    all.warnings.addAll(before.warnings);
    last.warnings.stream().filter(one -> !known.contains(one)).forEach(all.warnings::add);
    return all;
  }

  /** Gives a reply what counts by now. */
  void give(Reply.Builder reply) {
    Told all = all();
    if (all != null) {
      if (all.started != null) {
        reply.started(all.started);
      }
      all.data.forEach(of -> reply.data(of.data()));
      all.warnings.forEach(reply::warning);
    }
  }
}
