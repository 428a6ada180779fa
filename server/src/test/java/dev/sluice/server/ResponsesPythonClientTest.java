package dev.sluice.server;

import java.io.IOException;

/** The package {@code openai} of Python, asking for responses. */
final class ResponsesPythonClientTest extends ResponsesClientContract {
  private static final String VERSION = "3.57.0";

  @Override
  StockClient client() throws IOException, InterruptedException {
    return ProcessClient.python("openai==" + VERSION, "responses.py", "/v1");
  }
}
