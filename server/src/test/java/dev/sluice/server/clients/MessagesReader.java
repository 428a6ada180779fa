package dev.sluice.server.clients;

/** Anthropic's messages. */
final class MessagesReader extends Reader {
  private boolean hasBegun;
  private long next;
  private boolean isStopped;

  @Override
  void event(Block event) {
    Tree data = Tree.of(event.data());
    String type = data.text("type");
    if (!type.equals(event.event())) {
      throw new AssertionError(event + " has two types");
    }
    isGoingOn();
    if (type.equals("ping")) {
      return;
    }
    if (hasBegun == type.equals("message_start") && !type.equals("error")) {
      throw new AssertionError(event + " is out of order");
    }
    hasBegun = true;
    String block = "block " + data.text("index");
    switch (type) {
      case "message_start" -> {}
      case "content_block_start" -> {
        if (data.number("index") != next++) {
          throw new AssertionError(event + " is out of order");
        }
        begin(block);
        text.append(data.text("content_block", "text"));
        thoughts.append(data.text("content_block", "thinking"));
        if (data.text("content_block", "type").equals("tool_use")) {
          call(block, data.text("content_block", "name"));
        }
      }
      case "content_block_delta" -> {
        isOpen(block);
        text.append(data.text("delta", "text"));
        thoughts.append(data.text("delta", "thinking"));
        // Of a call that the provider runs itself nobody wants them.
        if (calls.containsKey(block)) {
          arguments(block, data.text("delta", "partial_json"));
        }
      }
      case "content_block_stop" -> close(block);
      case "message_delta" -> {
        if (!open.isEmpty()) {
          throw new AssertionError(open + " before " + event);
        }
        isStopped |= data.at("delta", "stop_reason").isThere();
        usage(data.at("usage"), "input_tokens", "output_tokens");
      }
      case "message_stop" -> {
        if (!isStopped) {
          throw new AssertionError("no stop_reason before " + event);
        }
        whole();
      }
      case "error" -> problem(data);
      default -> throw new AssertionError("unknown: " + event);
    }
  }

  @Override
  void document(Tree document) {
    for (Tree block : document.at("content").elements()) {
      text.append(block.text("text"));
      thoughts.append(block.text("thinking"));
      if (block.text("type").equals("tool_use")) {
        call(block.text("id"), block.text("name"));
        arguments(block.text("id"), block.text("input"));
      }
    }
    usage(document.at("usage"), "input_tokens", "output_tokens");
    if (document.at("stop_reason").isThere()) {
      whole();
    }
  }

  @Override
  void problem(Tree document) {
    if (!document.text("type").equals("error")) {
      throw new AssertionError("no error: " + document.text());
    }
    super.problem(document);
  }
}
