package dev.sluice.server;

import java.io.IOException;

/** The package {@code @google/genai} of Node. */
final class GeminiNodeClientTest extends GeminiClientContract {
  private static final String VERSION = "2.32.0";

  @Override
  StockClient client() throws IOException, InterruptedException {
    return ProcessClient.node("@google/genai", VERSION, "dist/node/index.mjs", "gemini.mjs", "/v1");
  }
}
