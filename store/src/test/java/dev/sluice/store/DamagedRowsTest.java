package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import dev.sluice.log.RunLogException;
import dev.sluice.log.RunLogException.Kind;
import dev.sluice.log.RunReader;
import dev.sluice.log.RunStart;
import dev.sluice.time.Clock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that this program would not have written: what they spoil is their own run, and told. */
final class DamagedRowsTest {
  @TempDir private Path temporary;

  private final List<RunLogException> troubles = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run SET request = x'00ff'",
        "run SET request = x''",
        "run SET owner = printf('%.*c', 600, 'x')",
        "run SET created = 9223372036854775807",
        "run SET epoch = -9223372036854775808",
        "run SET epoch = 9223372036854775807",
        "block SET epoch = 0",
        "block SET epoch = -7",
        "block SET position = -9",
        "block SET position = 9223372036854775807",
        "block SET count = 4294967297",
        "block SET count = 4294967295",
        "block SET count = 9223372036854775807",
        "block SET bytes = x''",
        "block SET bytes = x'0005'",
        "block SET bytes = x'00027b7d'",
        "block SET bytes = x'09'"
      })
  void anOrphanThatIsDamagedHindersNoOther(String damage) throws Exception {
    try (Store store = open()) {
      for (String run : List.of("one", "two")) {
        ask(store, run);
        store.runs().begin(start(run)).onEvent(new StreamEvent.TextDelta(0, "Forty-"));
      }
    }
    change(
        "UPDATE "
            + damage
            + " WHERE "
            + (damage.startsWith("run") ? "number" : "run")
            + " = (SELECT number FROM run WHERE id = 'one')");
    try (Store store = open()) {
      store.runs().settleOrphans();
      assertThat(store.runs().state("two").orElseThrow().ended()).isPresent();
      assertThat(troubles).hasSizeLessThan(2).allMatch(told -> told.kind() == Kind.CORRUPT);
      assertThat(isReadOrCorrupt(store)).isTrue();
      for (Conversation one : store.conversations().list(Page.first(9))) {
        store.conversations().messages(one.id());
        RunStart next = start(one.id());
        store
            .conversations()
            .ask(Optional.of(one.id()), Optional.empty(), List.of(Message.user("And?")), next);
      }
      assertThat(store.kept().list(Page.first(9))).hasSize(2);
      store.kept().delete("one");
      assertThat(store.kept().find("one")).isEmpty();
    }
  }

  private static boolean isReadOrCorrupt(Store store) {
    try (RunReader reader = store.runs().read("one", Offset.START)) {
      while (reader.poll()) {
        assertThat(reader.offset().position()).isLessThan(9);
      }
      return true; // to its end, or to where it waits for one that cannot be written
    } catch (RunLogException told) {
      return told.kind() == Kind.CORRUPT;
    }
  }

  @Test
  void aTurnWhoseProcessWentBeforeItsRunBeganIsEnded() throws Exception {
    Turn turn;
    try (Store store = open()) {
      turn = ask(store, "one");
    }
    try (Store store = open()) {
      store.runs().settleOrphans();
      assertThat(store.conversations().messages(turn.conversation()).getLast().ending())
          .contains("interrupted");
    }
  }

  private Store open() {
    return Store.builder(temporary.resolve("data"))
        .nativeFolder(temporary)
        .settlesOrphans(false)
        .onTrouble(troubles::add)
        .open();
  }

  private static Turn ask(Store store, String run) {
    return store
        .conversations()
        .ask(
            Optional.empty(),
            Optional.empty(),
            List.of(Message.user("What is the answer?")),
            start(run));
  }

  private static RunStart start(String run) {
    return new RunStart(
        run, "test/model", ChatRequest.of("What is the answer?"), Clock.system().now());
  }

  private void change(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + temporary.resolve("data").resolve("sluice.db"));
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }
}
