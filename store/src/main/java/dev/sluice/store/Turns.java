package dev.sluice.store;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Message;
import dev.sluice.chat.Reply;
import dev.sluice.log.RunLogException;
import dev.sluice.log.RunStart;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Questions and answers: how conversations grow. */
final class Turns {
  /** A run whose row is not there after this long never began: its start could not be kept. */
  private static final Duration BEGINS_WITHIN = Duration.ofMinutes(1);

  private final Writing writing;
  private final Supplier<String> ids;

  Turns(Writing writing, Supplier<String> ids) {
    this.writing = writing;
    this.ids = ids;
  }

  /** A question that is ready to be written. */
  record Question(
      Optional<String> conversation,
      Optional<String> after,
      List<NewMessage> said,
      String title,
      RunStart run) {}

  /** Codes a question, outside of any transaction. */
  Question question(
      Optional<String> conversation, Optional<String> after, List<Message> said, RunStart run) {
    List<NewMessage> coded = new ArrayList<>(said.size());
    said.forEach(message -> coded.add(NewMessage.of(ids.get(), message)));
    return new Question(conversation, after, coded, Titles.of(said), run);
  }

  /** Adds a question and the message that waits for its answer. */
  Turn ask(Session session, Question question, Instant now) throws SQLException {
    Place place =
        question.conversation().isPresent()
            ? place(session, question.conversation().get(), question.after(), now)
            : begin(session, "", now);
    Long parent = place.head;
    List<String> said = new ArrayList<>();
    for (NewMessage message : question.said()) {
      parent = message.insert(session, place.number, parent, now, null);
      said.add(message.id());
    }
    if (parent == null) {
      throw nothingToAnswer();
    }
    String answer = ids.get();
    await(session, place, parent, answer, question.run(), question.title(), now);
    return new Turn(place.id, said, answer);
  }

  /** Adds a message that waits for an answer beside the head, which becomes a branch. */
  Turn askAgain(
      Session session, String conversation, String head, RunStart run, String answer, Instant now)
      throws SQLException {
    Place place = place(session, conversation, Optional.of(head), now);
    long answered = Objects.requireNonNull(place.head, "that is its head");
    // The rounds of an answer were added behind the message that waited for it: what has a lower
    // number was there before, and is what was asked.
    long question =
        session.number(
            """
            WITH RECURSIVE above(number, parent) AS (
              SELECT number, parent FROM message WHERE number = ?1
              UNION ALL
              SELECT m.number, m.parent FROM message m JOIN above ON m.number = above.parent)
            SELECT coalesce(max(number), 0) FROM above WHERE number < ?1
            """,
            answered);
    if (question == 0) {
      throw nothingToAnswer();
    }
    await(session, place, question, answer, run, "", now);
    return new Turn(place.id, List.of(), answer);
  }

  /** Adds the message that waits for the answer of a run, and makes it the head. */
  private void await(
      Session session,
      Place place,
      long parent,
      String answer,
      RunStart run,
      String title,
      Instant now)
      throws SQLException {
    session.update(
        """
        INSERT INTO message (id, conversation, parent, role, created, run, epoch)
        VALUES (?, ?, ?, 'assistant', ?, ?, ?)
        """,
        answer,
        place.number,
        parent,
        now.toEpochMilli(),
        run.id(),
        writing.epoch());
    session.update(
        """
        UPDATE conversation SET head = last_insert_rowid(), updated = ?,
          title = CASE title WHEN '' THEN ? ELSE title END
        WHERE number = ?
        """,
        now.toEpochMilli(),
        title,
        place.number);
  }

  private static IllegalArgumentException nothingToAnswer() {
    return new IllegalArgumentException("nothing was said that could be answered");
  }

  /** Where the next message goes. */
  record Place(String id, long number, @Nullable Long head) {}

  /** Makes a conversation. */
  Place begin(Session session, String title, Instant now) throws SQLException {
    String id = ids.get();
    session.update(
        "INSERT INTO conversation (id, title, created, updated) VALUES (?, ?, ?, ?)",
        id,
        title,
        now.toEpochMilli(),
        now.toEpochMilli());
    long number = session.number("SELECT last_insert_rowid()");
    Search.indexTitle(session, number, title);
    return new Place(id, number, null);
  }

  private Place place(Session session, String id, Optional<String> after, Instant now)
      throws SQLException {
    try (ResultSet row =
        session.query(
            """
            SELECT c.number, c.head, m.id FROM conversation c LEFT JOIN message m ON m.number = c.head
            WHERE c.id = ? AND c.arriving IS NULL
            """,
            id)) {
      if (!row.next()) {
        throw Trees.gone(id);
      }
      String head = row.getString(3);
      if (after.isPresent() && !after.get().equals(head)) {
        throw new RunLogException(
            RunLogException.Kind.BUSY,
            "the conversation "
                + id
                + " has gone on meanwhile: somebody else wrote there; read it anew and ask again");
      }
      long number = row.getLong(1);
      Long headNumber = head == null ? null : Long.valueOf(row.getLong(2));
      if (headNumber != null && isBeingAnswered(session, number, headNumber, now)) {
        throw beingAnswered(id);
      }
      return new Place(id, number, headNumber);
    }
  }

  static RunLogException beingAnswered(String id) {
    return new RunLogException(
        RunLogException.Kind.BUSY,
        "an answer is being written in the conversation " + id + "; wait for its end or cancel it");
  }

  /** Whether this message, or with 0 any one of the conversation, waits for a run that goes on. */
  boolean isBeingAnswered(Session session, long conversation, long message, Instant now)
      throws SQLException {
    try (ResultSet rows =
        session.query(
            """
            SELECT m.epoch, m.created, r.number, r.epoch, r.ended
            FROM message m LEFT JOIN run r ON r.id = m.run
            WHERE m.conversation = ?1 AND m.form IS NULL AND (?2 = 0 OR m.number = ?2)
            """,
            conversation,
            message)) {
      while (rows.next()) {
        boolean begun = rows.getObject(3) != null;
        boolean goesOn =
            begun
                ? rows.getObject(5) == null
                : rows.getLong(2) > now.minus(BEGINS_WITHIN).toEpochMilli();
        if (goesOn && writing.lives(rows.getLong(begun ? 4 : 1))) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Runs that messages wait for and that will never be: they have no row, and whoever was to begin
   * them is gone.
   */
  List<String> unbegun(Session session) throws SQLException {
    List<String> runs = new ArrayList<>();
    try (ResultSet rows =
        session.query(
            """
            SELECT run, epoch FROM message
            WHERE form IS NULL AND NOT EXISTS (SELECT 1 FROM run WHERE run.id = message.run)
            """)) {
      while (rows.next()) {
        if (!writing.lives(rows.getLong(2))) {
          runs.add(rows.getString(1));
        }
      }
    }
    return runs;
  }

  /** Ends the answers that wait for those, with nothing in them; how many that were. */
  int endUnbegun(Session session) throws SQLException {
    List<String> runs = unbegun(session);
    for (String run : runs) {
      answered(
          session,
          run,
          new Ending.Incomplete(
              Reply.builder().build(), new Cause.Interrupted(new Failure.ProcessEnded(""))));
    }
    return runs.size();
  }

  /**
   * Gives the message that waits for a run its answer, if there is one. Of an answer of several
   * rounds the earlier messages go in between, so that what was hung below it stays there.
   */
  void answered(Session session, String run, Ending ending) throws SQLException {
    try (ResultSet row =
        session.query(
            "SELECT number, conversation, parent, created FROM message WHERE run = ? AND form IS"
                + " NULL",
            run)) {
      if (!row.next()) {
        return;
      }
      long number = row.getLong(1);
      long conversation = row.getLong(2);
      Long parent = row.getObject(3) == null ? null : Long.valueOf(row.getLong(3));
      Instant created = Instant.ofEpochMilli(row.getLong(4));
      List<NewMessage> messages = coded(ending);
      for (NewMessage round : messages.subList(0, messages.size() - 1)) {
        parent = round.insert(session, conversation, parent, created, null);
      }
      NewMessage answer = messages.getLast();
      session.update(
          "UPDATE message SET form = ?, role = ?, parent = ?, ending = ? WHERE number = ?",
          answer.form(),
          answer.role(),
          parent,
          ending.kind(),
          number);
      answer.index(session, number);
      session.update(
          "UPDATE conversation SET updated = max(updated, coalesce((SELECT ended FROM run WHERE id"
              + " = ?), updated)) WHERE number = ?",
          run,
          conversation);
    }
  }

  /**
   * The messages of an answer, at least one. What is too deep or too long for a message's form is
   * left out: the run has it, and whatever is thrown here would keep its ending from being kept.
   */
  private List<NewMessage> coded(Ending ending) {
    List<NewMessage> coded = new ArrayList<>();
    for (Message message : ending.reply().toMessages()) {
      try {
        coded.add(NewMessage.of(ids.get(), message));
      } catch (IllegalArgumentException e) {
        coded.clear(); // what comes before it makes no sense without it
        break;
      }
    }
    if (coded.isEmpty()) {
      Message nothing = new Message.Assistant(List.of(), ending.reply().askedModel());
      coded.add(NewMessage.of(ids.get(), nothing));
    }
    return coded;
  }
}
