package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.log.RunLogException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileImportTest {
  private static final String TEXT = "{\"k\":\"user\",\"c\":[{\"k\":\"text\",\"s\":\"x\"}]}";

  @TempDir Path folder;

  private Talks talks;
  private Conversations conversations;

  @BeforeEach
  void open() {
    talks = Talks.in(folder);
    conversations = talks.conversations;
  }

  @AfterEach
  void close() {
    talks.close();
  }

  private Conversation imported(String json) throws IOException {
    return conversations.importJson(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  /** Refused, for a reason that is told, and nothing was written. */
  private void refuses(InputStream in, String why) {
    long before = rows();
    assertThatExceptionOfType(ConversationFormatException.class)
        .isThrownBy(() -> conversations.importJson(in))
        .withMessageContaining(why);
    assertThat(rows()).isEqualTo(before);
  }

  private void refuses(String json, String why) {
    refuses(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), why);
  }

  private long rows() {
    return talks.database.<Long>read(
        session ->
            session.number("SELECT count(*) FROM message")
                + session.number("SELECT count(*) FROM conversation"));
  }

  @Test
  void whatIsNoConversationIsRefused() {
    refuses("", "it is not an object");
    refuses("[]", "it is not an object");
    refuses("{", "it is not JSON");
    refuses("{}", "it has no sluice_conversation");
    refuses("{\"sluice_conversation\":1}", "it has no messages");
    refuses("{\"messages\":[]}", "it has no sluice_conversation");
    refuses("{\"sluice_conversation\":2,\"messages\":[]}", "a later version");
    refuses("{\"sluice_conversation\":99999999999999999999,\"messages\":[]}", "");
    refuses("{\"sluice_conversation\":\"1\",\"messages\":[]}", "is no number");
    refuses("{\"sluice_conversation\":0,\"messages\":[]}", "is no number");
    refuses("{\"sluice_conversation\":1,\"messages\":{}}", "not one list");
    refuses("{\"sluice_conversation\":1,\"messages\":[],\"messages\":[]}", "not one list");
    refuses("{\"sluice_conversation\":1,\"messages\":[1]}", "not an object");
    refuses(Json.conversation() + "{}", "something stands behind");
    String whole = Json.conversation(Json.said("1", "", "x"));
    refuses(whole.substring(0, whole.length() - 1), "it is not JSON");
  }

  @Test
  void aConversationWithoutMessagesIsOne() throws IOException {
    Conversation empty = imported(Json.conversation());
    assertThat(empty.messages()).isZero();
    assertThat(empty.head()).isEmpty();
    assertThat(empty.title()).isEqualTo("T");
  }

  @Test
  void idsMustBeTextsAndBeGivenOnce() {
    refuses(Json.conversation("{\"message\":" + TEXT + "}", "{\"message\":" + TEXT + "}"), "");
    refuses(Json.conversation("{\"id\":7,\"message\":" + TEXT + "}"), "no text of 1 to 128");
    refuses(Json.conversation(Json.said("", "", "x")), "no text of 1 to 128");
    refuses(Json.conversation(Json.said("i".repeat(129), "", "x")), "no text of 1 to 128");
    refuses(
        Json.conversation(Json.said("a\\u001b", "", "x"), Json.said("a\\u001b", "", "x")),
        "several messages with the id \"a?\"");
  }

  @Test
  void parentsThatAreUnknownOrFormACircleAreRefused() {
    refuses(Json.conversation(Json.said("1", "7", "x")), "which does not stand before it");
    refuses(Json.conversation(Json.said("1", "1", "x")), "which does not stand before it");
    refuses(
        Json.conversation(Json.said("1", "2", "x"), Json.said("2", "1", "x")),
        "which does not stand before it");
  }

  @Test
  void whatIsTooDeepIsRefused() {
    String open = "[".repeat(100_000);
    refuses("{\"sluice_conversation\":1,\"x\":" + open, "it is not JSON");
    refuses(Json.conversation(Json.message("1", "", open)), "it is not JSON");
    refuses("[".repeat(1_000_000), "");
    String deep =
        "{\"k\":\"tool_result\",\"i\":\"c\",\"n\":\"n\",\"c\":[".repeat(60) + "]}".repeat(60);
    String form = "{\"k\":\"tool\",\"c\":" + deep + "}";
    refuses(Json.conversation(Json.message("1", "", form.replace("]}]}]}", "]}"))), "");
    refuses(
        Json.conversation(
            Json.message(
                "1", "", "{\"k\":\"user\",\"x\":" + "[".repeat(200) + "]".repeat(200) + "}")),
        "");
  }

  @Test
  void aDeepTreeOfResultsStaysReadable() throws IOException {
    int depth = 50;
    String deep =
        "{\"k\":\"tool_result\",\"i\":\"c\",\"n\":\"n\",\"c\":[".repeat(depth) + "]}".repeat(depth);
    Conversation kept =
        imported(Json.conversation(Json.message("1", "", "{\"k\":\"tool\",\"c\":" + deep + "}")));
    assertThat(conversations.path(kept.id())).hasSize(1);
  }

  @Test
  void whatIsTooLongIsRefusedBeforeItIsRead() {
    long[] given = new long[1];
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            given[0]++;
            return ' ';
          }

          @Override
          public int read(byte[] bytes, int from, int length) {
            given[0] += length;
            Arrays.fill(bytes, from, from + length, (byte) ' ');
            return length;
          }
        };
    refuses(
        new SequenceInputStream(
            new ByteArrayInputStream("{\"x\":\"".getBytes(StandardCharsets.UTF_8)), endless),
        "longer than 50000000 bytes");
    assertThat(given[0]).isBetween(50_000_000L - 5, 50_100_000L);
  }

  @Test
  void aMillionMessagesAreRefused() {
    StringBuilder json = new StringBuilder("{\"sluice_conversation\":1,\"messages\":[");
    for (int i = 0; i < 1_000_000; i++) {
      json.append(i == 0 ? "" : ",").append("{\"id\":\"").append(i).append("\"}");
    }
    refuses(json.append("]}").toString(), "more than 100000 messages");
  }

  @Test
  void aMessageOfAMillionPartsIsRefused() {
    String parts = "{\"k\":\"text\"},".repeat(1_000_000) + "{\"k\":\"text\"}";
    refuses(
        Json.conversation(Json.message("1", "", "{\"k\":\"user\",\"c\":[" + parts + "]}")),
        "too many parts");
  }

  @Test
  void textsOfAnyCharactersComeThrough() throws IOException {
    String form =
        "{\"k\":\"user\",\"c\":[{\"k\":\"text\",\"s\":\"a\\u0000b \\ud83d x \\udc00 \\u202e"
            + " \\u001b[31m\"}]}";
    Conversation kept =
        imported(
            Json.conversation(Json.message("\\ud83d", "", form), Json.said("2", "\\ud83d", "y"))
                .replace("\"T\"", "\"t\\u0000i\\ud83dt\\nl\\u001be\""));
    assertThat(conversations.path(kept.id()).getFirst())
        .isEqualTo(Message.user("a\u0000b \ud83d x \udc00 \u202e \u001b[31m"));
    assertThat(kept.title()).doesNotContain("\n", "\u0000").startsWith("t i");
    assertThat(conversations.search("31m", 10)).hasSize(1);
    assertThat(conversations.list(Page.first(5))).containsExactly(kept);
  }

  @Test
  void aTextThatIsNoUtf8IsRefused() {
    byte[] json = Json.conversation(Json.said("1", "", "x€")).getBytes(StandardCharsets.ISO_8859_1);
    json[new String(json, StandardCharsets.ISO_8859_1).lastIndexOf('?')] = (byte) 0xC0;
    refuses(new ByteArrayInputStream(json), "");
    byte[] wide = Json.conversation(Json.said("1", "", "x")).getBytes(StandardCharsets.UTF_16);
    refuses(new ByteArrayInputStream(wide), "not in UTF-8");
  }

  @Test
  void aMarkOfTheByteOrderInFrontIsNoHindrance() throws IOException {
    Conversation kept = imported("\ufeff" + Json.conversation(Json.said("1", "", "hello")));
    assertThat(conversations.path(kept.id())).containsExactly(Message.user("hello"));
  }

  @Test
  void whatWasIndentedByAnotherProgramIsRead() throws IOException {
    String json =
        """
        {
          "messages" : [ {
            "message" : { "k" : "user", "c" : [ { "k" : "text", "s" : "hello" } ] },
            "id" : "1", "parent" : null, "created" : "yesterday", "ending" : "won", "news" : [ 1 ]
          } ],
          "head" : "nobody",
          "sluice_conversation" : 1
        }
        """;
    Conversation kept = imported(json);
    assertThat(conversations.path(kept.id())).containsExactly(Message.user("hello"));
    assertThat(conversations.messages(kept.id()).getFirst().ending()).isEmpty();
    assertThat(kept.head()).isPresent();
  }

  @Test
  void messagesThatAreNoneAreRefusedAndUnknownOnesLeftOut() throws IOException {
    refuses(Json.conversation(Json.message("1", "", "{}")), "one of its messages is none");
    refuses(Json.conversation(Json.message("1", "", "[]")), "one of its messages is none");
    refuses(Json.conversation(Json.message("1", "", "\"x\"")), "one of its messages is none");
    refuses(Json.conversation(Json.message("1", "", "null")), "one of its messages is none");
    refuses(
        Json.conversation(Json.message("1", "", "{\"k\":\"user\",\"c\":{}}")),
        "one of its messages is none");
    Conversation kept =
        imported(
            Json.conversation(
                Json.said("1", "", "one"),
                Json.message("2", "1", "{\"k\":\"news\",\"x\":1}"),
                Json.said("3", "2", "three")));
    assertThat(conversations.path(kept.id()))
        .containsExactly(Message.user("one"), Message.user("three"));
  }

  @Test
  void timesThatCannotBeAreNow() throws IOException {
    String json =
        Json.conversation(
            Json.said("1", "", "x")
                .replace("\"id\"", "\"created\":\"9999-01-01T00:00:00Z\",\"id\""),
            Json.said("2", "1", "x")
                .replace("\"id\"", "\"created\":\"-9999-01-01T00:00:00Z\",\"id\""),
            Json.said("3", "2", "x")
                .replace("\"id\"", "\"created\":\"2001-01-01T00:00:00Z\",\"id\""));
    Conversation kept = imported(json);
    Instant now = talks.clock.now();
    assertThat(conversations.messages(kept.id()).stream().map(KeptMessage::created))
        .containsExactly(now, now, Instant.parse("2001-01-01T00:00:00Z"));
    assertThat(kept.updated()).isEqualTo(now);
  }

  @Test
  void addressesThatAreNotOfTheWebAreLeftOut() throws IOException {
    Conversation kept =
        imported(
            Json.conversation(
                Json.message(
                    "1",
                    "",
                    Message.user(
                        Part.image(URI.create("https://example.com/a.png")),
                        Part.image(URI.create("file:///etc/passwd"))))));
    assertThat(conversations.path(kept.id()))
        .containsExactly(Message.user(Part.image(URI.create("https://example.com/a.png"))));
  }

  @Test
  void anInputThatBreaksOffChangesNothing() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }

          @Override
          public int read(byte[] bytes, int from, int length) throws IOException {
            throw new IOException("gone");
          }
        };
    long before = rows();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                conversations.importJson(
                    new SequenceInputStream(
                        new ByteArrayInputStream(
                            Json.conversation(Json.said("1", "", "x"))
                                .getBytes(StandardCharsets.UTF_8)),
                        broken)))
        .withMessage("gone");
    assertThat(rows()).isEqualTo(before);
  }

  @Test
  void aDiskThatIsFullLeavesNothingBehind() {
    long before = rows();
    String[] messages = new String[2000];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = Json.said("m" + i, i == 0 ? "" : "m" + (i - 1), "text " + "y".repeat(900));
    }
    talks.database.maintain(
        session -> {
          session.execute("PRAGMA max_page_count = " + (session.number("PRAGMA page_count") + 250));
          return before;
        });
    assertThatExceptionOfType(RunLogException.class)
        .isThrownBy(() -> imported(Json.conversation(messages)))
        .satisfies(told -> assertThat(told.kind()).isEqualTo(RunLogException.Kind.FULL));
    assertThat(rows()).isEqualTo(before);
    assertThat(conversations.list(Page.first(5))).isEmpty();
  }

  @Test
  void whatAnImporterThatDiedHasLeftBehindIsSeenByNobodyAndDeleted() {
    try (Talks other = talks.another()) {
      long epoch = other.epoch;
      talks.database.write(
          session ->
              session.update(
                  "INSERT INTO conversation (id, title, created, updated, arriving)"
                      + " VALUES ('HALF', 'half', 1, 1, ?)",
                  epoch));
      assertThat(conversations.list(Page.first(5))).isEmpty();
      assertThat(conversations.find("HALF")).isEmpty();
      assertThat(conversations.search("half", 5)).isEmpty();
      conversations.deleteUnfinishedImports();
      assertThat(rows()).isEqualTo(1);
      other.die();
      conversations.deleteUnfinishedImports();
      assertThat(rows()).isZero();
    }
  }

  @Test
  void messagesThatAllStandBelowEachOtherAreReadAndDeleted() throws IOException {
    String[] messages = new String[3_000];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = Json.said("m" + i, i == 0 ? "" : "m" + (i - 1), "text " + i);
    }
    Conversation made = imported(Json.conversation(messages));
    assertThat(conversations.messages(made.id())).hasSize(messages.length);
    conversations.delete(made.id());
    assertThat(rows()).isZero();
  }

  @Test
  void whatAnImporterThatDiedHasLeftBehindIsDeletedHoweverDeepItIs() throws IOException {
    String[] messages = new String[3_000];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = Json.said("m" + i, i == 0 ? "" : "m" + (i - 1), "text " + i);
    }
    imported(Json.conversation(messages));
    talks.database.write(session -> session.update("UPDATE conversation SET arriving = 77"));
    conversations.deleteUnfinishedImports();
    assertThat(rows()).isZero();
  }

  @Test
  void anyDamageIsRefusedOrReadAndNeverAnotherException() throws IOException {
    String good =
        Json.conversation(
            Json.said("1", "", "one"),
            Json.message("2", "1", Message.assistant("two")),
            Json.said("3", "2", "three"));
    Random random = new Random(20_261_129L);
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
      for (int n = random.nextInt(3); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean() ? (byte) random.nextInt() : bytes[random.nextInt(bytes.length)];
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
      try {
        ImportedTree tree = ImportedTree.of(Arrays.copyOf(bytes, length));
        for (int place = 0; place < tree.size(); place++) {
          assertThat(tree.parent(place)).isLessThan(place);
          tree.message(place);
        }
      } catch (ConversationFormatException refused) {
        assertThat(refused).message().isNotBlank();
      }
    }
  }
}
