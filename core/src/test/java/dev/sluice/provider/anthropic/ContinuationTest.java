package dev.sluice.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.policy.OnCut;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.HandSource;
import dev.sluice.testing.Recorder;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An answer that was cut goes on as its model takes it. */
@Timeout(240)
class ContinuationTest {

  @Test
  void aModelThatTakesItsOwnWordsIsGivenThem() {
    ChatRequest next = continued(ChatRequest.of("Count."));
    assertThat(next.messages())
        .containsExactly(Message.user("Count."), Message.assistant("One two"));
    assertThat(new RequestBody("anthropic", "m", next, Dialect.ANTHROPIC).write())
        .contains(Claude.quoted("{'role':'assistant','content':'One two'}]"));
  }

  /** Whoever is to think first refuses words that it has not thought about. */
  @Test
  void withThoughtsItIsAskedInWords() {
    ChatRequest thinking =
        ChatRequest.of("Count.").toBuilder()
            .providerOption(
                "anthropic", "thinking", "{\"type\":\"enabled\",\"budget_tokens\":1024}")
            .build();
    ChatRequest next = continued(thinking);
    assertThat(next.messages()).hasSize(3);
    assertThat(next.messages().getLast())
        .isInstanceOfSatisfying(
            Message.User.class,
            user -> assertThat(user.toString()).contains("interrupted").contains("One two "));
  }

  private static ChatRequest continued(ChatRequest request) {
    HandSource hand = HandSource.create();
    Messages format =
        new Messages(
            Account.of("anthropic", URI.create("http://h")),
            Dialect.ANTHROPIC,
            "claude-sonnet-4-5");
    StreamSource source =
        new StreamSource() {
          @Override
          public void open(ChatRequest asked, StreamSink sink) {
            hand.open(asked, sink);
          }

          @Override
          public boolean prefills(ChatRequest asked) {
            return format.prefills(asked);
          }
        };
    OnCut.resume()
        .around(Policy.Layer.ON_CUT, source, "anthropic/claude-sonnet-4-5")
        .open(request, new Recorder());
    hand.last().text("One ", "two ").cut();
    Eventually.await("a further attempt", () -> hand.opened() == 2);
    return hand.last().request();
  }
}
