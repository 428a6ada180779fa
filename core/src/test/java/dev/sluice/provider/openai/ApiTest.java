package dev.sluice.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.models.Models;
import dev.sluice.provider.openai.OpenAiProvider.Api;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Recorder;
import dev.sluice.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By which of its formats a server is asked. */
class ApiTest {
  private static final String KEY = "sk-secret-0123456789";

  private static String asked(OpenAiProvider provider, String model, Map<String, String> settings) {
    OneExchange transport = new OneExchange();
    provider
        .source(model, new ProviderContext(settings, () -> transport, Clock.system(), p -> {}))
        .open(ChatRequest.of("hi"), new Recorder());
    return transport.call().uri().toString();
  }

  private static String asked(String model, String base) {
    return asked(
        new OpenAiProvider(), model, Map.of("OPENAI_API_KEY", KEY, "OPENAI_BASE_URL", base));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.openai.com/v1",
        "https://eu.api.openai.com/v1",
        "https://API.openai.com"
      })
  void openAiItselfIsAskedForResponses(String base) {
    assertThat(asked("gpt-5", base)).isEqualTo(base + "/responses");
    assertThat(asked("ft:gpt-4o-mini:acme", base)).isEqualTo(base + "/responses");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-4o-audio-preview",
        "gpt-audio-mini",
        "gpt-4o-mini-search-preview-2025-03-11",
        "gpt-5-search-api"
      })
  void aModelThatHasChatCompletionsAloneIsAskedByThem(String model) {
    assertThat(asked(model, "https://api.openai.com/v1"))
        .isEqualTo("https://api.openai.com/v1/chat/completions");
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-5, openai.chat, openai.chat",
    "gpt-5, openai.responses, openai.responses",
    "gpt-5, anthropic.messages, openai.responses",
    "gpt-5-pro, openai.chat, openai.responses",
    "gpt-5.1-codex-max, openai.chat, openai.responses",
    "o3-deep-research, openai.chat, openai.responses",
    "computer-use-preview, openai.chat, openai.responses",
    "gpt-audio, openai.responses, openai.chat",
  })
  void openAiItselfIsAskedInTheFormatThatIsPreferredWhereTheModelHasIt(
      String model, String preferred, String format) {
    try (Models models = Models.builder().environment(Map.of("OPENAI_API_KEY", KEY)).build()) {
      assertThat(models.wireFormat("openai/" + model, preferred)).isEqualTo(format);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8080/v1",
        "https://api.openai.com.example.com/v1",
        "https://myapi.openai.com/v1",
        "http://my_host/v1"
      })
  void anotherServerIsAskedForChatCompletions(String base) {
    assertThat(asked("gpt-5", base)).isEqualTo(base + "/chat/completions");
  }

  @Test
  void chatCompletionsOfTheSameServerHaveANameOfTheirOwn() {
    OpenAiProvider chat = OpenAiProvider.chatCompletions();
    assertThat(chat.name()).isEqualTo("openai-chat");
    assertThat(asked(chat, "gpt-5", Map.of("OPENAI_API_KEY", KEY)))
        .isEqualTo("https://api.openai.com/v1/chat/completions");
    assertThat(asked(chat, "m", Map.of("OPENAI_BASE_URL", "http://localhost/v1")))
        .isEqualTo("http://localhost/v1/chat/completions");
  }

  @Test
  void theResponsesApiOfAnyServerHasANameOfItsOwn() {
    OpenAiProvider responses = OpenAiProvider.responses();
    assertThat(responses.name()).isEqualTo("openai-responses");
    assertThat(asked(responses, "m", Map.of("OPENAI_BASE_URL", "http://localhost/v1")))
        .isEqualTo("http://localhost/v1/responses");
    assertThat(asked(responses, "gpt-audio", Map.of("OPENAI_API_KEY", KEY)))
        .isEqualTo("https://api.openai.com/v1/responses");
  }

  @ParameterizedTest
  @CsvSource({"RESPONSES, /responses", "CHAT_COMPLETIONS, /chat/completions"})
  void whatIsBuiltIsAskedAsItSays(Api api, String path) {
    OpenAiProvider built =
        OpenAiProvider.builder().name("here").baseUrl("http://here/v1").api(api).build();
    assertThat(asked(built, "m", Map.of())).isEqualTo("http://here/v1" + path);
  }

  @Test
  void whatIsBuiltForOpenAiItselfIsAskedAsOpenAiIs() {
    assertThat(asked(OpenAiProvider.builder().key(KEY).build(), "gpt-5", Map.of()))
        .isEqualTo("https://api.openai.com/v1/responses");
    assertThat(asked(OpenAiProvider.like("groq").key(KEY).build(), "m", Map.of()))
        .isEqualTo("https://api.groq.com/openai/v1/chat/completions");
  }
}
