package dev.sluice.server;

import java.io.IOException;

/** The package {@code @anthropic-ai/sdk} of Node. */
final class MessagesNodeClientTest extends MessagesClientContract {
  @Override
  StockClient client() throws IOException, InterruptedException {
    return ProcessClient.node("@anthropic-ai/sdk", "1.14.0", "index.mjs", "messages.mjs", "");
  }

  @Override
  String error(String type) {
    return type;
  }
}
