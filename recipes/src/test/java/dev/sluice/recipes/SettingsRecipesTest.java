package dev.sluice.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Message;
import dev.sluice.chat.Reply;
import dev.sluice.fake.FakeAnswer;
import dev.sluice.fake.FakeModel;
import dev.sluice.models.Models;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.simulator.Seen;
import dev.sluice.simulator.Simulator;
import dev.sluice.spi.stream.Policy;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.stream.StreamListener;
import dev.sluice.stream.StreamObservation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How servers, requests and tests are set up. */
@Timeout(240)
class SettingsRecipesTest {
  private final StringBuilder shown = new StringBuilder();
  private final BlockingQueue<String> logged = new LinkedBlockingQueue<>();

  private void show(String text) {
    shown.append(text);
  }

  private void log(String line) {
    logged.add(line);
  }

  @Test
  void severalServersAreAskedAtOnce() {
    try (Simulator first = Simulator.start("answer \"Rivers.\"");
        Simulator second = Simulator.start("answer \"Light.\"")) {
      String fastUrl = first.baseUrl().toString();
      String fastKey = "gsk-not-a-real-key";
      String ownUrl = second.baseUrl().toString();
      try (Models models =
          Models.builder()
              .provider(OpenAiProvider.builder().name("fast").baseUrl(fastUrl).key(fastKey).build())
              .provider(OpenAiProvider.builder().name("here").baseUrl(ownUrl).build())
              .build()) {
        ChatModel fast = models.model("fast/llama-3.1-8b-instant");
        ChatModel own = models.model("here/qwen3");
        show(fast.ask("Why is the sea salt?").text() + own.ask("Why is it blue?").text());
      }
      assertThat(shown).hasToString("Rivers.Light.");
      assertThat(last(first).headers().first("authorization")).contains("Bearer " + fastKey);
      assertThat(last(second).headers().first("authorization")).isEmpty();
    }
  }

  private static Seen last(Simulator at) {
    return at.requests().getLast();
  }

  @Test
  void aListenerWritesALine() throws Exception {
    ChatModel model = FakeModel.saying("It is salt.").model();
    StreamListener listener =
        (name, request) ->
            new StreamObservation() {
              @Override
              public void ended(Ending ending) {
                Reply reply = ending.reply();
                log(name + ": " + ending.kind() + ", " + reply.usage() + ", " + reply.timings());
              }
            };
    Reply reply = model.observedBy(listener).ask("Write one sentence about the sea.");
    assertThat(reply.text()).isEqualTo("It is salt.");
    assertThat(logged.poll(60, TimeUnit.SECONDS)).startsWith("fake/model: completed, ");
  }

  @Test
  void headersOfAServerAndOfARequestAreSent() {
    try (Simulator simulator = Simulator.start("answer \"Rivers.\"")) {
      String url = simulator.baseUrl().toString();
      String key = "not-a-real-key";
      String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
      OpenAiProvider gateway =
          OpenAiProvider.builder()
              .name("gateway")
              .baseUrl(url)
              .header("api-key", key)
              .header("X-Team", "blue")
              .build();
      ChatRequest request =
          ChatRequest.builder()
              .user("Why is the sea salt?")
              .header("traceparent", trace)
              .deadline(Duration.ofSeconds(20))
              .build();
      try (Models models = Models.builder().provider(gateway).withoutEnvironment().build()) {
        assertThat(models.model("gateway/any").ask(request).text()).isEqualTo("Rivers.");
      }
      assertThat(last(simulator).headers().first("api-key")).contains(key);
      assertThat(last(simulator).headers().first("x-team")).contains("blue");
      assertThat(last(simulator).headers().first("traceparent")).contains(trace);
    }
  }

  /** Compiled alone: the files are a company's. */
  static Models companysNetwork(Vault vault) {
    Models models =
        Models.builder()
            .trust(Path.of("/etc/corp/ca.pem"))
            .clientCertificate(Path.of("client.p12"), () -> vault.password("client"))
            .proxy("http://proxy.corp.example:3128", ".corp.example", "10.0.0.0/8")
            .build();
    return models;
  }

  /** Where keys are kept. */
  record Vault(AtomicInteger asked) {
    String read(String name) {
      return name + "-key-" + asked.incrementAndGet();
    }

    char[] password(String name) {
      return read(name).toCharArray();
    }
  }

  @Test
  void aKeyIsAskedForBeforeEachAttempt() {
    Vault vault = new Vault(new AtomicInteger());
    try (Simulator simulator = Simulator.start("answer \"Rivers.\"")) {
      String url = simulator.baseUrl().toString();
      OpenAiProvider provider =
          OpenAiProvider.builder().baseUrl(url).key(() -> vault.read("openai")).build();
      try (Models models = Models.builder().provider(provider).withoutEnvironment().build()) {
        ChatModel model = models.model("openai/any");
        assertThat(model.ask("Why?").text()).isEqualTo(model.ask("How?").text());
      }
      assertThat(simulator.requests())
          .extracting(seen -> seen.headers().first("authorization").orElse("none"))
          .containsExactly("Bearer openai-key-1", "Bearer openai-key-2");
    }
  }

  @Test
  void optionsGoToTheirProviderAlone() {
    ChatRequest request =
        ChatRequest.builder()
            .user("Why is the sea salt?")
            .maxTokens(200)
            .providerOption("openai", "reasoning_effort", "\"low\"")
            .providerOption("openai", "service_tier", "\"flex\"")
            .providerOption("groq", "include_reasoning", "false")
            .build();
    try (Simulator simulator = Simulator.start("answer \"Rivers.\"")) {
      OpenAiProvider provider =
          OpenAiProvider.builder().baseUrl(simulator.baseUrl().toString()).build();
      try (Models models = Models.builder().provider(provider).withoutEnvironment().build()) {
        assertThat(models.model("openai/any").ask(request).text()).isEqualTo("Rivers.");
      }
      assertThat(last(simulator).body())
          .contains("\"reasoning_effort\":\"low\"", "\"service_tier\":\"flex\"")
          .doesNotContain("include_reasoning");
    }
  }

  /** The application under test. */
  private record Counter(ChatModel model) {
    String count() {
      try (ChatStream stream = model.stream("Count.")) {
        Ending ending = stream.await();
        return ending.reply().text() + " [" + ending.kind() + "]";
      }
    }
  }

  @Test
  void anAnswerThatIsCutIsShownAsFarAsItCame() {
    FakeModel fake = FakeModel.playing(FakeAnswer.text("One two three").cutAfter(2));
    String shown = new Counter(fake.model()).count();
    assertThat(shown).isEqualTo("One two [cut]");
    assertThat(fake.lastRequest()).isEqualTo(ChatRequest.of("Count."));
  }

  @Test
  void aPolicyOfOnesOwnStandsInTheWay() {
    FakeModel fake = FakeModel.saying("Rivers.");
    ChatModel model = fake.model();
    Policy terse =
        Policy.eachStream(
            (request, sink, next) -> {
              List<Message> messages = new ArrayList<>(request.messages());
              messages.addFirst(Message.system("Answer in one sentence."));
              next.open(request.withMessages(messages), sink);
            });
    Reply reply = model.with(terse).ask("Why is the sea salt?");
    assertThat(reply.text()).isEqualTo("Rivers.");
    assertThat(fake.lastRequest().messages().getFirst())
        .isEqualTo(Message.system("Answer in one sentence."));
  }
}
