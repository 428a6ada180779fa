package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is true of runs, whoever wrote them: what stands at a place, and what is committed. */
final class Ledger {
  private final Map<String, Map<Offset, String>> told = new HashMap<>();
  private final Map<String, List<Said>> committed = new HashMap<>();
  private final Set<String> over = new HashSet<>();

  /** An entry: the place behind it, and its text. */
  record Said(Offset behind, String text) {}

  /** Somebody has written this, or read it: at a place there is one text, for ever. */
  void told(String run, Offset behind, String text) {
    String before = told.computeIfAbsent(run, id -> new HashMap<>()).putIfAbsent(behind, text);
    assertThat(before == null ? text : before)
        .as("the text of %s before %s", run, behind)
        .isEqualTo(text);
  }

  /** The text before a place, if there ever was one. */
  Optional<String> text(String run, Offset behind) {
    return Optional.ofNullable(told.getOrDefault(run, Map.of()).get(behind));
  }

  /** All places that were ever told, in their order. */
  List<Offset> places(String run) {
    return told.getOrDefault(run, Map.of()).keySet().stream().sorted().toList();
  }

  /** A store says that it keeps this. */
  void committed(RunStore.Batch batch) {
    String run = batch.run();
    List<Said> before = committed.computeIfAbsent(run, id -> new ArrayList<>());
    assertThat(over).as("runs that are over, when more of one is kept").doesNotContain(run);
    if (batch.block().isEmpty()) {
      return;
    }
    EntryCursor entries = new EntryCursor(batch.block().get());
    while (entries.next()) {
      Offset last = before.isEmpty() ? Offset.START : before.getLast().behind();
      Offset behind = entries.offset();
      assertThat(behind.position()).as("behind %s of %s", last, run).isEqualTo(last.position() + 1);
      assertThat(behind).as("behind %s of %s", last, run).isGreaterThan(last);
      String text = LogCase.shown(entries);
      told(run, behind, text);
      before.add(new Said(behind, text));
      if (entries.kind() == Entry.Kind.END) {
        assertThat(over.add(run)).as("%s has one ending", run).isTrue();
      }
    }
    assertThat(over.contains(run))
        .as("%s says it has ended", run)
        .isEqualTo(batch.ended().isPresent());
  }

  /** Whether its start is committed. */
  boolean isKept(String run) {
    return committed.containsKey(run);
  }

  boolean isOver(String run) {
    return over.contains(run);
  }

  Set<String> kept() {
    return committed.keySet();
  }

  List<Said> committed(String run) {
    return committed.getOrDefault(run, List.of());
  }

  /** Whether the entry before this place is committed. */
  boolean isCommitted(String run, Offset place) {
    if (place.equals(Offset.START)) {
      return true;
    }
    List<Said> all = committed(run);
    int index = (int) place.position() - 1;
    return index < all.size() && all.get(index).behind().equals(place);
  }

  /** The last committed place that is not behind this one. */
  Offset lastCommitted(String run, Offset place) {
    Offset last = Offset.START;
    for (Said said : committed(run)) {
      if (said.behind().compareTo(place) <= 0) {
        last = said.behind();
      }
    }
    return last;
  }
}
