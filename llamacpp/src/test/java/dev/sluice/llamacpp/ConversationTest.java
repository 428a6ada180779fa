package dev.sluice.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.llamacpp.engine.ChatTurn;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What of a conversation that began with other models the embedded one is told. */
final class ConversationTest {
  private static final Part.ToolCall SEARCH =
      new Part.ToolCall("s1", "web_search", "{}").runByProvider();

  private static Conversation after(Part... answer) {
    return Conversation.of(
        ChatRequest.builder()
            .system("Be brief.")
            .user(Part.text("What is "), Part.text("new?"))
            .message(new Message.Assistant(List.of(answer), "other/model"))
            .user("Go on.")
            .build());
  }

  @Test
  void theTextsOfAnAnswerAreOneTurn() {
    assertThat(after(Part.text("I look. ").withData(signature()), Part.text("Much.")))
        .isEqualTo(
            new Conversation.Understood(
                List.of(
                    ChatTurn.system("Be brief."),
                    ChatTurn.user("What is new?"),
                    ChatTurn.assistant("I look. Much."),
                    ChatTurn.user("Go on."))));
  }

  @Test
  void whatAModelSaidToRefuseIsWhatItSaid() {
    assertThat(after(new Part.Refusal("I won't."))).isEqualTo(after(Part.text("I won't.")));
  }

  @Test
  void thoughtsAndWhatOnlyItsProviderUnderstandsAreLeftOut() {
    assertThat(
            after(
                new Part.Reasoning("Hm.", "signed"),
                new Part.Native("other", "compaction", "{}"),
                SEARCH,
                new Part.ToolResult("s1", "web_search", List.of(Part.text("x"))).runByProvider(),
                Part.text("Much.")))
        .isEqualTo(after(Part.text("Much.")));
  }

  @Test
  void whatIsLeftOutButForThoughtsIsNamed() {
    ChatRequest.Builder request = ChatRequest.builder();
    request.message(
        new Message.Assistant(
            List.of(
                new Part.Reasoning("Hm.", "signed"),
                new Part.Native("other", "compaction", "{}"),
                SEARCH,
                new Part.ToolResult("s1", "web_search", List.of(Part.text("x"))).runByProvider(),
                Part.text("Much.")),
            "other/model"));
    assertThat(Conversation.leftOut(request.build()))
        .containsExactly(
            "left out of the request, because the embedded model has no place for it: what other"
                + " calls compaction, calls of web_search that a provider ran itself");
    assertThat(Conversation.leftOut(ChatRequest.of("hi"))).isEmpty();
  }

  static Stream<Part> beyondText() {
    return Stream.of(
        Part.image("image/png", new byte[] {1}),
        Part.audio("audio/wav", new byte[] {1}),
        new Part.ToolCall("c1", "clock", "{}"),
        new Part.ToolResult("c1", "clock", List.of(Part.text("noon"))),
        new Part.ApprovalRequest("a1", SEARCH));
  }

  @ParameterizedTest
  @MethodSource("beyondText")
  void whatTheConversationCannotGoOnWithIsRefused(Part part) {
    assertThat(after(Part.text("See:"), part))
        .isInstanceOfSatisfying(
            Conversation.Refused.class,
            refused -> assertThat(refused.message()).startsWith("The embedded model"));
  }

  @ParameterizedTest
  @MethodSource("notTyped")
  void aQuestionThatHoldsMoreThanTextIsRefused(Part part) {
    assertThat(
            Conversation.of(ChatRequest.builder().user(Part.text("What is this?"), part).build()))
        .isEqualTo(new Conversation.Refused(Conversation.MORE_THAN_TEXT));
  }

  static Stream<Part> notTyped() {
    return Stream.of(
        Part.image("image/png", new byte[] {1}),
        Part.document("application/pdf", "a.pdf", new byte[] {1}),
        new Part.Native("other", "container_upload", "{}"),
        new Part.ApprovalAnswer("a1", true, ""));
  }

  private static ProviderData signature() {
    return ProviderData.of("other", "signature", "\"abc\"");
  }
}
