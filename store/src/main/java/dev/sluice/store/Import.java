package dev.sluice.store;

import dev.sluice.log.RunLogException;
import dev.sluice.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings in a conversation that was exported. What comes is read and checked whole before anything
 * is written. Then it is written in several short transactions, so that answers that are being kept
 * don't wait for a long one, and the last of them makes it a conversation that others see.
 */
final class Import {
  /** A longer input is refused. */
  static final int MAX_BYTES = 50_000_000;

  /** Of texts in one transaction, in characters. */
  private static final int BATCH_CHARACTERS = 1 << 19;

  private static final int BATCH_MESSAGES = 500;

  private final Database database;
  private final Writing writing;
  private final Clock clock;
  private final Supplier<String> ids;

  Import(Database database, Writing writing, Clock clock, Supplier<String> ids) {
    this.database = database;
    this.writing = writing;
    this.clock = clock;
    this.ids = ids;
  }

  /** Reads all of it and keeps it; the new conversation's id. */
  String read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new ConversationFormatException("it is longer than " + MAX_BYTES + " bytes");
    }
    return new Arrival(ImportedTree.of(bytes), clock.now()).keep();
  }

  /** Deletes what importers that are gone have not brought to its end. */
  void deleteUnfinished() {
    List<Long> left = database.read(this::unfinished);
    if (!left.isEmpty()) {
      database.write(
          session -> {
            for (long number : left) {
              if (session.number(
                      "SELECT count(*) FROM conversation WHERE number = ? AND arriving IS NOT NULL",
                      number)
                  > 0) {
                Trees.remove(session, number);
              }
            }
            return left;
          });
    }
  }

  private List<Long> unfinished(Session session) throws SQLException {
    List<Long> left = new ArrayList<>();
    try (ResultSet rows =
        session.query("SELECT number, arriving FROM conversation WHERE arriving IS NOT NULL")) {
      while (rows.next()) {
        if (!writing.lives(rows.getLong(2))) {
          left.add(rows.getLong(1));
        }
      }
    }
    return left;
  }

  /** One conversation on its way in. */
  private final class Arrival {
    private final ImportedTree tree;
    private final Instant now;
    private final String id = ids.get();
    private final long[] numbers;
    private long conversation;

    Arrival(ImportedTree tree, Instant now) {
      this.tree = tree;
      this.now = now;
      this.numbers = new long[tree.size()];
    }

    String keep() {
      conversation = database.write(this::begin);
      try {
        for (int next = 0; next < numbers.length; ) {
          next = keepSome(next);
        }
        database.write(this::finish);
        return id;
      } catch (RuntimeException | Error e) {
        takeBack(e);
        throw e;
      }
    }

    private long begin(Session session) throws SQLException {
      String title = Titles.given(tree.title());
      session.update(
          "INSERT INTO conversation (id, title, created, updated, arriving) VALUES (?, ?, ?, ?, ?)",
          id,
          title,
          millis(tree.created()),
          now.toEpochMilli(),
          writing.epoch());
      long number = session.number("SELECT last_insert_rowid()");
      Search.indexTitle(session, number, title);
      return number;
    }

    /** The first message that isn't kept yet. */
    private int keepSome(int first) {
      List<NewMessage> some = new ArrayList<>();
      int characters = 0;
      while (first + some.size() < numbers.length
          && some.size() < BATCH_MESSAGES
          && characters < BATCH_CHARACTERS) {
        NewMessage message = NewMessage.of(ids.get(), tree.message(first + some.size()));
        characters += message.text().length();
        some.add(message);
      }
      database.write(
          session -> {
            for (int i = 0; i < some.size(); i++) {
              insert(session, first + i, some.get(i));
            }
            return some;
          });
      return first + some.size();
    }

    private void insert(Session session, int place, NewMessage message) throws SQLException {
      int parent = tree.parent(place);
      numbers[place] =
          message.insert(
              session,
              conversation,
              parent < 0 ? null : Long.valueOf(numbers[parent]),
              Instant.ofEpochMilli(millis(tree.created(place))),
              tree.ending(place).orElse(null));
    }

    private int finish(Session session) throws SQLException {
      int head = tree.head();
      return session.update(
          "UPDATE conversation SET arriving = NULL, head = ? WHERE number = ?",
          head < 0 ? null : Long.valueOf(numbers[head]),
          conversation);
    }

    private void takeBack(Throwable why) {
      try {
        database.write(session -> Trees.remove(session, conversation));
      } catch (RunLogException e) {
        why.addSuppressed(e); // nobody sees it, and a later store deletes it
      }
    }

    /** Nothing was said before there were such files, or will be tomorrow. */
    private long millis(Optional<Instant> told) {
      Instant at = told.orElse(now);
      boolean isPossible = at.isAfter(Instant.EPOCH) && at.isBefore(now);
      return (isPossible ? at : now).toEpochMilli();
    }
  }
}
