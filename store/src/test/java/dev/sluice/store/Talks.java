package dev.sluice.store;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.Usage;
import dev.sluice.fake.FakeClock;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunState;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A database with conversations, as one process has it; {@link #another} opens it once more, as
 * another one would. Runs are begun and ended by their rows, without entries.
 */
final class Talks implements AutoCloseable {
  final FakeClock clock;
  final Database database;
  final Conversations conversations;
  final KeptRuns runs;
  final Turns turns;
  final long epoch;

  private final Path file;
  private final Set<Long> alive;
  private final AtomicInteger count;

  private Talks(Path file, FakeClock clock, Set<Long> alive, AtomicInteger count) {
    this.file = file;
    this.clock = clock;
    this.alive = alive;
    this.count = count;
    this.epoch = count.incrementAndGet();
    alive.add(epoch);
    this.database = Database.open(file, Duration.ofSeconds(10));
    Supplier<String> ids = () -> "01K%09d".formatted(count.incrementAndGet());
    Writing writing =
        new Writing() {
          @Override
          public long epoch() {
            return epoch;
          }

          @Override
          public boolean lives(long other) {
            return alive.contains(other);
          }
        };
    this.conversations = new Conversations(database, writing, clock, ids);
    this.turns = new Turns(writing, ids);
    this.runs = new KeptRuns(database, writing);
  }

  static Talks in(Path folder) {
    return new Talks(
        folder.resolve("talks.db"),
        new FakeClock(),
        ConcurrentHashMap.newKeySet(),
        new AtomicInteger());
  }

  /** The same database in another process. */
  Talks another() {
    return new Talks(file, clock, alive, count);
  }

  /** The process of this one is gone, and nothing was closed in good order. */
  void die() {
    alive.remove(epoch);
  }

  RunStart start(String run) {
    return new RunStart(run, "test/model", ChatRequest.of("say something"), clock.now());
  }

  /** As a run log would: the row of a run. */
  void begin(String run) {
    database.write(session -> RunRow.begin(session, start(run), epoch, 0));
  }

  /** As a run log would: the run's ending, and what else happens in its transaction. */
  void end(String run, Ending ending) {
    database.write(session -> end(session, RunRow.find(session, run).orElseThrow(), ending));
  }

  /** The same within a transaction, of a run that completed. */
  void endOf(Session session, RunRow run, String text) throws SQLException {
    end(session, run, completed(text));
  }

  private RunRow end(Session session, RunRow run, Ending ending) throws SQLException {
    run.end(session, run.last(), new RunState.Ended(ending.kind(), Usage.of(3, 4), clock.now()));
    conversations.answered(session, run.id(), ending);
    return run;
  }

  /** A question with its answer in a conversation, a new one if none is named; its id. */
  String said(Optional<String> conversation, String question, String answer) {
    String run = "RUN" + count.incrementAndGet();
    Turn turn =
        conversations.ask(
            conversation, Optional.empty(), List.of(Message.user(question)), start(run));
    begin(run);
    clock.advance(Duration.ofSeconds(1));
    end(run, completed(answer));
    return turn.conversation();
  }

  String said(String question, String answer) {
    return said(Optional.empty(), question, answer);
  }

  static Ending completed(String text) {
    return new Ending.Completed(reply(Part.text(text)), FinishReason.STOP);
  }

  static Ending interrupted(String text) {
    return new Ending.Incomplete(
        text.isEmpty() ? reply() : reply(Part.text(text).unfinished()),
        new Cause.Interrupted(new Failure.ProcessEnded("")));
  }

  static Reply reply(Part... parts) {
    Reply.Builder reply = Reply.builder().askedModel("test/model");
    List.of(parts).forEach(reply::part);
    return reply.build();
  }

  @Override
  public void close() {
    alive.remove(epoch);
    database.close();
  }
}
