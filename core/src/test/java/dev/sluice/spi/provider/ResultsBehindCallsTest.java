package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsBehindCallsTest {
  private static final Part.ToolCall ONE = new Part.ToolCall("1", "look", "{}");
  private static final Part.ToolCall TWO = new Part.ToolCall("2", "look", "{}");
  private static final Message CALLED = new Message.Assistant(List.of(ONE, TWO));
  private static final Message A = Message.toolResult(ONE, "a");
  private static final Message B = Message.toolResult(TWO, "b");
  private static final Message HURRY = Message.user("Hurry.");
  private static final Message AWAY = Message.system("The user is away.");

  @Test
  void whatWasSaidBetweenCallsAndResultsComesAfterThem() {
    assertThat(ResultsBehindCalls.of(List.of(HURRY, CALLED, HURRY, A, AWAY, B, HURRY)))
        .containsExactly(HURRY, CALLED, A, B, HURRY, AWAY, HURRY);
    Message again = new Message.Assistant(List.of(ONE));
    assertThat(ResultsBehindCalls.of(List.of(CALLED, A, B, again, AWAY, A)))
        .containsExactly(CALLED, A, B, again, A, AWAY);
  }

  @Test
  void aConversationInThatOrderAndResultsOfOtherCallsStayAsTheyAre() {
    Message other = Message.toolResult(new Part.ToolCall("9", "look", "{}"), "c");
    Message unnamed = Message.toolResult(new Part.ToolCall("", "look", "{}"), "d");
    for (List<Message> messages :
        List.of(
            List.of(HURRY, CALLED, B, A, HURRY),
            List.of(CALLED, unnamed, A, other, B),
            List.of(CALLED, AWAY, other),
            List.of(CALLED, HURRY, Message.assistant("Well."), A, B))) {
      assertThat(ResultsBehindCalls.of(messages)).isSameAs(messages);
    }
  }
}
