package dev.sluice.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.chat.ChatRequest;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.rules.Page;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Recorder;
import dev.sluice.time.Clock;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of servers, and that its page says the same. */
class CompatiblesTest {
  private static final String KEY = "key-0123456789";

  private final OneExchange transport = new OneExchange();

  static List<Compatible> rows() {
    return Compatibles.ALL;
  }

  private static ModelProvider provider(String name) {
    return OpenAiProvider.compatibles().stream()
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private ProviderContext context(Map<String, String> settings) {
    return new ProviderContext(settings, () -> transport, Clock.system(), progress -> {});
  }

  private HttpCall call(Compatible row, Map<String, String> settings) {
    provider(row.name()).source("m", context(settings)).open(ChatRequest.of("hi"), new Recorder());
    return transport.call();
  }

  private ModelListing listing(Compatible row, Map<String, String> settings) {
    List<ModelListing> listings = provider(row.name()).models(context(settings));
    assertThat(listings).hasSize(1);
    return listings.getFirst();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachIsAskedAtItsAddressWithItsOwnKeyAlone(Compatible row) {
    Map<String, String> everyKey = new HashMap<>();
    rows().forEach(other -> other.keys().forEach(key -> everyKey.put(key, "not-" + row.name())));
    everyKey.put("OPENAI_API_KEY", "not-" + row.name());
    everyKey.put("OPENAI_ORG_ID", "not-" + row.name());
    everyKey.put(row.keys().getFirst(), KEY);
    HttpCall call = call(row, everyKey);
    assertThat(call.uri()).hasToString(row.base() + "/chat/completions");
    assertThat(call.headers()).containsEntry("authorization", "Bearer " + KEY);
    assertThat(call.headers().values()).noneMatch(value -> value.contains("not-"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachMayBeElsewhereAndThereNeedsNoKeyIfThatIsNear(Compatible row) {
    HttpCall call = call(row, Map.of(row.baseSetting(), "http://models.localhost:9/v1"));
    assertThat(call.uri()).hasToString("http://models.localhost:9/v1/chat/completions");
    assertThat(call.headers()).doesNotContainKey("authorization");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachHasALineThatSaysWhatItNeedsOrWhereItIs(Compatible row) {
    ModelListing without = listing(row, Map.of());
    assertThat(without.name()).isEqualTo(row.name() + "/MODEL");
    assertThat(without.usable()).isEqualTo(row.isLocal());
    assertThat(without.state())
        .isEqualTo(
            row.isLocal()
                ? BaseUrl.shown(URI.create(row.base())) + ", if one runs there"
                : "needs " + String.join(" or ", row.keys()));
    ModelListing with = listing(row, Map.of(row.keys().getLast(), KEY));
    assertThat(with.usable()).isTrue();
    assertThat(with.state()).startsWith(BaseUrl.shown(URI.create(row.base())));
    if (!row.isLocal()) {
      assertThatExceptionOfType(ModelUnavailableException.class)
          .isThrownBy(() -> call(row, Map.of()))
          .withMessageStartingWith(
              row.name() + "/m needs a key: set " + String.join(" or ", row.keys()));
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachCanBeDescribedInCodeByItsName(Compatible row) {
    OpenAiProvider built = OpenAiProvider.like(row.name()).key(KEY).build();
    built.source("m", context(Map.of())).open(ChatRequest.of("hi"), new Recorder());
    assertThat(built.name()).isEqualTo(row.name());
    assertThat(transport.call().uri()).hasToString(row.base() + "/chat/completions");
    if (row.isLocal()) {
      assertThat(OpenAiProvider.like(row.name()).build().name()).isEqualTo(row.name());
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> OpenAiProvider.like(row.name()).build())
          .withMessageContaining("which wants a key");
    }
  }

  @Test
  void aNameThatIsNotKnownIsAnsweredWithThoseThatAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OpenAiProvider.like("grok"))
        .withMessageStartingWith("no server is known as 'grok': ")
        .withMessageContaining("openrouter, groq, deepseek");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mistral", "deepseek", "vllm", "sglang", "llamacpp-server"})
  void anAnswerThatBreaksOffIsContinuedWhereEveryModelCan(String name) {
    assertThat(provider(name).source("m", context(Map.of(keyOf(name), KEY))).prefills()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"moonshot", "qwen", "openrouter", "groq", "xai"})
  void elsewhereItIsAskedForInWords(String name) {
    assertThat(provider(name).source("m", context(Map.of(keyOf(name), KEY))).prefills()).isFalse();
  }

  private static String keyOf(String name) {
    return Compatibles.named(name).orElseThrow().keys().getFirst();
  }

  @Test
  void thePageHasEachRowAsItIs() throws Exception {
    Page page = Page.of("providers.md");
    assertThat(page.found("^\\| (`[a-z-]+/…` \\| [^|]+ \\| [^|]+) \\|"))
        .containsExactlyElementsOf(
            rows().stream()
                .map(
                    row ->
                        "`"
                            + row.name()
                            + "/…` | "
                            + String.join(
                                " or ", row.keys().stream().map(key -> "`" + key + "`").toList())
                            + " | `"
                            + row.base()
                            + "`")
                .toList());
  }
}
