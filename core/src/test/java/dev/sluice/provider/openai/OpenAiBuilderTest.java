package dev.sluice.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.provider.openai.chat.ChatCompletions;
import dev.sluice.provider.openai.chat.Quirks;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.Secret;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Recorder;
import dev.sluice.time.Clock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is described in code. */
class OpenAiBuilderTest {
  private static final String KEY = "sk-secret-0123456789";

  private final OneExchange transport = new OneExchange();

  /** As a caller without NullAway has it. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T missing() {
    return null;
  }

  private HttpCall call(OpenAiProvider provider, ChatRequest request) {
    Map<String, String> environment =
        Map.of("OPENAI_API_KEY", "sk-of-the-environment", "OPENAI_BASE_URL", "http://other/v1");
    provider
        .source(
            "m", new ProviderContext(environment, () -> transport, Clock.system(), progress -> {}))
        .open(request, new Recorder());
    return transport.call();
  }

  @Test
  void nothingIsTakenFromTheEnvironment() {
    HttpCall call =
        call(
            OpenAiProvider.builder().name("here").baseUrl("http://here:8080/v1/").build(),
            ChatRequest.of("hi"));
    assertThat(call.uri()).hasToString("http://here:8080/v1/chat/completions");
    assertThat(call.headers()).doesNotContainKey("authorization");
    assertThat(call(OpenAiProvider.builder().key(KEY).build(), ChatRequest.of("hi")).uri())
        .hasToString("https://api.openai.com/v1/responses");
  }

  @Test
  void whatIsSetIsSentAndARequestsOwnHeadersGoBeforeIt() {
    OpenAiProvider provider =
        OpenAiProvider.builder()
            .key(" " + KEY + "\n")
            .organisation("org-1")
            .project("proj-1")
            .header("User-Agent", "shop/2")
            .header("X-Tenant", "all")
            .build();
    ChatRequest request = ChatRequest.builder().user("hi").header("x-tenant", "blue").build();
    assertThat(call(provider, request).headers())
        .containsEntry("authorization", "Bearer " + KEY)
        .containsEntry("openai-organization", "org-1")
        .containsEntry("openai-project", "proj-1")
        .containsEntry("user-agent", "shop/2")
        .containsEntry("x-tenant", "blue");
  }

  @Test
  void thoughtsGoBackByTheFieldThatIsNamedWhoeverGivesTheKey() {
    Message thought =
        new Message.Assistant(List.of(new Part.Reasoning("hm"), Part.text("So.")), "openai/m");
    ChatRequest request = ChatRequest.builder().message(thought).user("And?").build();
    OpenAiProvider fixed =
        OpenAiProvider.builder()
            .key(KEY)
            .api(OpenAiProvider.Api.CHAT_COMPLETIONS)
            .reasoningField("reasoning_content")
            .build();
    assertThat(sent(call(fixed, request))).contains("\"reasoning_content\":\"hm\"");
    OpenAiProvider plain =
        OpenAiProvider.builder().key(KEY).api(OpenAiProvider.Api.CHAT_COMPLETIONS).build();
    assertThat(sent(call(plain, request))).doesNotContain("hm");
    WireFormat asking =
        new ChatCompletions(
            Account.of("openai", URI.create("http://h/v1")).asking(() -> KEY),
            Quirks.NONE.reasoningBy("reasoning_content"),
            "m");
    assertThat(sent(asking.with(new Secret(KEY)).call(request)))
        .contains("\"reasoning_content\":\"hm\"");
  }

  private static String sent(HttpCall call) {
    return StandardCharsets.UTF_8.decode(call.body()).toString();
  }

  @Test
  void aRequestThatBringsItsOwnAuthorizationWaitsForNoKey() {
    OpenAiProvider provider =
        OpenAiProvider.builder()
            .key(
                () -> {
                  throw new AssertionError("asked for a key that is not used");
                })
            .build();
    ChatRequest request =
        ChatRequest.builder().user("hi").header("Authorization", "Bearer of-a-tenant").build();
    assertThat(call(provider, request).headers())
        .containsEntry("authorization", "Bearer of-a-tenant");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "two words", "/", "ü"})
  void aNameThatNoModelCouldBeginWithIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OpenAiProvider.builder().name(name).key(KEY).build())
        .withMessageStartingWith("the name of a provider is of letters")
        .withMessageEndingWith("'" + name + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sk first", "\"sk-first\"", "sk-first\nsk-second"})
  void aKeyThatCannotBeOneIsRefusedAndNotRepeated(String key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OpenAiProvider.builder().name("mine").key(key).build())
        .withMessageStartingWith("the key of the provider mine ")
        .withMessageNotContaining("sk-");
  }

  @Test
  void aBaseUrlThatIsNoneIsRefusedAndNotRepeated() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> OpenAiProvider.builder().name("mine").baseUrl("http://a:hunter2@b/").build())
        .withMessageStartingWith("the base URL of the provider mine must be an http or https URL")
        .withMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://b:0/v1", "http://b:65536", "https://[::1]:99999999999/v1"})
  void aPortThatCannotBeOneIsRefusedBeforeAnythingIsAsked(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OpenAiProvider.builder().name("mine").baseUrl(url).build())
        .withMessageStartingWith("the base URL of the provider mine must be")
        .withMessageEndingWith(" is out of range: ports go from 1 to 65535");
  }

  @Test
  void aBaseUrlThatWasPastedBehindAnotherBeginningIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> OpenAiProvider.builder().name("mine").baseUrl("http://https://b/v1").build())
        .withMessageEndingWith(": it begins with http:// or https:// twice");
  }

  @Test
  void aHeaderThatCannotBeSentIsRefusedAndNotRepeated() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> OpenAiProvider.builder().key(KEY).header("api-key", "hunter2\nx: y").build())
        .withMessage(
            "of the provider openai, the value of the header api-key cannot be sent: it holds a"
                + " line end or another character that headers have none of");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OpenAiProvider.builder().key(KEY).header("api key", "hunter2").build())
        .withMessage(
            "of the provider openai, the name of a header cannot be sent: names are of letters,"
                + " digits and hyphens");
    assertThatNullPointerException()
        .isThrownBy(() -> OpenAiProvider.builder().header(missing(), "x"))
        .withMessage("header");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OpenAiProvider.builder().key(KEY).header("Host", "other").build())
        .withMessage(
            "of the provider openai, the header host is the connection's own: leave it out");
  }

  @Test
  void oneKeyIsEnoughAndOpenAiWantsOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> OpenAiProvider.builder().key(KEY).header("Authorization", "Bearer x").build())
        .withMessageContaining("leave one out");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OpenAiProvider.builder().build())
        .withMessageContaining("asks api.openai.com, which wants a key: give it by key(");
    assertThat(OpenAiProvider.builder().header("Authorization", "Basic eDp5").build().name())
        .isEqualTo("openai");
  }

  @Test
  void nothingOfItPrintsAKey() {
    OpenAiProvider provider =
        OpenAiProvider.builder().key(KEY).header("api-key", "hunter2-hunter2").build();
    assertThat(provider.toString()).isEqualTo("OpenAiProvider[Account[openai at api.openai.com]]");
  }
}
