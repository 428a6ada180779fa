package dev.sluice.server.clients;

/** OpenAI's chat completions. */
final class ChatReader extends Reader {
  private boolean isFinished;

  @Override
  void event(Block event) {
    if (event.data().equals("[DONE]")) {
      if (!isFinished) {
        throw new AssertionError("[DONE] without a finish reason");
      }
      whole();
      return;
    }
    Tree chunk = Tree.of(event.data());
    if (chunk.at("error").isThere()) {
      problem(chunk);
      return;
    }
    Tree delta = chunk.at("choices", "delta");
    text.append(delta.text("content"));
    thoughts.append(delta.text("reasoning_content"));
    for (Tree call : delta.at("tool_calls").elements()) {
      String index = call.text("index");
      if (!calls.containsKey(index)) {
        call(index, call.text("function", "name"));
      }
      arguments(index, call.text("function", "arguments"));
    }
    isFinished |= chunk.at("choices", "finish_reason").isThere();
    usage(chunk.at("usage"), "prompt_tokens", "completion_tokens");
  }

  @Override
  void document(Tree document) {
    Tree message = document.at("choices", "message");
    text.append(message.text("content"));
    thoughts.append(message.text("reasoning_content"));
    for (Tree call : message.at("tool_calls").elements()) {
      call(call.text("id"), call.text("function", "name"));
      arguments(call.text("id"), call.text("function", "arguments"));
    }
    usage(document.at("usage"), "prompt_tokens", "completion_tokens");
    if (document.at("choices", "finish_reason").isThere()) {
      whole();
    }
  }
}
