package dev.sluice.server.clients;

/** AG-UI's events, which have to come in order. */
final class AgUiReader extends Reader {
  private boolean hasBegun;

  @Override
  void event(Block event) {
    Tree data = Tree.of(event.data());
    String type = data.text("type");
    if (hasBegun == type.equals("RUN_STARTED")) {
      throw new AssertionError(event + " is out of order");
    }
    hasBegun = true;
    isGoingOn();
    String id = data.text("messageId") + data.text("toolCallId") + data.text("stepName");
    switch (type) {
      case "TEXT_MESSAGE_START", "REASONING_START", "REASONING_MESSAGE_START", "STEP_STARTED" ->
          begin(kind(type) + id);
      case "TOOL_CALL_START" -> {
        begin(kind(type) + data.text("toolCallId"));
        call(data.text("toolCallId"), data.text("toolCallName"));
      }
      case "TOOL_CALL_ARGS" -> {
        isOpen(kind(type) + id);
        arguments(id, data.text("delta"));
      }
      case "TEXT_MESSAGE_END",
          "REASONING_END",
          "REASONING_MESSAGE_END",
          "STEP_FINISHED",
          "TOOL_CALL_END" ->
          close(kind(type) + id);
      case "TEXT_MESSAGE_CONTENT" -> {
        isOpen(kind(type) + id);
        text.append(data.text("delta"));
      }
      case "REASONING_MESSAGE_CONTENT" -> {
        isOpen(kind(type) + id);
        thoughts.append(data.text("delta"));
      }
      case "RUN_FINISHED" -> {
        data.at("usage").elements().forEach(u -> usage(u, "inputTokens", "outputTokens"));
        whole();
      }
      case "RUN_ERROR" -> broken(data.text("code"));
      default -> {}
    }
  }

  private static String kind(String type) {
    return type.substring(0, type.lastIndexOf('_')) + " ";
  }

  /** It has none. */
  @Override
  void document(Tree document) {
    throw new AssertionError("no stream: " + document.text());
  }
}
