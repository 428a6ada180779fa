package dev.sluice.bench.client;

import com.openai.client.OpenAIClientAsync;
import com.openai.client.OpenAIClientAsyncImpl;
import com.openai.core.ClientOptions;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import java.util.Optional;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/**
 * openai-java, asynchronous. Its builder leaves OkHttp's limit of 64 requests at once, so the
 * client is made over an OkHttp client whose dispatcher allows as many as are asked; all else is
 * default.
 */
final class OpenAiAsyncClient implements Client {
  private static final int ALL = 100_000;

  private final OpenAIClientAsync client;

  OpenAiAsyncClient(String baseUrl) {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(ALL);
    dispatcher.setMaxRequestsPerHost(ALL);
    OkHttpClient http = new OkHttpClient.Builder().dispatcher(dispatcher).build();
    client =
        new OpenAIClientAsyncImpl(
            ClientOptions.builder()
                .httpClient(new com.openai.client.okhttp.OkHttpClient(http))
                .baseUrl(baseUrl)
                .apiKey("none")
                .build());
  }

  @Override
  public Asked ask(Listener listener) {
    AsyncStreamResponse<ChatCompletionChunk> response =
        client.chat().completions().createStreaming(OpenAiChunks.QUESTION);
    var _ =
        response.subscribe(
            new AsyncStreamResponse.Handler<ChatCompletionChunk>() {
              @Override
              public void onNext(ChatCompletionChunk chunk) {
                OpenAiChunks.hear(chunk, listener);
              }

              @Override
              public void onComplete(Optional<Throwable> failure) {
                failure.ifPresentOrElse(listener::onFailure, listener::onEnd);
              }
            });
    return response::close;
  }

  @Override
  public void close() {
    client.close();
  }
}
