package dev.sluice.server.run;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import dev.sluice.log.RunLogException;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Mark;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.Told;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A client that follows a run as a stream. It reads the run's log: that is the truth, and costs a
 * hop to a thread that may wait. The client that began the run is shown each entry as it is added,
 * as long as it has had all before it, takes more, and lives where the stream is read. An entry
 * that is not the next one is not taken, and read instead.
 *
 * <p>What is written is written at home; so everything here is of that thread alone, unless it says
 * otherwise. The feed and the reader go from home to the thread that reads a batch, and back with
 * it.
 */
// Long because each step between being shown entries and reading them is seen only beside the
// others.
final class StreamClient implements Client {
  private final Source source;
  private final Response response;
  private final Desk desk;
  private final RunSettings settings;
  private final RunObserver observer;
  private final Dialect dialect;
  private final Mark after;
  private final Feed feed;
  private final Shown shown;
  private final int heartbeatLooks;
  private final int idleLooks;

  /** Whether it has left, or has its end. By any thread. */
  private final AtomicBoolean gone = new AtomicBoolean();

  /** Of home, but read by the thread that adds entries. */
  private volatile Mode mode = Mode.NEW;

  /** Behind the last entry that it has had. */
  private Offset at = Offset.START;

  private volatile @Nullable Pull pull;
  private boolean begun;

  private enum Mode {
    /** Nothing was done for it yet. */
    NEW,
    /** It is shown entries. */
    SHOWN,
    /** A batch is being read, or comes when there is more. */
    READS,
    /** It takes nothing now. */
    FULL
  }

  StreamClient(
      Source source,
      Dialect dialect,
      Told told,
      Mark after,
      Outlet outlet,
      Desk desk,
      RunSettings settings,
      RunObserver observer) {
    this.source = source;
    this.dialect = dialect;
    this.after = after;
    this.shown = Shown.to(source.start().owner());
    this.feed = new Feed(dialect, told, after, settings.waitingBytes(), shown);
    this.response =
        new Response(
            source.start().id(), feed.contentType(), feed.headers(), outlet, desk, this::fail);
    this.desk = desk;
    this.settings = settings;
    this.observer = observer;
    this.heartbeatLooks = desk.looksIn(settings.heartbeat());
    this.idleLooks = desk.looksIn(settings.idleClient());
  }

  @Override
  public String run() {
    return source.start().id();
  }

  @Override
  public void begin() {
    if (gone.get()) {
      return;
    }
    begun = true;
    Threads.contain(() -> observer.follows(run(), dialect.name()));
    desk.add(this);
    guarded(
        () -> {
          if (feed.isWholeStory() && source.run() != null) {
            response.openNow();
          }
          rest();
        });
  }

  // Being shown entries, by the thread that adds them.

  /** A frame was added. */
  void frame(String type, byte[] frame, int from, int length, Offset before, Offset behind) {
    if (isNext(before)) {
      try {
        Bytes out = desk.scratch();
        boolean token = feed.hasBegun() || recorder().hasBegun(behind);
        feed.frame(type, frame, from, length, behind, token, out);
        took(behind, out);
      } catch (Throwable thrown) {
        fail(thrown);
      }
    }
  }

  /** An event was added. */
  void event(StreamEvent event, Offset before, Offset behind) {
    if (isNext(before)) {
      try {
        Bytes out = desk.scratch();
        feed.events(List.of(event), behind, out);
        took(behind, out);
      } catch (Throwable thrown) {
        fail(thrown);
      }
    }
  }

  /** The ending was added. */
  void ended(Ending ending, Offset before, Offset behind) {
    if (isNext(before)) {
      guarded(() -> end(ending, behind, desk.scratch()));
    }
  }

  /** Whether this can be shown what follows this place; else it reads that. */
  private boolean isNext(Offset before) {
    if (mode != Mode.SHOWN) {
      return false; // It reads: its reader is woken.
    }
    if (!desk.home().isHere()) {
      Threads.at(desk.home(), this::catchUp);
      return false;
    }
    if (gone.get()) {
      return false;
    }
    if (at.position() != before.position()) {
      guarded(this::read);
      return false;
    }
    if (response.isFull()) {
      guarded(this::waitUntilWritable);
      return false;
    }
    return true;
  }

  private void took(Offset behind, Bytes out) {
    at = behind;
    response.write(out);
    if (feed.isOver()) {
      finish();
    }
  }

  /** Something was added elsewhere. */
  private void catchUp() {
    if (!gone.get() && mode == Mode.SHOWN && isBehind()) {
      guarded(this::read);
    }
  }

  private boolean isBehind() {
    Run run = source.run();
    return run == null || run.position() != at.position();
  }

  private Recorder recorder() {
    Run run = source.run();
    if (run == null) {
      throw new IllegalStateException("only who began a run is shown its entries");
    }
    return run.recorder();
  }

  // Reading.

  /** It has all that was there: what is the way to hear of more? */
  private void rest() {
    Run run = source.run();
    if (run != null && run.primary() == this && run.recorder().isAtHome()) {
      close(pull);
      pull = null;
      mode = Mode.SHOWN;
      if (isBehind()) { // Asked behind the change: who adds sees it, or is seen.
        read();
      }
      return;
    }
    mode = Mode.READS;
    Pull reading = pull;
    if (reading == null) {
      Threads.virtual(this::readBatch);
    } else {
      reading.whenMore(this::readBatch);
    }
  }

  private void read() {
    if (response.isFull()) {
      waitUntilWritable();
      return;
    }
    mode = Mode.READS;
    Threads.virtual(this::readBatch);
  }

  /** By a thread that may wait. */
  private void readBatch() {
    try {
      if (gone.get()) {
        return;
      }
      Pull reading = pull;
      if (reading == null) {
        reading = source.pull(feed, dialect.wireFormat(), at);
        pull = reading;
      }
      Pull.Batch batch = reading.read(settings.waitingEvents(), settings.waitingBytes());
      Threads.at(desk.home(), () -> guarded(() -> take(batch)));
    } catch (Throwable thrown) {
      Threads.at(desk.home(), () -> fail(thrown));
    }
    if (gone.get()) {
      close(pull); // It may have been made after everything was closed.
    }
  }

  private void take(Pull.Batch batch) {
    if (gone.get()) {
      return;
    }
    at = batch.at();
    if (batch.ending() != null) {
      end(batch.ending(), batch.at(), batch.bytes());
      return;
    }
    response.write(batch.bytes());
    if (feed.isOver()) {
      finish();
    } else if (batch.more() || response.isFull()) {
      read();
    } else {
      if (!after.isStart() && source.run() != null && !response.isOpen()) {
        response.openNow(); // It had its answer's beginning, and waits for more.
      }
      rest();
    }
  }

  private void waitUntilWritable() {
    mode = Mode.FULL;
    response.whenWritable(this::writable);
  }

  private void writable() {
    if (!gone.get() && mode == Mode.FULL) {
      guarded(this::read);
    }
  }

  // The run's end.

  /**
   * @param out what comes before it
   */
  private void end(Ending ending, Offset behind, Bytes out) {
    if (feed.isKnown(behind)) {
      response.finishOrNothing();
    } else if (!response.isOpen()
        && !feed.hasBegun()
        && ending instanceof Ending.Incomplete(_, var cause)) {
      response.breakOff(Problems.of(shown.cause(cause)));
    } else {
      feed.end(ending, behind, out);
      response.end(out, ending instanceof Ending.Completed || feed.tellsErrors());
    }
    over();
  }

  /** The encoder has told an end of its own. */
  private void finish() {
    response.end(desk.scratch(), true);
    over();
  }

  // What goes wrong.

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable thrown) {
      fail(thrown);
    }
  }

  /** The log, the encoder or the outlet failed: that is this client's matter alone. */
  private void fail(Throwable thrown) {
    if (gone.get()) {
      return;
    }
    Problem problem;
    if (thrown instanceof RunLogException trouble) {
      problem = Problems.of(trouble);
    } else {
      Threads.report(thrown);
      problem = Problems.defect();
    }
    breakOff(problem);
  }

  private void breakOff(Problem problem) {
    Threads.contain(() -> response.breakOff(problem));
    over();
  }

  @Override
  public void cut() {
    Threads.at(
        desk.home(),
        () -> {
          if (!gone.get()) {
            breakOff(Problems.draining());
          }
        });
  }

  @Override
  public void ended(Ending ending) {
    // Its reader is woken.
  }

  // Silence and idleness.

  /** A look at it, now and then. */
  void look() {
    if (!gone.get()) {
      guarded(this::lookClosely);
    }
  }

  private void lookClosely() {
    response.look();
    if (response.full() > idleLooks) {
      Threads.contain(() -> observer.dropped(run(), dialect.name()));
      breakOff(Problems.idle());
    } else if (response.full() == 0 && response.silent() >= heartbeatLooks) {
      Bytes out = desk.scratch();
      // By an encoder of its own: this one's may be where a batch is read.
      feed.heartbeat(out);
      response.write(out);
    }
  }

  // The end of it.

  /** At home. */
  private void over() {
    if (gone.compareAndSet(false, true)) {
      letGo();
      closed();
    }
  }

  @Override
  public void left() {
    if (gone.compareAndSet(false, true)) {
      letGo();
      Threads.at(desk.home(), this::closed);
    }
  }

  /** By any thread. */
  private void letGo() {
    Run run = source.run();
    if (run != null) {
      run.remove(this);
    }
    source.done().run();
    close(pull);
  }

  private void closed() {
    response.close();
    if (begun) {
      desk.remove(this);
      Threads.contain(() -> observer.leaves(run(), dialect.name(), response.bytes()));
    }
  }

  private static void close(@Nullable Pull reading) {
    if (reading != null) {
      reading.close();
    }
  }
}
