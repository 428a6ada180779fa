package dev.sluice.server;

import java.io.IOException;

/** The package {@code ollama} of Node. */
final class OllamaNodeClientTest extends OllamaClientContract {
  @Override
  StockClient client() throws IOException, InterruptedException {
    return ProcessClient.node("ollama", "0.6.4", "dist/index.mjs", "ollama_client.mjs", "");
  }

  @Override
  String yes() {
    return "true";
  }

  @Override
  String none() {
    return "null";
  }
}
