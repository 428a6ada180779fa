package dev.sluice.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Reply;
import dev.sluice.codec.EventCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients see of failures. */
final class ShownTest {
  private static final Optional<Throwable> BELOW =
      Optional.of(new IOException("Connection refused: llm.internal/10.1.2.3:8000"));

  static Stream<Failure> failures() {
    return Stream.of("10.1.2.3:8000", "llm.internal", "[fd00::1]:8000", "llama:8080")
        .flatMap(
            at ->
                Stream.of(
                    new Failure.Unreachable(at, "Connection refused: " + at, BELOW),
                    new Failure.Untrusted(at, "no name fits 10.1.2.3", BELOW),
                    new Failure.Misconfigured(at, "the proxy http://10.1.2.3:3128 wants", BELOW),
                    new Failure.ConnectionLost(at, "reset by /10.1.2.3:8000", BELOW),
                    new Failure.Refused(
                        at,
                        302,
                        "a redirect to 10.1.2.3:9999, which is not followed",
                        "",
                        "",
                        "",
                        Failure.RetryAdvice.NONE),
                    new Failure.NotAStream(at, 200, "text/html", "hello"),
                    new Failure.EndedEarly(at, "a finish_reason"),
                    new Failure.Malformed(at + " does not speak HTTP as it should", "no status"),
                    new Failure.LimitExceeded("a line from " + at, 10, "bytes"),
                    new Failure.Timeout(Failure.Timeout.Phase.CONNECT, Duration.ofSeconds(1), at),
                    new Failure.Unavailable("no model at 10.1.2.3:8000", BELOW),
                    new Failure.Defect(new IllegalStateException("of 10.1.2.3:8000")),
                    new Failure.ProcessEnded("4711@llm.internal")));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void clientsWithKeysSeeNeitherAddressesNorExceptions(Failure failure) {
    assertThat(form(Shown.to("someone"), failure))
        .doesNotContain("10.1.2.3", "llm.internal", "fd00", "llama:", "java.", "Exception");
  }

  @ParameterizedTest
  @MethodSource("failures")
  void theUserOfTheMachineSeesAddressesButNoExceptions(Failure failure) {
    assertThat(form(Shown.to(""), failure)).doesNotContain("java.", "Exception");
    if (failure instanceof Failure.Unreachable(String target, var reason, var below)) {
      assertThat(form(Shown.to(""), failure)).contains(target);
    }
  }

  private static String form(Shown shown, Failure failure) {
    Ending ending =
        new Ending.Incomplete(Reply.builder().build(), shown.cause(new Cause.Failed(failure)));
    return EventCodec.encode(ending) + Problems.of(((Ending.Incomplete) ending).cause());
  }

  @ParameterizedTest
  @MethodSource("words")
  void ordinaryWordsStay(String words) {
    Failure shown = Shown.to("someone").failure(new Failure.Malformed(words, ""));
    assertThat(shown.message()).isEqualTo(words);
  }

  static Stream<String> words() {
    return Stream.of(
        "a chunk is not JSON (it is none from about byte 7 on)",
        "choices[0].delta.content is no text",
        "version 1.2.3 is not known",
        "another message begins within the answer msg_1");
  }
}
