package dev.sluice.server;

import java.io.IOException;

/** The package {@code google-genai} of Python. */
final class GeminiPythonClientTest extends GeminiClientContract {
  private static final String VERSION = "3.6.1";

  @Override
  StockClient client() throws IOException, InterruptedException {
    return ProcessClient.python("google-genai==" + VERSION, "gemini.py", "/v1");
  }
}
