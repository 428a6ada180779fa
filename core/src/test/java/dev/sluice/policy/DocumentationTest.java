package dev.sluice.policy;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fake.FakeClock;
import dev.sluice.rules.Page;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatRequest;
import dev.sluice.stream.Policy;
import dev.sluice.testing.HandSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The page on policies is true: its Java stands below and is run, its order is that of the code.
 */
class DocumentationTest {
  private final Page page;

  private final HandSource source = HandSource.create();
  private final ChatModel model = new ChatModel("hand/one", source, new FakeClock()::nanos);
  private final ChatModel other = new ChatModel("hand/two", source, new FakeClock()::nanos);

  DocumentationTest() throws IOException {
    page = Page.of("policies.md", DocumentationTest.class);
  }

  @Test
  void everyJavaExampleIsCompiled() throws Exception {
    page.mustHaveItsExamplesInTheTest(7);
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
}
