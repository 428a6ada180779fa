package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A follower of a run: what it has been told, and that it fits. */
final class Following {
  final LogNode node;
  final String run;

  private final Ledger ledger;
  private final RunReader reader;
  private final List<Ledger.Said> seen = new ArrayList<>();
  private Offset base;
  private Optional<Rewound> rewound = Optional.empty();
  private boolean ready = true;
  private boolean busy;
  private boolean over;

  Following(LogNode node, Ledger ledger, RunReader reader, Offset from) {
    this.node = node;
    this.run = reader.run();
    this.ledger = ledger;
    this.reader = reader;
    this.base = from;
  }

  /** Where it has come to. */
  Offset at() {
    return seen.isEmpty() ? base : seen.getLast().behind();
  }

  boolean isOver() {
    return over;
  }

  /** Whether it was called since it found nothing. */
  boolean isReady() {
    return ready && !over;
  }

  /** Looks for the next entry; whether there was one. */
  boolean step() {
    if (busy || over || !node.isAlive()) {
      return false;
    }
    busy = true;
    boolean wasKept = ledger.isKept(run);
    try {
      boolean moved = reader.poll();
      if (!node.isAlive()) {
        return false;
      }
      rewind();
      if (moved) {
        saw(reader.offset(), LogCase.shown(reader));
      } else if (reader.isOver()) {
        over = true;
        assertThat(ledger.isOver(run)).as("%s is over", run).isTrue();
        assertThat(at())
            .as("the place of one who hears no ending of %s", run)
            .isEqualTo(ledger.committed(run).getLast().behind());
      } else {
        ready = false;
        reader.whenMore(this::called);
      }
      return moved;
    } catch (RunLogException trouble) {
      rewind();
      troubled(trouble, wasKept);
      return false;
    } finally {
      busy = false;
    }
  }

  private void called() {
    node.calledOut();
    ready = true;
  }

  private void rewind() {
    if (reader.rewound().equals(rewound)) {
      return;
    }
    rewound = reader.rewound();
    Rewound now = rewound.orElseThrow();
    node.said(run + " is rewound: " + now);
    assertThat(now.asked()).as("the place that is lost").isEqualTo(at());
    assertThat(ledger.isCommitted(run, now.asked())).as("%s is lost", now.asked()).isFalse();
    assertThat(now.lastKept())
        .as("the last kept place before %s", now.asked())
        .isEqualTo(ledger.lastCommitted(run, now.asked()));
    while (!seen.isEmpty() && seen.getLast().behind().compareTo(now.lastKept()) > 0) {
      Ledger.Said lost = seen.removeLast();
      assertThat(ledger.isCommitted(run, lost.behind())).as("%s was lost", lost).isFalse();
    }
    if (seen.isEmpty() && base.compareTo(now.lastKept()) > 0) {
      base = now.lastKept();
    }
    assertThat(at()).isEqualTo(now.lastKept());
  }

  private void saw(Offset behind, String text) {
    assertThat(over).as("nothing follows the ending").isFalse();
    assertThat(behind.position()).as("behind %s of %s", at(), run).isEqualTo(at().position() + 1);
    assertThat(behind).as("behind %s of %s", at(), run).isGreaterThan(at());
    assertThat(ledger.text(run, behind)).as("%s before %s", run, behind).contains(text);
    if (!node.isOwn(behind.epoch())) {
      assertThat(ledger.isCommitted(run, behind))
          .as("what another process reads of %s before %s", run, behind)
          .isTrue();
    }
    seen.add(new Ledger.Said(behind, text));
    over = text.startsWith("<");
    assertThat(reader.isOver()).isEqualTo(over);
  }

  /** What it may be told instead of entries; it tries again. */
  private void troubled(RunLogException trouble, boolean wasKept) {
    switch (trouble.kind()) {
      case GONE -> assertThat(wasKept).as("%s: %s", run, trouble).isFalse();
      case FULL, UNUSABLE, LOCKED, BUSY ->
          assertThat(node.hasTroubled(run)).as("%s: %s", run, trouble).isTrue();
      case CLOSED -> assertThat(node.isClosing()).as("%s: %s", run, trouble).isTrue();
      case OVER, CORRUPT, NEWER -> throw trouble;
    }
  }

  /** Once all has settled: it has heard all that is committed behind where it began. */
  void assertWhole() {
    if (!ledger.isKept(run)) {
      return;
    }
    assertThat(over).as("a follower of %s at %s has heard the end", run, at()).isTrue();
    if (!ledger.isCommitted(run, at())) {
      // It kept up with a writer who could not keep the ending, or was taken for gone.
      assertThat(node.hasTroubled(run) || node.isLapsed()).as("%s at %s", run, at()).isTrue();
      return;
    }
    assertThat(seen)
        .as("what a follower of %s has seen", run)
        .isEqualTo(
            ledger.committed(run).stream()
                .filter(said -> said.behind().compareTo(base) > 0)
                .toList());
  }

  void close() {
    reader.close();
  }
}
