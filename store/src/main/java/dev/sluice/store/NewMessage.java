package dev.sluice.store;

import dev.sluice.chat.Message;
import dev.sluice.codec.MessageCodec;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message on its way to its row: coded before the transaction begins, which is then shorter. */
@SuppressWarnings("ArrayRecordComponent") // carried, not compared
record NewMessage(String id, String role, byte[] form, String text) {

  static NewMessage of(String id, Message message) {
    return new NewMessage(
        id, Forms.role(message), MessageCodec.encode(message), Wording.of(message));
  }

  /** Adds its row; the row's number. */
  long insert(
      Session session,
      long conversation,
      @Nullable Long parent,
      Instant created,
      @Nullable String ending)
      throws SQLException {
    session.update(
        """
        INSERT INTO message (id, conversation, parent, role, form, created, ending)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        id,
        conversation,
        parent,
        role,
        form,
        created.toEpochMilli(),
        ending);
    long number = session.number("SELECT last_insert_rowid()");
    index(session, number);
    return number;
  }

  /** Makes its text findable as that of this row. */
  void index(Session session, long number) throws SQLException {
    Search.index(session, number, text);
  }
}
