package dev.sluice.bench.client;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import java.util.concurrent.atomic.AtomicReference;

/**
 * openai-java, blocking: a virtual thread for each stream. Synchronous calls do not count against
 * the limits of OkHttp's dispatcher.
 */
final class OpenAiSyncClient implements Client {
  private final OpenAIClient client;

  OpenAiSyncClient(String baseUrl) {
    client = OpenAIOkHttpClient.builder().baseUrl(baseUrl).apiKey("none").build();
  }

  @Override
  public Asked ask(Listener listener) {
    AtomicReference<StreamResponse<ChatCompletionChunk>> open = new AtomicReference<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (StreamResponse<ChatCompletionChunk> response =
                  client.chat().completions().createStreaming(OpenAiChunks.QUESTION)) {
                open.set(response);
                response.stream().forEach(chunk -> OpenAiChunks.hear(chunk, listener));
                listener.onEnd();
              } catch (RuntimeException failure) {
                listener.onFailure(failure);
              }
            });
    return () -> {
      StreamResponse<ChatCompletionChunk> response = open.get();
      if (response != null) {
        response.close();
      }
    };
  }

  @Override
  public void close() {
    client.close();
  }
}
