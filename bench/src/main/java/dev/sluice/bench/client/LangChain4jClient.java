package dev.sluice.bench.client;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.concurrent.atomic.AtomicReference;

/**
 * LangChain4j as its documentation has it: a streaming model and a handler. Where the headers come
 * before its call has returned, the call reads the whole answer on the caller's thread; so each
 * call has a virtual thread of its own. Cancelling needs a handle, which comes with the first text.
 */
final class LangChain4jClient implements Client {
  private final OpenAiStreamingChatModel model;

  LangChain4jClient(String baseUrl) {
    model =
        OpenAiStreamingChatModel.builder()
            .baseUrl(baseUrl)
            .apiKey("none")
            .modelName("bench")
            .build();
  }

  @Override
  public Asked ask(Listener listener) {
    Handler handler = new Handler(listener);
    Thread.ofVirtual().start(() -> model.chat("Count.", handler));
    return handler;
  }

  private static final class Handler implements StreamingChatResponseHandler, Asked {
    private final Listener listener;
    private final AtomicReference<StreamingHandle> handle = new AtomicReference<>();

    Handler(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
      handle.setPlain(context.streamingHandle());
      listener.onChunk(partial.text());
    }

    @Override
    public void onPartialToolCall(PartialToolCall call) {
      listener.onChunk(call.partialArguments());
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      listener.onEnd();
    }

    @Override
    public void onError(Throwable failure) {
      listener.onFailure(failure);
    }

    @Override
    public void cancel() {
      StreamingHandle known = handle.get();
      if (known != null) {
        known.cancel();
      }
    }
  }
}
