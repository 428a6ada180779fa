package dev.sluice.server.run;

import dev.sluice.chat.Ending;
import dev.sluice.log.Offset;
import dev.sluice.log.Replay;
import dev.sluice.log.RunLogException;
import dev.sluice.log.RunReader;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.Told;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A client that wants the whole answer as one document. Thread-safe. */
final class DocumentClient implements Client {
  private final Source source;
  private final Dialect dialect;
  private final Told told;
  private final Outlet outlet;
  private final RunObserver observer;

  /** What the client is told without waiting for the answer; null if it waits. */
  private final byte @Nullable [] atOnce;

  private final AtomicBoolean gone = new AtomicBoolean();

  // At home.
  private boolean begun;
  private long bytes;

  private volatile @Nullable RunReader reader;

  /**
   * @param isPatient whether it waits for the whole answer, and is not told at once that it comes
   */
  DocumentClient(
      Source source,
      Dialect dialect,
      Told told,
      boolean isPatient,
      Outlet outlet,
      RunObserver observer) {
    this.atOnce = isPatient ? null : dialect.begun(told).orElse(null);
    this.source = source;
    this.dialect = dialect;
    this.told = told;
    this.outlet = outlet;
    this.observer = observer;
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
    if (atOnce != null) {
      outlet.document(run(), atOnce);
      over();
    } else if (source.run() == null) {
      Threads.virtual(this::readAll);
    } // Else the run tells.
  }

  private void readAll() {
    try (RunReader reading = source.log().read(run(), Offset.START)) {
      reader = reading;
      Replay replay = Replay.of(source.start(), source.formats().apply(source.start()));
      while (!gone.get() && reading.next()) {
        replay.add(reading, event -> {});
      }
      replay.ending().ifPresent(this::ended);
    } catch (RunLogException trouble) {
      refuse(Problems.of(trouble));
    } catch (RuntimeException | Error thrown) {
      Threads.report(thrown);
      refuse(Problems.defect());
    }
  }

  @Override
  public void ended(Ending ending) {
    switch (ending) {
      case Ending.Completed done -> Threads.at(outlet.home(), () -> answer(done));
      case Ending.Incomplete early ->
          refuse(Problems.of(Shown.to(source.start().owner()).cause(early.cause())));
    }
  }

  private void answer(Ending.Completed done) {
    if (gone.get()) {
      return;
    }
    try {
      byte[] document = dialect.document(told, done);
      bytes = document.length;
      outlet.document(run(), document);
      over();
    } catch (RuntimeException | Error thrown) {
      Threads.report(thrown);
      refuse(Problems.defect());
    }
  }

  private void refuse(Problem problem) {
    Threads.at(
        outlet.home(),
        () -> {
          if (!gone.get()) {
            Threads.contain(() -> outlet.refuse(run(), problem));
            over();
          }
        });
  }

  @Override
  public void cut() {
    refuse(Problems.draining());
  }

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
      Threads.at(outlet.home(), this::closed);
    }
  }

  private void letGo() {
    Run run = source.run();
    if (run != null) {
      run.remove(this);
    }
    source.done().run();
    RunReader reading = reader;
    if (reading != null) {
      reading.close();
    }
  }

  private void closed() {
    if (begun) {
      Threads.contain(() -> observer.leaves(run(), dialect.name(), bytes));
    }
  }
}
