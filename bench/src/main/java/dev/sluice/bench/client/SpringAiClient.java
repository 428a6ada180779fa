package dev.sluice.bench.client;

import com.openai.client.OpenAIClientAsyncImpl;
import com.openai.core.ClientOptions;
import java.time.Duration;
import okhttp3.Dispatcher;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.http.okhttp.SpringAiOpenAiHttpClient;
import reactor.core.Disposable;

/**
 * Spring AI's chat client as its documentation has it: {@code prompt().stream().content()}. It runs
 * on openai-java over its own OkHttp client, whose dispatcher would allow 64 requests at once; here
 * it allows as many as are asked. Its timeout ends an answer that takes longer than a minute, so it
 * is ten minutes here, as in openai-java.
 */
final class SpringAiClient implements Client {
  private static final int ALL = 100_000;
  private static final Duration LONG = Duration.ofMinutes(10);

  private final ChatClient client;

  SpringAiClient(String baseUrl) {
    SpringAiOpenAiHttpClient http = SpringAiOpenAiHttpClient.builder().timeout(LONG).build();
    Dispatcher dispatcher = http.getOkHttpClient().dispatcher();
    dispatcher.setMaxRequests(ALL);
    dispatcher.setMaxRequestsPerHost(ALL);
    OpenAiChatModel model =
        OpenAiChatModel.builder()
            .openAiClientAsync(
                new OpenAIClientAsyncImpl(
                    ClientOptions.builder()
                        .httpClient(http)
                        .baseUrl(baseUrl)
                        .apiKey("none")
                        .build()))
            .options(
                OpenAiChatOptions.builder()
                    .baseUrl(baseUrl)
                    .apiKey("none")
                    .model("bench")
                    .timeout(LONG)
                    .build())
            .build();
    client = ChatClient.create(model);
  }

  @Override
  public Asked ask(Listener listener) {
    Disposable subscription =
        client.prompt().user("Count.").stream()
            .content()
            .subscribe(
                text -> {
                  if (!text.isEmpty()) {
                    listener.onChunk(text);
                  }
                },
                listener::onFailure,
                listener::onEnd);
    return subscription::dispose;
  }
}
