package dev.sluice.bench.client;

import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;

/** The question, and what its chunks hold, in openai-java's types. */
final class OpenAiChunks {
  static final ChatCompletionCreateParams QUESTION =
      ChatCompletionCreateParams.builder()
          .model("bench")
          .addUserMessage("Count.")
          .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
          .build();

  private OpenAiChunks() {}

  static void hear(ChatCompletionChunk chunk, Client.Listener listener) {
    for (ChatCompletionChunk.Choice choice : chunk.choices()) {
      ChatCompletionChunk.Choice.Delta delta = choice.delta();
      String text = delta.content().orElse("");
      if (!text.isEmpty()) {
        listener.onChunk(text);
      }
      delta
          .toolCalls()
          .ifPresent(
              calls ->
                  calls.forEach(
                      call -> {
                        String fragment =
                            call.function().flatMap(function -> function.arguments()).orElse("");
                        if (!fragment.isEmpty()) {
                          listener.onChunk(fragment);
                        }
                      }));
    }
  }
}
