package dev.sluice.models;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Sluice;
import dev.sluice.fake.FakeClock;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Notes;
import dev.sluice.testing.OneExchange;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(240)
final class ModelsTest {
  private static final String HELLO =
      """
      data: {"choices":[{"delta":{"content":"Hello"},"finish_reason":"stop"}]}

      data: [DONE]

      """;

  private final OneExchange transport = new OneExchange();

  private static Models.Builder local() {
    return Models.builder()
        .withoutEnvironment()
        .provider(OpenAiProvider.builder().name("here").baseUrl("http://localhost:1/v1").build());
  }

  private void answer() {
    transport.listener().onHead(new ResponseHead(200, Map.of("content-type", "text/event-stream")));
    transport.listener().onBytes(ByteBuffer.wrap(HELLO.getBytes(StandardCharsets.UTF_8)));
    transport.listener().onEnd();
  }

  @Test
  void aTransportOfOnesOwnIsClosedWithTheModelsAlsoIfNothingWasAsked() {
    local().transport(transport).build().close();

    assertThat(transport.isClosed()).isTrue();
  }

  @Test
  void whereOnlyThisLibraryIsThereTheOneWithTheEmbeddedModelIsNamed() {
    try (Models models = Models.of(Map.of(), progress -> {})) {
      assertThatThrownBy(() -> models.model("local/smollm2-135m"))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageContaining("dev.sluice:sluice-llamacpp");
      assertThatThrownBy(() -> models.model("other/model"))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageContaining("openai")
          .hasMessageNotContaining("dev.sluice:sluice-llamacpp");
    }
  }

  @Test
  void theFrontDoorGivesTheModelsOfOneBuilderThatNothingIsSetIn() {
    try (Models models = Models.builder().build()) {
      for (String name : List.of("openai/any", "nobody/any", "local/any", "any", "")) {
        assertThat(said(() -> Sluice.model(name))).isEqualTo(said(() -> models.model(name)));
      }
    }
  }

  private static String said(Supplier<ChatModel> model) {
    try {
      return model.get().toString();
    } catch (ModelUnavailableException missing) {
      return missing.toString();
    }
  }

  @Test
  void withoutAnEnvironmentNothingIsReadOfIt() {
    Map<String, String> environment =
        Map.of("OPENAI_API_KEY", "sk-0123456789", "SLUICE_TRANSPORT", "none such");
    try (Models models = Models.builder().environment(environment).withoutEnvironment().build()) {
      assertThatThrownBy(() -> models.model("openai/any")).hasMessageContaining("needs a key");
    }
  }

  @Test
  void aTransportOfOnesOwnIsUsed() {
    try (Models models = local().transport(transport).build()) {
      ChatStream stream = models.model("here/any").stream("hi");
      answer();
      assertThat(stream.await().reply().text()).isEqualTo("Hello");
    }
  }

  /** A provider from elsewhere around one of ours, as whoever logs or counts has it. */
  private record Wrapping(ModelProvider inner, boolean isRemote) implements ModelProvider {
    @Override
    public String name() {
      return "wrapped";
    }

    @Override
    public StreamSource source(String model, ProviderContext context) {
      StreamSource source = inner.source(model, context);
      return (request, sink) -> source.open(request, sink);
    }

    @Override
    public List<ModelListing> models(ProviderContext context) {
      return inner.models(context);
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  private static ModelProvider remote() {
    return OpenAiProvider.builder().name("inner").baseUrl("http://localhost:1/v1").build();
  }

  @Test
  void aProviderFromElsewhereHasTheTimeoutsAndRetriesOfAModelBehindANetworkToo() {
    FakeClock clock = new FakeClock();
    try (Models models =
        local().provider(new Wrapping(remote(), true)).transport(transport).clock(clock).build()) {
      ChatStream stream = models.model("wrapped/any").with(Retry.upTo(0)).stream("hi");
      clock.advance(ofMinutes(3));
      assertThat(stream.await().kind()).isEqualTo("timed_out");

      ChatStream second = models.model("wrapped/any").stream("hi");
      int asked = transport.askings();
      transport.listener().onHead(new ResponseHead(503, Map.of()));
      transport.listener().onEnd();
      clock.advance(ofMinutes(1));
      Eventually.await("that it is asked again", () -> transport.askings() > asked);
      second.cancel();
    }
  }

  @Test
  void aProviderThatSaysItsModelsAreHereHasNone() {
    FakeClock clock = new FakeClock();
    try (Models models =
        local().provider(new Wrapping(remote(), false)).transport(transport).clock(clock).build()) {
      ChatStream stream = models.model("wrapped/any").stream("hi");
      clock.advance(ofMinutes(60));
      assertThat(stream.ending()).isNotDone();
      transport.listener().onHead(new ResponseHead(503, Map.of()));
      transport.listener().onEnd();
      assertThat(stream.await().kind()).isEqualTo("failed");
      assertThat(transport.askings()).isEqualTo(1);
    }
  }

  @Test
  void aClockOfOnesOwnIsThatOfTheDefaultsToo() {
    FakeClock clock = new FakeClock();
    try (Models models = local().transport(transport).clock(clock).build()) {
      ChatStream stream = models.model("here/any").with(Retry.upTo(0)).stream("hi");
      clock.advance(ofMinutes(2).minusNanos(1));
      assertThat(stream.ending()).isNotDone();
      clock.advance(ofSeconds(1));
      assertThat(stream.await().kind()).isEqualTo("timed_out");
    }
  }

  @Test
  void listenersThatAreSetHearOfEveryModelBesideThoseOfTheModelItself() {
    List<String> told = new CopyOnWriteArrayList<>();
    Notes first = new Notes();
    Notes second = new Notes();
    Notes own = new Notes();
    Models.Builder builder =
        local()
            .transport(transport)
            .listener(
                (model, request) -> {
                  told.add(model);
                  return model.endsWith("one") ? first : null;
                })
            .listener((model, request) -> model.endsWith("one") ? second : null);
    try (Models models = builder.build()) {
      ChatStream stream = models.model("here/one").observedBy((model, request) -> own).stream("hi");
      answer();
      assertThat(stream.await().kind()).isEqualTo("completed");
      models.model("here/two").stream("hi").cancel();
    }
    assertThat(told).containsExactly("here/one", "here/two");
    assertThat(first.lines()).startsWith("attempt 1 at here/one").endsWith("ended completed");
    assertThat(second.lines()).startsWith("attempt 1 at here/one").endsWith("ended completed");
    assertThat(own.lines()).startsWith("attempt 1 at here/one").endsWith("ended completed");
  }

  @Test
  void aListenerThatIsAddedAfterTheModelsAreBuiltIsNotTheirs() {
    List<String> told = new CopyOnWriteArrayList<>();
    Models.Builder builder = local().transport(transport);
    try (Models models = builder.build()) {
      builder.listener(
          (model, request) -> {
            told.add(model);
            return null;
          });
      models.model("here/one").stream("hi").cancel();
    }
    assertThat(told).isEmpty();
  }

  @Test
  void callbacksThatNameNoExecutorRunOnTheOneThatIsSet() throws Exception {
    try (ExecutorService own =
            Executors.newSingleThreadExecutor(
                task -> Thread.ofPlatform().name("own").unstarted(task));
        Models models = local().transport(transport).callbacksOn(own).build()) {
      List<String> threads = new CopyOnWriteArrayList<>();
      var heard =
          models.model("here/any").with(Retry.upTo(1)).stream("hi")
              .onEach(event -> threads.add(Thread.currentThread().getName()));
      answer();
      assertThat(heard.get(60, TimeUnit.SECONDS).kind()).isEqualTo("completed");
      assertThat(threads).isNotEmpty().containsOnly("own");
    }
  }

  @Test
  void modelsOfOneProviderShareTheirRetriesSoThatTheyComeBackOneAfterTheOther() {
    try (Models models = local().build()) {
      ChatModel one = models.model("here/one");
      assertThat(one.policy(Policy.Layer.RETRY))
          .isPresent()
          .isEqualTo(models.model("here/two").policy(Policy.Layer.RETRY));
      assertThat(one.policy(Policy.Layer.ATTEMPT_TIMEOUTS)).contains(Timeouts.defaults());
      assertThat(one.policy(Policy.Layer.BUDGET)).isEmpty();
    }
  }

  // What cannot be used.

  private static void refused(Models.Builder builder, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining(message)
        .withMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65})
  void aNumberOfEventLoopsOutOfItsRangeIsRefused(int loops) {
    refused(
        Models.builder().eventLoops(loops),
        "eventLoops is " + loops + ", and it can be from 1 to 64; leave it out");
  }

  @Test
  void whatATransportHasNotCannotBeSet() {
    refused(
        Models.builder().transport(TransportChoice.JDK).eventLoops(2),
        "the transport jdk has no event loops");
    refused(local().transport(transport).withoutProxy(), "a transport of one's own brings its");
    refused(local().transport(transport).eventLoops(2), "a transport of one's own brings its");
    refused(
        local().transport(transport).trust(Path.of("ca.pem")),
        "a transport of one's own brings its");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http//name:hunter2@proxy:3128",
        "http:/name:hunter2@proxy:3128",
        "http://http://name:hunter2@proxy:3128"
      })
  void aProxyWithASlipInItsSchemeIsNotTakenForAHostOfThatName(String url) {
    refused(
        Models.builder().proxy(url),
        "the proxy given to Models.builder() is no URL such as http://host:8080; correct it");
  }

  @Test
  void aProxyThatIsNoneIsRefusedWithoutItsPassword() {
    refused(
        Models.builder().proxy("socks4://name:hunter2@proxy:1080"),
        "the proxy given to Models.builder() is no http, https, socks5 or socks5h proxy but a"
            + " socks4 one; correct it");
    refused(
        Models.builder().proxy("http://name:hunter2@proxy:99999"),
        "the proxy given to Models.builder() has a host that is none or a port out of range");
  }

  @Test
  void toTrustNothingIsRefused() {
    assertThatThrownBy(() -> Models.builder().trust())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trust() names no file of certificates");
  }

  @Test
  void filesOfCertificatesThatAreNotThereAreNamed() {
    Path none = Path.of("no", "such.pem");
    refused(
        Models.builder().withoutEnvironment().trust(none),
        "the file of trusted certificates " + none + " (Models.builder()) cannot be read");
    refused(
        Models.builder()
            .withoutEnvironment()
            .clientCertificate(none, () -> "hunter2".toCharArray()),
        "the file of the client certificate " + none + " cannot be read; check its path");
    refused(
        Models.builder().withoutEnvironment().clientCertificate(none, none),
        "the file of the client certificate " + none + " cannot be read; check its path");
  }

  @Test
  @Timeout(120)
  void aHugeFileIsNotReadAsOneOfTrustedCertificates(@TempDir Path folder) throws IOException {
    Path huge = folder.resolve("huge.pem");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(1L << 32);
    }
    refused(
        Models.builder().withoutEnvironment().trust(huge),
        "the file of trusted certificates " + huge + " (Models.builder()) is larger than 16 MiB");
  }

  @Test
  void aTransportThatTheEnvironmentMisnamesIsRefusedUnlessCodeNamesOne() {
    Map<String, String> environment = Map.of("SLUICE_TRANSPORT", "none such");
    assertThatThrownBy(() -> Models.builder().environment(environment).build())
        .isInstanceOf(ModelUnavailableException.class);
    Models.builder().environment(environment).transport(TransportChoice.NIO).build().close();
  }

  @Test
  void aProviderIsSetUpByItsKeyOrItsAddressOrInCode() {
    Map<String, String> environment =
        Map.of("GROQ_API_KEY", "k", "VLLM_BASE_URL", "http://127.0.0.1:9/v1", "OLLAMA_HOST", "h");
    try (Models models =
        Models.builder()
            .environment(environment)
            .provider(OpenAiProvider.builder().name("house").baseUrl("http://h/v1").build())
            .build()) {
      assertThat(models.configured())
          .contains("groq", "vllm", "ollama", "house")
          // The first wants a key; the others are usable if a server runs at the usual place.
          .doesNotContain("openai", "sglang", "lmstudio");
    }
  }
}
