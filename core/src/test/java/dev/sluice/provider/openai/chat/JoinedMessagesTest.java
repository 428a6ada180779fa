package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said in several pieces, for servers that take one. */
class JoinedMessagesTest {
  private static final int MANY = 300_000;
  private static final Part PICTURE = Part.image("image/png", new byte[] {1});

  @Test
  void neighboursOfOneRoleAreOneMessage() {
    Part.ToolCall call = new Part.ToolCall("c", "look", "{}");
    assertThat(
            Alternating.messages(
                List.of(
                    Message.user("a"),
                    Message.user("b"),
                    Message.user(PICTURE),
                    Message.user("c"),
                    Message.user("d"),
                    Message.assistant("e"),
                    new Message.Assistant(List.of(Part.text("f"), call)),
                    Message.assistant("g"),
                    new Message.Assistant(List.of(Part.text("h")), "openai/x"))))
        .containsExactly(
            new Message.User(List.of(Part.text("a\n\nb"), PICTURE, Part.text("c\n\nd"))),
            new Message.Assistant(List.of(Part.text("e\n\nf"), call)),
            Message.assistant("g"),
            new Message.Assistant(List.of(Part.text("h")), "openai/x"));
  }

  @Test
  void manyNeighboursCostWhatTheyCostAlone() {
    List<Message> messages = Collections.nCopies(MANY, Message.user("0123456789"));
    assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> assertThat(Alternating.messages(messages)).hasSize(1));
  }

  @Test
  void theTextsOfAResultWithPicturesAreOneText() {
    List<Part> content = List.of(Part.text("a"), PICTURE, Part.text("b"));
    assertThat(
            ResultMedia.moved(
                List.of(new Message.ToolResult(new Part.ToolResult("c", "look", content)))))
        .containsExactly(
            new Message.ToolResult(
                new Part.ToolResult(
                    "c",
                    "look",
                    List.of(Part.text("a\n[image 1 of look] (in the next message)\nb")))),
            new Message.User(List.of(Part.text("[image 1 of look]"), PICTURE)));
  }

  @Test
  void manyTextsOfAResultCostWhatTheyCostAlone() {
    List<Part> content = new ArrayList<>(Collections.nCopies(MANY, Part.text("0123456789")));
    content.add(PICTURE);
    Message result = new Message.ToolResult(new Part.ToolResult("c", "look", content));
    assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> assertThat(ResultMedia.moved(List.of(result))).hasSize(2));
  }
}
