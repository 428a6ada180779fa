package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.ToolChoice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A conversation that the first version wrote is read by every later one. As {@link
 * Version1LogTest}: the file is never changed.
 */
class Version1ConversationTest {
  private static final Path KEPT = Path.of("src/test/resources/codec/version-1-conversation.jsonl");

  @Test
  void theConversationOfTheFirstVersionIsReadAsItWasWritten() throws IOException {
    List<String> lines = Files.readAllLines(KEPT);
    List<Message> messages = Version1Conversation.messages();
    List<ChatRequest> requests = Version1Conversation.requests();
    assertThat(EventCodec.checkHeader(lines.get(0))).isEqualTo(1);
    assertThat(lines).hasSize(1 + messages.size() + requests.size());
    for (int i = 0; i < messages.size(); i++) {
      assertThat(MessageCodec.decode(bytes(lines.get(1 + i)))).isEqualTo(messages.get(i));
    }
    for (int i = 0; i < requests.size(); i++) {
      byte[] line = bytes(lines.get(1 + messages.size() + i));
      assertThat(MessageCodec.decodeRequest(line)).isEqualTo(requests.get(i));
    }
  }

  private static byte[] bytes(String line) {
    return line.getBytes(StandardCharsets.UTF_8);
  }

  /** Says that the file above, or the one that a later version begins, lacks a kind. */
  @Test
  void everyKindThereIsStandsInIt() {
    Set<Class<?>> found = new HashSet<>();
    Version1Conversation.messages().forEach(message -> found.add(message.getClass()));
    for (ChatRequest request : Version1Conversation.requests()) {
      found.add(request.toolChoice().getClass());
      found.add(request.responseFormat().getClass());
    }
    Set<Class<?>> all = new HashSet<>();
    for (Class<?> sealed : List.of(Message.class, ToolChoice.class, ResponseFormat.class)) {
      all.addAll(List.of(sealed.getPermittedSubclasses()));
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(all);
  }
}
