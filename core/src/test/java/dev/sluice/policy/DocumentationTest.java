package dev.sluice.policy;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.fake.FakeClock;
import dev.sluice.rules.Page;
import dev.sluice.spi.stream.ForwardingStream;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import dev.sluice.testing.HandSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page on policies is true: its Java stands below and is run, its order is that of the code.
 */
class DocumentationTest {
  private final Page page;

  private final FakeClock clock = new FakeClock();
  private final HandSource source = HandSource.create();
  private final ChatModel model = new ChatModel("hand/one", source, StreamTimer.of(clock::nanos));
  private final ChatModel other = new ChatModel("hand/two", source, StreamTimer.of(clock::nanos));

  DocumentationTest() throws IOException {
    page = Page.of("policies.md", DocumentationTest.class);
  }

  @Test
  void everyJavaExampleIsCompiled() throws Exception {
    page.mustHaveItsExamplesInTheTest(10);
  }

  @Test
  void theOrderIsThatOfTheLayers() throws Exception {
    List<String> layers = page.found("^\\| `([A-Z_]+)` \\|");
    assertThat(layers)
        .containsExactlyElementsOf(
            List.of(Policy.Layer.values()).stream().map(Enum::name).toList());
  }

  @Test
  void theRequestForTheRestIsTheOneThatIsSent() throws Exception {
    String request = page.found("^> (.*?)\n").getFirst();
    String sent =
        Continuation.of(ChatRequest.of("Count."), "PARTIAL", 0, false)
            .messages()
            .getLast()
            .toString()
            .replaceAll("\\s*PARTIAL\\s*", " … ");
    assertThat(sent).contains(request);
  }

  @Test
  void theExamplesWork() {
    ChatModel careful =
        model
            .with(
                Timeouts.defaults()
                    .firstToken(ofSeconds(10))
                    .idle(ofSeconds(20))
                    .total(ofMinutes(5)))
            .with(Limiter.unlimited().streams(50).requestsPerMinute(500).tokensPerMinute(200_000))
            .with(Retry.upTo(3))
            .with(OnCut.resume())
            .with(Fallback.to(other))
            .with(Budget.tokens(2_000));
    ChatModel patient =
        model.with(Timeouts.defaults().firstToken(ofMinutes(5)).idle(Duration.ZERO));
    ChatModel persistent =
        model.with(Retry.upTo(5).waits(ofSeconds(1), ofSeconds(2), ofSeconds(4)));
    ChatModel lasting = model.with(OnCut.resume().upTo(5));
    ChatModel covered = model.with(Fallback.to(other).afterFirstToken(OnCut.Mode.RESUME));
    ChatModel cheap =
        model.with(
            Budget.price(
                usage ->
                    new BigDecimal("0.00001")
                        .multiply(BigDecimal.valueOf(usage.outputTokens().orElse(0))),
                new BigDecimal("0.02"),
                "USD"));
    Limiter key = Limiter.unlimited().streams(10);
    List<ChatModel> both = List.of(model.with(key), other.with(key));
    for (ChatModel each : List.of(careful, patient, persistent, lasting, covered, cheap)) {
      try (var stream = each.stream("Count.")) {
        source.last().text("One").finish();
        assertThat(stream.await().reply().text()).isEqualTo("One");
      }
    }
    assertThat(both).hasSize(2);
  }

  private final LongAdder attempts = new LongAdder();
  private final Map<ChatRequest, String> cache = new ConcurrentHashMap<>();

  @Test
  void theUsersOwnWork() {
    Policy terse =
        Policy.eachStream(
            (request, sink, next) -> {
              List<Message> messages = new ArrayList<>(request.messages());
              messages.addFirst(Message.system("Answer in one sentence."));
              next.open(request.withMessages(messages), sink);
            });
    Policy counted =
        Policy.eachAttempt(
            (request, sink, next) -> {
              attempts.increment();
              next.open(request, sink);
            });
    Policy bounded =
        Policy.eachStream(
            (request, sink, next) -> {
              if (request.messages().size() <= 100) {
                next.open(request, sink);
              } else {
                String why = "the conversation has more than 100 messages; begin a new one";
                sink.onEnd(new Cause.Failed(new Failure.InvalidRequest(why)));
              }
            });
    Policy cached =
        Policy.eachStream(
            (request, sink, next) -> {
              String known = cache.get(request);
              if (known == null) {
                next.open(request, sink);
              } else {
                sink.onEvent(new StreamEvent.TextDelta(0, known));
                sink.onEnd(new Outcome.Finished(FinishReason.STOP));
              }
            });
    ChatModel own = model.with(terse).with(counted).with(bounded).with(cached);

    try (var stream = own.stream("Count.")) {
      source.last().text("One").finish();
      assertThat(stream.await().reply().text()).isEqualTo("One");
    }
    ChatRequest sent = source.last().request();
    assertThat(sent.messages()).hasSize(2);
    cache.put(sent, "Cached.");
    assertThat(own.ask("Count.").text()).isEqualTo("Cached.");
    List<Message> long101 = Collections.nCopies(101, Message.user("hi"));
    assertThat(own.stream(ChatRequest.builder().messages(long101).build()).await().kind())
        .isEqualTo("failed");
    assertThat(attempts.sum()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'mail to anna@example.org now', 'mail to [address] now'",
    "'to anna@example.org', 'to [address]'",
    "'anna@example.org\n', '[address]\n'",
    "'nobody', 'nobody'"
  })
  void anAddressIsLeftOutHoweverItIsSplit(String said, String told) {
    Policy redacting =
        Policy.eachAttempt((request, sink, next) -> next.open(request, new Redacting(sink)));
    for (int at = 0; at <= said.length(); at++) {
      try (var stream = model.with(redacting).stream("Count.")) {
        source.last().text(said.substring(0, at), said.substring(at)).finish();
        assertThat(stream.await().reply().text()).as("split at %d", at).isEqualTo(told);
      }
    }
  }

  @Test
  void anAddressThatIsCutIsLeftOutAndWhoContinuesIsNotToldOfIt() {
    ChatModel resumed =
        model
            .with(
                Policy.eachAttempt(
                    (request, sink, next) -> next.open(request, new Redacting(sink))))
            .with(OnCut.resume().by(clock));
    try (var stream = resumed.stream("Count.")) {
      source.last().text("Mail to an", "na@exam").cut();
      clock.advance(Duration.ZERO);
      assertThat(source.last().request().messages().toString()).doesNotContain("exam");
      source.last().text("anna@example.org").finish();
      assertThat(stream.await().reply().text()).isEqualTo("Mail to [address]");
    }
  }

  /** Leaves addresses out. A word is held back until it is whole: it may come in any pieces. */
  static final class Redacting extends ForwardingStream {
    private static final int LONGEST_WORD = 1_000;

    private final StringBuilder held = new StringBuilder();
    private int part;

    Redacting(StreamSink out) {
      super(out);
    }

    @Override
    public void onEvent(StreamEvent event) {
      if (event instanceof StreamEvent.TextDelta delta) {
        part = delta.part();
        held.append(delta.text());
        int words = Math.max(held.lastIndexOf(" "), held.lastIndexOf("\n")) + 1;
        tell(held.length() - words > LONGEST_WORD ? held.length() : words);
      } else {
        tell(held.length());
        super.onEvent(event);
      }
    }

    @Override
    public void onEnd(Outcome outcome) {
      // Of a word that was cut nobody knows what it would have been.
      tell(outcome instanceof Outcome.Finished ? held.length() : 0);
      super.onEnd(outcome);
    }

    private void tell(int length) {
      if (length > 0) {
        String words = held.substring(0, length).replaceAll("\\S+@\\S+", "[address]");
        held.delete(0, length);
        super.onEvent(new StreamEvent.TextDelta(part, words));
      }
    }
  }
}
