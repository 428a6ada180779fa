package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import org.junit.jupiter.api.Test;

/** The request for the rest of an answer. */
class ContinuationTest {
  private final ChatRequest request =
      ChatRequest.builder().system("Be brief.").user("Count.").temperature(0.5).build();

  private static String lastUserText(ChatRequest request) {
    return request.messages().getLast() instanceof Message.User user
            && user.parts().getFirst() instanceof Part.Text text
        ? text.text()
        : "no user's text";
  }

  @Test
  void byPrefillThePartialWithoutTheBlanksAtItsEndIsTheLastMessage() {
    ChatRequest rest = Continuation.of(request, "One ", 7, true);
    assertThat(rest.messages())
        .containsExactly(
            request.messages().get(0), request.messages().get(1), Message.assistant("One"));
    assertThat(rest.sampling()).isEqualTo(request.sampling());
  }

  @Test
  void inWordsTheUserQuotesTheEndAndAsksToContinue() {
    ChatRequest rest = Continuation.of(request, "One two ", 7, false);
    assertThat(rest.messages().get(2)).isEqualTo(Message.assistant("One two "));
    assertThat(lastUserText(rest))
        .isEqualTo(
            """
            Your previous response was interrupted. It ended with:

            One two\s

            Continue from exactly there. Write only what follows: do not repeat what you have \
            written, do not comment on the interruption.""");
  }

  @Test
  void onlyTheEndOfALongPartialIsQuoted() {
    ChatRequest rest = Continuation.of(request, "x".repeat(1_000) + "END", 7, false);
    assertThat(lastUserText(rest))
        .contains("x".repeat(197) + "END")
        .doesNotContain("x".repeat(198));
  }

  @Test
  void theQuoteDoesNotBeginWithHalfACharacter() {
    ChatRequest rest = Continuation.of(request, "😀" + "y".repeat(199), 7, false);
    assertThat(lastUserText(rest)).contains("\n\n" + "y".repeat(199) + "\n\n");
  }

  @Test
  void onlyTheTokensThatAreLeftAreAskedFor() {
    ChatRequest limited = request.toBuilder().maxTokens(20).build();
    assertThat(Continuation.of(limited, "One", 7, true).sampling().maxTokens()).hasValue(13);
    assertThat(Continuation.of(limited, "One", 7, false).sampling().maxTokens()).hasValue(13);
    assertThat(Continuation.of(limited, "One", 0, true).sampling().maxTokens()).hasValue(20);
  }

  @Test
  void atLeastOneTokenIsAskedFor() {
    ChatRequest limited = request.toBuilder().maxTokens(20).build();
    assertThat(Continuation.of(limited, "One", 20, true).sampling().maxTokens()).hasValue(1);
    assertThat(Continuation.of(limited, "One", 1L << 40, true).sampling().maxTokens()).hasValue(1);
  }
}
