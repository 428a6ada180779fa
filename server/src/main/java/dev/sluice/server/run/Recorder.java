package dev.sluice.server.run;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Entries;
import dev.sluice.log.Offset;
import dev.sluice.log.RunWriter;
import dev.sluice.spi.stream.FrameRecorder;
import dev.sluice.spi.stream.StreamRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Adds what one stream tells to its run, as the provider's frames where the client that asked takes
 * those as they are, else as events, and shows each entry to that client.
 *
 * <p>Where frames are added, the events that they tell are kept aside until their frame comes. They
 * are added themselves if it never does: it said that the answer has failed, or the stream was
 * ended in the middle of it.
 *
 * <p>Called in the stream's lane, but for the ending, which may come from anywhere.
 */
final class Recorder implements StreamRecorder, FrameRecorder {
  /** A longer type of a frame, in characters, is no provider's. */
  private static final int MAX_TYPE = Entries.MAX_NAME / 3;

  private final Run run;
  private final RunWriter writer;
  private final Home home;

  /** In which frames are added; empty if none are. */
  private final String wireFormat;

  private final int maxCharacters;

  // Guarded by this object, as the ending may come while an entry is added.
  private final List<StreamEvent> aside = new ArrayList<>(4);
  private Offset last;
  private boolean over;

  // Of the lane.

  /** Whether the frames of the answer that goes on are added, and their events aren't. */
  private boolean framed;

  /** Whether something of the answer was told. */
  private boolean content;

  private long characters;
  private boolean tooLong;

  /** How many entries stand before the one with which the answer begins; all, before it has. */
  private volatile long tokenAt = Long.MAX_VALUE;

  /** Whether what was added last was added at the client's home. */
  private volatile boolean atHome = true;

  Recorder(Run run, RunWriter writer, Home home, String wireFormat, int maxCharacters) {
    this.run = run;
    this.writer = writer;
    this.home = home;
    this.wireFormat = wireFormat;
    this.maxCharacters = maxCharacters;
    this.last = writer.offset();
  }

  @Override
  public FrameRecorder frames() {
    return this;
  }

  @Override
  public Executor home() {
    return home;
  }

  /** Whether something of the answer has come with the entry before this place, or earlier. */
  boolean hasBegun(Offset at) {
    return at.position() > tokenAt;
  }

  /** Whether the stream is read at its client's home, so that entries can be shown to it there. */
  boolean isAtHome() {
    return atHome;
  }

  // What the stream tells.

  @Override
  public void onEvent(StreamEvent event) {
    if (event instanceof StreamEvent.Content more) {
      content = true;
      characters += more.length();
    }
    boolean between =
        event instanceof StreamEvent.FurtherAttempt || event instanceof StreamEvent.RoundStarted;
    if (framed && !between) {
      synchronized (this) {
        aside.add(event);
      }
    } else {
      framed = false;
      addAside();
      add(event);
    }
    if (characters > maxCharacters && !tooLong) {
      tooLong = true;
      run.cancel();
    }
  }

  @Override
  public void onAnswer(String format) {
    framed = !content && !wireFormat.isEmpty() && wireFormat.equals(format);
  }

  @Override
  public void onFrame(String type, byte[] bytes, int from, int length) {
    if (!framed) {
      return;
    }
    if (type.length() > MAX_TYPE) { // No log keeps it: what it tells is told as events from now on.
      framed = false;
      addAside();
      return;
    }
    Offset before;
    Offset at;
    synchronized (this) {
      if (over) {
        return;
      }
      aside.clear();
      before = last;
      mark(before);
      writer.frame(wireFormat, type, bytes, from, length);
      at = writer.offset();
      last = at;
    }
    if (wasTaken(before, at)) {
      StreamClient client = run.primary();
      if (client != null) {
        client.frame(type, bytes, from, length, before, at);
      }
    }
  }

  private void addAside() {
    List<StreamEvent> kept;
    synchronized (this) {
      if (aside.isEmpty()) {
        return;
      }
      kept = List.copyOf(aside);
      aside.clear();
    }
    kept.forEach(this::add);
  }

  private void add(StreamEvent event) {
    Offset before;
    Offset at;
    synchronized (this) {
      if (over) {
        return;
      }
      before = last;
      mark(before);
      writer.onEvent(event);
      at = writer.offset();
      last = at;
    }
    if (wasTaken(before, at)) {
      StreamClient client = run.primary();
      if (client != null) {
        client.event(event, before, at);
      }
    }
  }

  /** The entry that is about to be added may be the one with which the answer begins. */
  private void mark(Offset before) {
    if (content && tokenAt == Long.MAX_VALUE) {
      tokenAt = before.position();
    }
    boolean here = home.isHere();
    if (here != atHome) {
      atHome = here;
    }
  }

  /** The log takes no more of a run that it can't keep in memory either: it is of no use then. */
  private boolean wasTaken(Offset before, Offset at) {
    if (at.position() > before.position()) {
      return true;
    }
    run.cancel();
    return false;
  }

  @Override
  public void onEnded(Ending told) {
    Ending ending = tooLong ? overLong(told) : told;
    Offset before;
    Offset at;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      before = last;
      mark(before);
      aside.forEach(writer::onEvent);
      boolean more = !aside.isEmpty();
      aside.clear();
      writer.onEnded(ending);
      at = writer.offset();
      last = at;
      if (more) {
        before = at; // Who has not had those reads them first.
      }
    }
    run.ended(ending, before, at);
  }

  private Ending overLong(Ending told) {
    if (!(told instanceof Ending.Incomplete(var partial, Cause.Cancelled c))) {
      return told;
    }
    String limit = maxCharacters + " characters a run";
    return new Ending.Incomplete(
        partial, new Cause.OverBudget(new Failure.BudgetSpent(limit, false)));
  }

  /** Leaves the run as it is: nothing more is added, and somebody else goes on with it. */
  void handOver() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      aside.forEach(writer::onEvent);
      aside.clear();
    }
    writer.close();
  }
}
