package dev.sluice.server;

import java.io.IOException;

/** The package {@code openai} of Node. */
final class NodeClientTest extends StockClientContract {
  private static final String VERSION = "6.49.0";

  @Override
  StockClient client() throws IOException, InterruptedException {
    return ProcessClient.node("openai", VERSION, "index.mjs", "chat.mjs", "/v1");
  }
}
