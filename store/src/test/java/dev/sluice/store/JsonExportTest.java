package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonExportTest {
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

  private String exported(String id) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    conversations.exportJson(id, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private Conversation imported(String json) throws IOException {
    return conversations.importJson(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aConversationIsAnObjectWithAMessageToALine() throws IOException {
    String id = talks.said("a \"question\"\n", "an answer");
    List<KeptMessage> messages = conversations.messages(id);
    String json = exported(id);
    assertThat(json.lines().toList()).hasSize(4);
    assertThat(json)
        .startsWith("{\"sluice_conversation\":1,\"id\":\"" + id + "\",\"title\":")
        .contains(
            "{\"id\":\""
                + messages.getFirst().id()
                + "\",\"role\":\"user\",\"created\":\""
                + messages.getFirst().created()
                + "\",\"message\":{\"k\":\"user\",\"c\":[{\"k\":\"text\",\"s\":\"a"
                + " \\\"question\\\"\\n\"}]}}")
        .contains("\"ending\":\"completed\"")
        .endsWith("\n]}\n");
  }

  @Test
  void whatWasExportedComesBackWithAllBranchesUnderNewIds() throws IOException {
    String id = talks.said("one 世界 😀", "answer\u0000\u001b\u2028 one");
    String fork = conversations.messages(id).getLast().id();
    talks.said(Optional.of(id), "two", "answer two");
    conversations.moveTo(id, fork);
    talks.said(Optional.of(id), "other two", "other answer");
    String between = conversations.messages(id).get(2).id();
    conversations.moveTo(id, between);
    conversations.rename(id, "A title");
    conversations.pin(id, true);

    Conversation copy = imported(exported(id));
    assertThat(copy.id()).isNotEqualTo(id);
    assertThat(copy.title()).isEqualTo("A title");
    assertThat(copy.pinned()).isFalse();
    assertThat(copy.messages()).isEqualTo(6);
    assertThat(copy.created()).isEqualTo(conversations.find(id).orElseThrow().created());
    assertThat(conversations.path(copy.id())).isEqualTo(conversations.path(id)).hasSize(3);
    assertThat(leaves(copy.id())).isEqualTo(leaves(id)).hasSize(2);
    assertThat(conversations.messages(copy.id()).stream().map(KeptMessage::id))
        .doesNotContainAnyElementsOf(
            conversations.messages(id).stream().map(KeptMessage::id).toList());
    assertThat(conversations.messages(copy.id()).get(1).ending()).contains("completed");
    assertThat(conversations.messages(copy.id()).get(1).run()).isEmpty();
    assertThat(conversations.search("other", 10).stream().map(Hit::conversation))
        .contains(copy.id());
    assertThat(conversations.last().orElseThrow()).isEqualTo(copy);
  }

  private List<List<Message>> leaves(String id) {
    return conversations.branches(id).stream()
        .map(leaf -> conversations.path(id, leaf.id()))
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .toList();
  }

  @Test
  void aMessageThatWaitsIsExportedWithoutAText() throws IOException {
    String id = talks.said("one", "answer");
    conversations.ask(
        Optional.of(id), Optional.empty(), List.of(Message.user("two")), talks.start("R2"));
    Conversation copy = imported(exported(id));
    assertThat(conversations.path(copy.id())).isEqualTo(conversations.path(id)).hasSize(3);
    assertThat(copy.head()).contains(conversations.messages(copy.id()).getLast().id());
  }

  @Test
  void anAnswerOfSeveralRoundsComesBackInItsOrder() throws IOException {
    conversations.ask(
        Optional.empty(), Optional.empty(), List.of(Message.user("one")), talks.start("R1"));
    talks.begin("R1");
    Part.ToolCall call = new Part.ToolCall("c1", "weather", "{}");
    talks.end(
        "R1",
        new Ending.Completed(
            Talks.reply(Part.text("let me see"), call).toBuilder()
                .round("test/model")
                .part(new Part.ToolResult("c1", "weather", List.of(Part.text("rain"))))
                .part(Part.text("it rains"))
                .build(),
            FinishReason.STOP));
    String id = conversations.last().orElseThrow().id();
    Conversation copy = imported(exported(id));
    assertThat(conversations.path(copy.id())).isEqualTo(conversations.path(id)).hasSize(4);
  }

  @Test
  void whatOnlyAProviderUnderstandsIsExportedAndNotImported() throws IOException {
    Part.Text text = (Part.Text) Part.text("said").withData(ProviderData.of("p", "x", "1"));
    Message.Assistant answer =
        new Message.Assistant(
            List.of(
                new Part.Reasoning("thought", "signature").enciphered("cipher"),
                text,
                new Part.Native("p", "t", "{}"),
                new Part.ToolCall("c", "search", "{}").runByProvider(),
                new Part.ToolResult("c", "search", List.of(Part.text("found"))).runByProvider(),
                new Part.ApprovalRequest("a", new Part.ToolCall("d", "rm", "{}"))),
            "p/m");
    Message user =
        Message.user(
            new Part.Media(Part.Media.Kind.IMAGE, "image/png", new Part.Media.File("p", "file-1")),
            new Part.ApprovalAnswer("a", true, "sure"),
            Part.text("hello"));
    String json = Json.conversation(Json.message("1", "", user), Json.message("2", "1", answer));
    assertThat(json).contains("signature", "cipher", "file-1");
    List<Message> path = conversations.path(imported(json).id());
    assertThat(path)
        .containsExactly(
            Message.user("hello"),
            new Message.Assistant(
                List.of(new Part.Reasoning("thought"), new Part.Text("said")), "p/m"));
  }

  @Test
  void anExportWhoseReaderIsGoneSaysSo() {
    String id = talks.said("one", "answer");
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no more");
          }
        };
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> conversations.exportJson(id, broken))
        .withMessage("no more");
  }

  @Test
  void anExportDoesNotCloseItsOutput() throws IOException {
    String id = talks.said("one", "answer");
    boolean[] closed = new boolean[1];
    ByteArrayOutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    conversations.exportJson(id, out);
    assertThat(closed[0]).isFalse();
  }
}
