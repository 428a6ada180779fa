package dev.sluice.server.clients;

/** OpenAI's responses. */
final class ResponsesReader extends Reader {
  @Override
  void event(Block event) {
    Tree data = Tree.of(event.data());
    String type = data.text("type");
    switch (type) {
      case "response.output_text.delta" -> text.append(data.text("delta"));
      case "response.reasoning_text.delta", "response.reasoning_summary_text.delta" ->
          thoughts.append(data.text("delta"));
      case "response.output_item.added" -> {
        begin("item " + data.text("output_index"));
        if (data.text("item", "type").equals("function_call")) {
          call(data.text("output_index"), data.text("item", "name"));
        }
      }
      case "response.function_call_arguments.delta" ->
          arguments(data.text("output_index"), data.text("delta"));
      case "response.output_item.done" -> close("item " + data.text("output_index"));
      case "response.completed", "response.incomplete" -> {
        usage(data.at("response", "usage"), "input_tokens", "output_tokens");
        whole();
      }
      case "error" -> problem(data);
      default -> isGoingOn();
    }
  }

  @Override
  void document(Tree document) {
    for (Tree item : document.at("output").elements()) {
      switch (item.text("type")) {
        case "message" ->
            item.at("content").elements().forEach(part -> text.append(part.text("text")));
        case "reasoning" ->
            item.at("content").elements().forEach(part -> thoughts.append(part.text("text")));
        case "function_call" -> {
          call(item.text("id"), item.text("name"));
          arguments(item.text("id"), item.text("arguments"));
        }
        default -> {}
      }
    }
    usage(document.at("usage"), "input_tokens", "output_tokens");
    switch (document.text("status")) {
      case "completed", "incomplete" -> whole();
      case "failed", "cancelled" -> problem(document);
      default -> {}
    }
  }
}
