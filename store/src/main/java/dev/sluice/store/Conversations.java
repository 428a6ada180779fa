package dev.sluice.store;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Message;
import dev.sluice.log.RunLogException;
import dev.sluice.log.RunStart;
import dev.sluice.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Kept conversations: trees of messages. A message goes below another one; what goes below the same
 * one are branches, and the <em>head</em> is where the conversation goes on. Thread-safe; other
 * processes may use the same database. Every method may block for the disk, and throws {@link
 * RunLogException}, of kind {@code GONE} where there is no such conversation or message.
 *
 * <pre>{@code
 * List<Message> messages = new ArrayList<>(conversations.path(id));
 * messages.add(question);
 * RunStart run = new RunStart(ids.next(), model.name(), ChatRequest.of(messages), clock.now());
 * Turn turn = conversations.ask(Optional.of(id), Optional.of(head), List.of(question), run);
 * RunWriter writer = store.runs().begin(run);
 * Ending ending = model.stream(run.request(), writer).await();
 * writer.kept().join(); // now the answer is in the conversation
 * }</pre>
 *
 * <p>Titles and texts are given as somebody wrote them: whoever shows them on a terminal takes
 * control characters out.
 */
public final class Conversations {
  private final Database database;
  private final Clock clock;
  private final Supplier<String> ids;
  private final Turns turns;
  private final Listing listing;
  private final Import imports;

  Conversations(Database database, Writing writing, Clock clock, Supplier<String> ids) {
    this.database = database;
    this.clock = clock;
    this.ids = ids;
    this.turns = new Turns(writing, ids);
    this.listing = new Listing(database);
    this.imports = new Import(database, writing, clock, ids);
  }

  /**
   * Begins a conversation that nobody has said anything in.
   *
   * @param title made one line of, and shortened to 200 characters; empty if the first question is
   *     to be the title
   */
  public Conversation begin(String title) {
    Instant now = clock.now();
    String line = Titles.given(title);
    Turns.Place place = database.write(session -> turns.begin(session, line, now));
    return listing.get(place.id());
  }

  /**
   * Adds messages below the head, and one behind them that waits for the answer of a run; it
   * becomes the head. To be called before {@link dev.sluice.log.RunLog#begin} begins the run of
   * this id: as soon as that ends, in whatever way and whoever settles it, the message gets its
   * text.
   *
   * @param conversation which one; empty for a new one, whose title the first question becomes
   * @param after the head that the request was made of: if it is another one by now, somebody else
   *     has written there. Empty to ask at whatever is the head
   * @param said the new messages; empty if the head is to be answered once more
   * @throws RunLogException {@code BUSY} if the head has moved, or waits for a run that goes on
   * @throws IllegalArgumentException if there would be nothing to answer
   */
  public Turn ask(
      Optional<String> conversation, Optional<String> after, List<Message> said, RunStart run) {
    Turns.Question question = turns.question(conversation, after, said, run);
    Instant now = clock.now();
    return database.write(session -> turns.ask(session, question, now));
  }

  /**
   * Has what the head answers answered once more: adds a message beside it that waits for the
   * answer of a run and becomes the head, and leaves the former one as a branch. To be called
   * before that run begins, as {@link #ask}.
   *
   * @param head the answer that is to be given anew
   * @throws RunLogException {@code BUSY} if the head is another one by now, or waits for a run that
   *     goes on
   * @throws IllegalArgumentException if nothing was said before it
   */
  public Turn askAgain(String conversation, String head, RunStart run) {
    Instant now = clock.now();
    String answer = ids.get();
    return database.write(session -> turns.askAgain(session, conversation, head, run, answer, now));
  }

  /**
   * Gives the message that waits for this run its answer, in the transaction that keeps the run's
   * ending; does nothing if no conversation waits for it.
   *
   * @param ending with the whole reply, or all of the partial one
   */
  void answered(Session session, String run, Ending ending) throws SQLException {
    turns.answered(session, run, ending);
  }

  /**
   * Goes on at another message from now on: whatever is said next becomes a branch.
   *
   * @throws RunLogException also {@code BUSY} if an answer is being written at the head
   */
  public void moveTo(String conversation, String message) {
    Instant now = clock.now();
    database.write(
        session -> {
          long number = Trees.number(session, conversation);
          long head = session.number("SELECT head FROM conversation WHERE number = ?", number);
          if (head != 0 && turns.isBeingAnswered(session, number, head, now)) {
            throw Turns.beingAnswered(conversation);
          }
          long place = Trees.message(session, number, message);
          if (place == 0) {
            throw Trees.noMessage(conversation, message);
          }
          return session.update("UPDATE conversation SET head = ? WHERE number = ?", place, number);
        });
  }

  /** The one that was written to last. */
  public Optional<Conversation> last() {
    return list(Page.first(1)).stream().findFirst();
  }

  /**
   * The one of this id, or of an id that begins so.
   *
   * @throws RunLogException if several begin so
   */
  public Optional<Conversation> find(String idOrBeginning) {
    return listing.find(idOrBeginning);
  }

  /** The ones that were written to last, the last one first. */
  public List<Conversation> list(Page page) {
    return listing.all(page);
  }

  /** The pinned ones in the same order. */
  public List<Conversation> pinned(Page page) {
    return listing.pinned(page);
  }

  /**
   * What was said, from the beginning to the head: the history of the next request. Of an answer
   * that broke off it has what came; one of which nothing came, or that goes on, is left out.
   */
  public List<Message> path(String conversation) {
    return Trees.history(messages(conversation));
  }

  /** The same to another message than the head. */
  public List<Message> path(String conversation, String leaf) {
    return Trees.history(messages(conversation, leaf));
  }

  /** All messages from the beginning to the head, with what is known of each. */
  public List<KeptMessage> messages(String conversation) {
    return database.read(session -> Trees.path(session, conversation, Optional.empty()));
  }

  /** The same to another message than the head. */
  public List<KeptMessage> messages(String conversation, String leaf) {
    return database.read(session -> Trees.path(session, conversation, Optional.of(leaf)));
  }

  /** The last message of every branch, the newest first, 1,000 at the most. */
  public List<KeptMessage> branches(String conversation) {
    return database.read(session -> Trees.leaves(session, conversation));
  }

  /** Gives it another title, of one line and at most 200 characters. */
  public void rename(String conversation, String title) {
    String line = Titles.given(title);
    database.write(
        session -> {
          long number = Trees.number(session, conversation);
          Search.indexTitle(session, number, line);
          return session.update("UPDATE conversation SET title = ? WHERE number = ?", line, number);
        });
  }

  /** Keeps it however old it gets, or no longer. */
  public void pin(String conversation, boolean whether) {
    database.write(
        session ->
            session.update(
                "UPDATE conversation SET pinned = ? WHERE number = ?",
                whether ? 1 : 0,
                Trees.number(session, conversation)));
  }

  /**
   * Deletes it, all its branches and their runs.
   *
   * @throws RunLogException also {@code BUSY} if an answer is being written there
   */
  public void delete(String conversation) {
    Instant now = clock.now();
    database.write(
        session -> {
          long number = Trees.number(session, conversation);
          if (turns.isBeingAnswered(session, number, 0, now)) {
            throw Turns.beingAnswered(conversation);
          }
          session.update(
              "DELETE FROM run WHERE id IN (SELECT run FROM message WHERE conversation = ?)",
              number);
          return Trees.remove(session, number);
        });
  }

  /**
   * Where all of these words stand, the newest message first; behind them conversations that have
   * them in the title alone that somebody gave. A word is found within others, and without regard
   * to capitals; no character of it has a meaning of its own.
   *
   * @param text words, divided by blanks; the first 32 of them and 1,000 characters count
   * @param limit how many hits at the most, from 1 to {@value Page#MAX}
   */
  public List<Hit> search(String text, int limit) {
    return Search.of(text, Page.first(limit).limit()).in(database);
  }

  /** Writes it as JSON in UTF-8, all branches of it, as {@link #importJson} reads it. */
  public void exportJson(String conversation, OutputStream out) throws IOException {
    JsonExport.write(database, listing.get(conversation), out);
  }

  /** Writes what was said from the beginning to the head, for people, as Markdown. */
  public void exportMarkdown(String conversation, Appendable out) throws IOException {
    MarkdownExport.write(listing.get(conversation), messages(conversation), out);
  }

  /**
   * Makes a conversation of what {@link #exportJson} wrote, wherever that was. Nothing of it is
   * trusted: ids are made anew, and what only a provider understands, what it keeps for a user or
   * has run itself, and whose run an answer was are left out.
   *
   * @param in read to its end and not closed, at most 50 MB
   * @return the new one
   * @throws ConversationFormatException if it is none, or too much; nothing was changed then
   * @throws IOException if reading fails; nothing was changed then
   */
  public Conversation importJson(InputStream in) throws IOException {
    return listing.get(imports.read(in));
  }

  /** Ends answers that wait for a run that never began, because its process went before it. */
  void endUnbegun() {
    if (!database.read(turns::unbegun).isEmpty()) {
      database.write(turns::endUnbegun);
    }
  }

  /** Deletes what importers have left behind that are gone. */
  void deleteUnfinishedImports() {
    imports.deleteUnfinished();
  }
}
