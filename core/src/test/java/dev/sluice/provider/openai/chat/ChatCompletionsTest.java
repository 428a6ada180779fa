package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.Secret;
import dev.sluice.spi.transport.ResponseHead;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChatCompletionsTest {
  private static final String KEY = "sk-secret-0123456789";

  private final ChatCompletions format =
      new ChatCompletions(
          Account.of("openai", URI.create("https://host:8443/v1")).with(new Secret(KEY)),
          Quirks.NONE,
          "m");

  @Test
  void itNamesItsHostAndNeverItsKey() {
    assertThat(format).hasToString("ChatCompletions[m at host:8443]");
    assertThat(format.target()).isEqualTo("host:8443");
    assertThat(format.redact("a " + KEY)).isEqualTo("a ***");
  }

  @Test
  void anAnswerInOnePieceIsAskedForAsJson() {
    ChatRequest request = ChatRequest.of("hi").toBuilder().streamed(false).build();
    assertThat(format.call(request).headers()).containsEntry("accept", "application/json");
  }

  @Test
  void aRefusalTellsWhatTheBodyAndTheHeadersSay() {
    Failure failure =
        format.refusal(
            new ResponseHead(429, Map.of("x-request-id", "r-1", "retry-after", "7")),
            "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit\",\"code\":\"rpm\"}}");
    assertThat(failure)
        .isEqualTo(
            new Failure.Refused(
                    "host:8443",
                    429,
                    "slow down",
                    "rate_limit",
                    "rpm",
                    "r-1",
                    new Failure.RetryAdvice(Optional.of(Duration.ofSeconds(7)), Optional.empty()))
                .because(Failure.Reason.RATE_LIMITED));
    assertThat(failure.message()).isEqualTo("host:8443 answered 429: slow down (request r-1)");
  }

  @Test
  void aRedirectIsToldWithItsHostAloneBecauseTheRestMayHoldSecrets() {
    assertThat(redirectTo("https://other.example/v1?token=hunter2"))
        .isEqualTo(
            "host:8443 answered 302: a redirect to other.example, which is not followed because"
                + " the key must not go elsewhere; set the base URL to where it leads");
    assertThat(redirectTo("/login")).contains("a redirect to another path, which");
    assertThat(redirectTo("https://user:hunter2@other.example/")).doesNotContain("hunter2");
    assertThat(redirectTo("no uri at all")).contains("a redirect to no valid address, which");
  }

  private String redirectTo(String location) {
    return format.refusal(new ResponseHead(302, Map.of("location", location)), "").message();
  }
}
