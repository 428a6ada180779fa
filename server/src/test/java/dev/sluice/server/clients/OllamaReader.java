package dev.sluice.server.clients;

/** Ollama's lines, of a chat and of a completion. */
final class OllamaReader extends Reader {
  @Override
  void event(Block event) {
    document(Tree.of(event.data()));
  }

  /** A whole answer is a line that says all. */
  @Override
  void document(Tree document) {
    if (document.at("error").isThere()) {
      problem(document);
      return;
    }
    isGoingOn();
    text.append(document.text("response")).append(document.text("message", "content"));
    thoughts.append(document.text("thinking")).append(document.text("message", "thinking"));
    for (Tree call : document.at("message", "tool_calls").elements()) {
      String id = "call " + calls.size();
      call(id, call.text("function", "name"));
      arguments(id, call.text("function", "arguments"));
    }
    usage(document, "prompt_eval_count", "eval_count");
    if (document.text("done").equals("true")) {
      if (!document.at("done_reason").isThere()) {
        throw new AssertionError("no done_reason: " + document.text());
      }
      whole();
    }
  }

  @Override
  void problem(Tree document) {
    if (document.text("error").isEmpty() || document.at("error", "message").isThere()) {
      throw new AssertionError("no error: " + document.text());
    }
    broken("");
  }
}
