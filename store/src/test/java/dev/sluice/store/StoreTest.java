package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import dev.sluice.log.RunLogException;
import dev.sluice.log.RunLogException.Kind;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunStore;
import dev.sluice.log.RunStore.Verdict;
import dev.sluice.log.RunWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreTest {
  @TempDir private Path temporary;

  @Test
  void theFolderAndAllThatIsInItAreForTheirUserAlone() throws IOException {
    Path folder = temporary.resolve("deep/data");
    try (Store store = open(folder)) {
      keepOne(store, "one");
      assertThat(permissions(folder)).isEqualTo("rwx------");
      try (Stream<Path> inside = Files.walk(folder)) {
        assertThat(inside.filter(Files::isRegularFile))
            .extracting(file -> file.getFileName().toString())
            .contains("sluice.db", "sluice.db-wal", "sluice.db-shm", "1.lock");
      }
      try (Stream<Path> inside = Files.walk(folder)) {
        assertThat(inside.filter(Files::isRegularFile))
            .allMatch(file -> permissions(file).equals("rw-------"));
      }
    }
  }

  @Test
  void anEmptyFolderThatOthersCouldReadIsClosedToThem() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("data"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    open(folder).close();
    assertThat(permissions(folder)).isEqualTo("rwx------");
  }

  @Test
  void aFolderThatHoldsOtherThingsStaysAsItsUserHasItAndTheFilesAreStillClosed()
      throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("data"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(folder.resolve("letter.txt"), "his own");
    try (Store store = open(folder)) {
      keepOne(store, "one");
      assertThat(permissions(folder)).isEqualTo("rwxr-xr-x");
      for (String name : List.of("sluice.db", "sluice.db-wal", "sluice.db-shm")) {
        assertThat(permissions(folder.resolve(name))).isEqualTo("rw-------");
      }
    }
  }

  @Test
  void theFoldersNameMayHoldWhatMeansSomethingInAnAddress() throws IOException {
    Path folder = temporary.resolve("50% of? my #data & mode=memory\u00e9");
    try (Store store = open(folder)) {
      keepOne(store, "one");
    }
    assertThat(folder.resolve("sluice.db")).isRegularFile();
    try (Store store = open(folder)) {
      assertThat(store.runStore().state("one")).isPresent();
    }
  }

  @Test
  void whatALaterVersionWroteIsRefusedAndLeftAsItIs() throws Exception {
    open(temporary.resolve("data")).close();
    change("PRAGMA user_version = 77");
    refused(Kind.NEWER, "sluice.db", "later version", "77");
    change("PRAGMA user_version = " + Schema.VERSION);
    open(temporary.resolve("data")).close();
  }

  @Test
  void anotherProgramsDatabaseIsRefused() throws Exception {
    Files.createDirectories(temporary.resolve("data"));
    change("CREATE TABLE birds (name TEXT)");
    refused(Kind.CORRUPT, "sluice.db", "move it away");
  }

  @Test
  void whatIsNoDatabaseIsRefused() throws IOException {
    Path file = Files.createDirectories(temporary.resolve("data")).resolve("sluice.db");
    Files.writeString(file, "Dear diary, ".repeat(1000));
    refused(Kind.CORRUPT, "sluice.db", "move it away", "sluice.db-wal");
    assertThat(file).content().startsWith("Dear diary");
  }

  @Test
  void damageInTheMiddleIsToldWhenItIsMet() throws IOException {
    Path folder = temporary.resolve("data");
    try (Store store = open(folder)) {
      for (int i = 0; i < 50; i++) {
        keepOne(store, "run-" + i);
      }
    }
    Path file = folder.resolve("sluice.db");
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 4096; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    Files.write(file, bytes);
    assertThatThrownBy(
            () -> {
              try (Store store = open(folder)) {
                store.runStore().state("run-7");
              }
            })
        .isInstanceOfSatisfying(
            RunLogException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
              assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("move it");
            });
  }

  @Test
  void aFileInThePlaceOfTheFolderIsRefused() throws IOException {
    Files.writeString(temporary.resolve("data"), "no folder");
    refused(Kind.UNUSABLE, "data", "it is not a folder");
  }

  @Test
  void aFolderInThePlaceOfTheFileIsRefused() throws IOException {
    Files.createDirectories(temporary.resolve("data/sluice.db"));
    refused(Kind.UNUSABLE, "there is a folder in the place of the file");
  }

  @Test
  void aFolderThatMayNotBeWrittenIsRefused() throws IOException {
    assumeFalse(System.getProperty("user.name").equals("root"), "root writes everywhere");
    Path folder = Files.createDirectory(temporary.resolve("data"));
    Files.writeString(folder.resolve("letter.txt"), "his own");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
    refused(Kind.UNUSABLE, "data", "may not write", "name another folder");
  }

  @Test
  void aFolderWhereNothingCanBeMadeIsRefused() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "a Linux has such a folder");
    assertThatThrownBy(() -> open(Path.of("/proc/sluice-data")))
        .isInstanceOfSatisfying(
            RunLogException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNUSABLE))
        .hasMessageContaining("/proc/sluice-data")
        .hasMessageContaining("name another folder");
  }

  @Test
  void whatAnotherProgramLocksIsToldAsLockedAndWorksOnceItIsLetGo() throws Exception {
    Path folder = temporary.resolve("data");
    try (Store store =
        Store.builder(folder).nativeFolder(temporary).patience(Duration.ofMillis(250)).open()) {
      try (Connection other = connect();
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        assertThatThrownBy(() -> keepOne(store, "one"))
            .isInstanceOfSatisfying(
                RunLogException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED))
            .hasMessageContaining("locked by another process");
        assertThat(store.runStore().state("one")).isEmpty(); // who reads waits for nobody
        assertThatThrownBy(() -> Store.builder(folder).patience(Duration.ofMillis(250)).open())
            .isInstanceOfSatisfying(
                RunLogException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED));
        statement.execute("ROLLBACK");
      }
      keepOne(store, "one");
      assertThat(store.runStore().state("one")).isPresent();
    }
  }

  @Test
  void whatFindsNoRoomIsToldAsFullAndLeavesNothingBehind() {
    try (Store store = open(temporary.resolve("data"))) {
      RunStore runs = store.runStore();
      keepOne(store, "one");
      store
          .database()
          .maintain(
              session ->
                  session.number(
                      "PRAGMA max_page_count = " + (session.number("PRAGMA page_count") + 2)));
      byte[] large = new byte[100_000];
      long epoch = runs.epoch();
      Offset last = runs.state("one").orElseThrow().last();
      assertThatThrownBy(
              () ->
                  runs.keep(
                      List.of(
                          TestRuns.start(epoch, "two"),
                          TestRuns.more(epoch, "one", last, 5, large))))
          .isInstanceOfSatisfying(
              RunLogException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FULL))
          .hasMessageContaining("sluice.db has no room to grow")
          .hasMessageContaining("free some");
      assertThat(runs.state("two")).isEmpty();
      assertThat(runs.state("one").orElseThrow().last()).isEqualTo(last);
      store.database().maintain(session -> session.number("PRAGMA max_page_count = 1000000"));
      assertThat(runs.keep(List.of(TestRuns.more(epoch, "one", last, 5, large))))
          .containsExactly(Verdict.KEPT);
    }
  }

  @Test
  void afterClosingNothingIsKeptAnymore() {
    Store store = open(temporary.resolve("data"));
    store.close();
    store.close();
    assertThatThrownBy(() -> keepOne(store, "one"))
        .isInstanceOfSatisfying(
            RunLogException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
  }

  @Test
  void onceTheLastOneIsClosedThereIsOneFileAndNoLockIsLeft() throws IOException {
    Path folder = temporary.resolve("data");
    try (Store store = open(folder);
        Store another = open(folder)) {
      keepOne(store, "one");
      keepOne(another, "two");
    }
    try (Stream<Path> inside = Files.walk(folder)) {
      assertThat(inside.filter(Files::isRegularFile)).containsExactly(folder.resolve("sluice.db"));
    }
  }

  @Test
  void closingKeepsWhatWasToldAlsoForWhoeverIsInterrupted() {
    Store store = open(temporary.resolve("data"));
    RunWriter writer = store.runs().begin(start("one"));
    writer.onEvent(new StreamEvent.TextDelta(0, "Forty-"));
    Thread.currentThread().interrupt();
    store.close();
    assertThat(Thread.interrupted()).isTrue();
    try (Store again = open(temporary.resolve("data"))) {
      assertThat(again.runs().state("one").orElseThrow().last()).isEqualTo(writer.offset());
    }
  }

  @Test
  void anInterruptHindersNobodyToLookWhoIsGone() throws IOException {
    Path folder = temporary.resolve("data");
    try (Store store = unsettled(folder)) {
      store.runs().begin(start("one")).onEvent(new StreamEvent.TextDelta(0, "Forty-"));
    }
    Files.createFile(folder.resolve("writers/1.lock"));
    Thread.currentThread().interrupt();
    try (Store store = unsettled(folder)) {
      Files.createFile(folder.resolve("writers/1.lock"));
      assertThat(store.runs().settleOrphans()).containsExactly("one");
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whatIsNoLockStaysInTheFolderOfLocks() throws Exception {
    Path folder = temporary.resolve("data");
    open(folder).close();
    Path writers = folder.resolve("writers");
    Files.writeString(writers.resolve("yarn.lock"), "his own");
    Files.createDirectories(writers.resolve("7.lock/deep"));
    Files.createSymbolicLink(writers.resolve("2.lock"), temporary.resolve("elsewhere"));
    Files.createSymbolicLink(writers.resolve("12.lock"), temporary);
    // Whoever opens it to read waits for a writer.
    new ProcessBuilder("mkfifo", writers.resolve("13.lock").toString()).start().waitFor();
    try (Store store = unsettled(folder)) {
      keepOne(store, "one");
      assertThat(store.runs().settleOrphans()).isEmpty();
    }
    assertThat(writers.resolve("yarn.lock")).hasContent("his own");
    assertThat(writers.resolve("7.lock/deep")).isDirectory();
    assertThat(temporary.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void retentionOfNothingIsRefused() {
    assertThatThrownBy(() -> Store.builder(temporary).retention(Duration.ZERO, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Store.builder(temporary).retention(Duration.ofDays(1), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Store unsettled(Path folder) {
    return Store.builder(folder)
        .nativeFolder(temporary.resolve("cache"))
        .settlesOrphans(false)
        .open();
  }

  private static RunStart start(String run) {
    return new RunStart(run, "test/model", ChatRequest.of("say something"), TestRuns.AT);
  }

  private Store open(Path folder) {
    return Store.builder(folder).nativeFolder(temporary.resolve("cache")).open();
  }

  private void refused(Kind kind, String... said) {
    assertThatThrownBy(() -> open(temporary.resolve("data")).close())
        .isInstanceOfSatisfying(RunLogException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContainingAll(said);
  }

  private static void keepOne(Store store, String run) {
    long epoch = store.runStore().epoch();
    assertThat(
            store
                .runStore()
                .keep(
                    List.of(
                        TestRuns.start(epoch, run),
                        TestRuns.more(epoch, run, Offset.START, 2, TestRuns.bytes("text")))))
        .containsOnly(Verdict.KEPT);
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:sqlite:" + temporary.resolve("data").resolve("sluice.db"));
  }

  private void change(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String permissions(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
