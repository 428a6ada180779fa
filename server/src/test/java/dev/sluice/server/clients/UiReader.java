package dev.sluice.server.clients;

/** The AI SDK's stream of a UI message. */
final class UiReader extends Reader {
  private String last = "";

  @Override
  void event(Block event) {
    if (event.data().equals("[DONE]")) {
      switch (last) {
        case "finish" -> whole();
        case "error", "abort" -> broken("");
        default -> throw new AssertionError("[DONE] behind " + last);
      }
      return;
    }
    if (last.equals("finish") || last.equals("error") || last.equals("abort")) {
      throw new AssertionError(event + " behind " + last);
    }
    Tree data = Tree.of(event.data());
    last = data.text("type");
    String id = data.text("id");
    String call = data.text("toolCallId");
    switch (last) {
      case "text-start" -> begin("text " + id);
      case "text-delta" -> {
        isOpen("text " + id);
        text.append(data.text("delta"));
      }
      case "text-end" -> close("text " + id);
      case "reasoning-start" -> begin("reasoning " + id);
      case "reasoning-delta" -> {
        isOpen("reasoning " + id);
        thoughts.append(data.text("delta"));
      }
      case "reasoning-end" -> close("reasoning " + id);
      case "start-step" -> begin("step");
      case "finish-step" -> close("step");
      case "tool-input-start" -> {
        begin("tool " + call);
        call(call, data.text("toolName"));
      }
      case "tool-input-delta" -> arguments(call, data.text("inputTextDelta"));
      case "tool-input-available", "tool-input-error" -> close("tool " + call);
      case "finish" -> usage(data.at("messageMetadata", "usage"), "inputTokens", "outputTokens");
      default -> {}
    }
  }

  @Override
  void document(Tree document) {
    for (Tree part : document.at("parts").elements()) {
      String type = part.text("type");
      switch (type) {
        case "text" -> text.append(part.text("text"));
        case "reasoning" -> thoughts.append(part.text("text"));
        default -> {
          if (part.at("toolCallId").isThere()) {
            String id = part.text("toolCallId");
            call(id, part.at("toolName").isThere() ? part.text("toolName") : type.substring(5));
            arguments(id, part.text("input"));
          }
        }
      }
    }
    usage(document.at("metadata", "usage"), "inputTokens", "outputTokens");
    if (document.text("role").equals("assistant")) {
      whole();
    }
  }
}
