package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.log.Offset;
import dev.sluice.log.RunStart;
import dev.sluice.time.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetentionTest {
  private static final long ROOMY = 1L << 40;
  private static final Duration AGES = Duration.ofDays(30_000);

  @TempDir private Path temporary;

  private Store store;
  private final Instant now = Clock.system().now();

  @BeforeEach
  void openStore() {
    store = Store.builder(temporary).nativeFolder(temporary).retention(AGES, ROOMY).open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void whatIsOlderThanTheBoundGoesAndTheRestStays() {
    for (int day = 0; day < 50; day++) {
      run("day-" + day, now.minus(Duration.ofDays(day)), 10);
    }
    clean(Duration.ofDays(20).plusHours(1), ROOMY);
    for (int day = 0; day < 50; day++) {
      assertThat(store.runStore().state("day-" + day).isPresent()).isEqualTo(day <= 20);
    }
    assertThat(count("SELECT count(DISTINCT run) FROM block")).isEqualTo(21);
  }

  @Test
  void ofTooMuchTheOldestGoesAndItsRoomIsGivenBack() throws Exception {
    for (int i = 0; i < 100; i++) {
      run("run-" + i, now.minus(Duration.ofHours(100 - i)), 200_000);
    }
    store.database().moveLog();
    long before = Files.size(store.file());
    clean(AGES, 4 << 20);
    store.database().moveLog();
    assertThat(store.runStore().state("run-0")).isEmpty();
    assertThat(store.runStore().state("run-99")).isPresent();
    assertThat(count("SELECT total(length(bytes)) FROM block")).isBetween(3L << 20, 4L << 20);
    assertThat(Files.size(store.file())).isLessThan(before / 2);
  }

  @Test
  void whatGoesOnStaysHoweverOldOrLargeItIs() {
    Instant longAgo = now.minus(Duration.ofDays(400));
    long epoch = store.runStore().epoch();
    store.runStore().keep(List.of(TestRuns.start(epoch, "live", longAgo)));
    store
        .runStore()
        .keep(List.of(TestRuns.more(epoch, "live", Offset.START, 1, new byte[100_000])));
    clean(Duration.ofDays(1), 1);
    assertThat(store.runStore().state("live")).isPresent();
  }

  @Test
  void aConversationGoesWithItsRunsUnlessItIsPinnedOrIsBeingAnswered() {
    String old = talk("old");
    String pinned = talk("pinned");
    store.conversations().pin(pinned, true);
    String waiting = talk("waiting");
    end("old");
    end("pinned");
    age();
    clean(Duration.ofDays(1), ROOMY);
    assertThat(store.conversations().find(old)).isEmpty();
    assertThat(store.runStore().state("old")).isEmpty();
    assertThat(store.conversations().find(pinned)).isPresent();
    assertThat(store.runStore().state("pinned")).isPresent();
    assertThat(store.conversations().find(waiting)).isPresent();
    assertThat(store.runStore().state("waiting")).isPresent();
    assertThat(store.conversations().search("question", 10)).hasSize(2);
  }

  @Test
  void aConversationOfThousandsOfMessagesGoesAsAWhole() {
    String id = talk("long");
    end("long");
    store
        .database()
        .write(
            session ->
                session.update(
                    """
                    WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
                    INSERT INTO message (number, id, conversation, parent, role, form, created)
                    SELECT 1000 + i, 'm' || i, c.number, CASE i WHEN 1 THEN NULL ELSE 999 + i END,
                           'user', x'7b7d', 0 FROM n, conversation c
                    """));
    age();
    clean(Duration.ofDays(1), ROOMY);
    assertThat(store.conversations().find(id)).isEmpty();
    assertThat(count("SELECT count(*) FROM message")).isZero();
  }

  private void run(String id, Instant at, int bytes) {
    long epoch = store.runStore().epoch();
    store
        .runStore()
        .keep(
            List.of(
                TestRuns.start(epoch, id, at),
                TestRuns.more(epoch, id, Offset.START, 1, new byte[bytes]),
                TestRuns.end(epoch, id, new Offset(epoch, 1), at)));
  }

  private String talk(String run) {
    long epoch = store.runStore().epoch();
    RunStart start = new RunStart(run, "test/model", ChatRequest.of("question"), now);
    Turn turn =
        store
            .conversations()
            .ask(
                Optional.empty(),
                Optional.empty(),
                List.of(Message.user("a question of " + run)),
                start);
    store.runStore().keep(List.of(TestRuns.start(epoch, run)));
    return turn.conversation();
  }

  private void end(String run) {
    store.runStore().keep(List.of(TestRuns.end(store.runStore().epoch(), run, Offset.START)));
  }

  private void age() {
    store.database().write(session -> session.update("UPDATE conversation SET updated = 1"));
  }

  private void clean(Duration age, long bytes) {
    new Retention(store.database(), Clock.system(), age, bytes, () -> false).clean();
  }

  private long count(String sql) {
    return store.database().read(session -> session.number(sql));
  }
}
