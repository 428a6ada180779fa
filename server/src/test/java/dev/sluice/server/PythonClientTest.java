package dev.sluice.server;

import java.io.IOException;

/** The package {@code openai} of Python. */
final class PythonClientTest extends StockClientContract {
  private static final String VERSION = "3.57.0";

  @Override
  StockClient client() throws IOException, InterruptedException {
    return ProcessClient.python("openai==" + VERSION, "chat.py", "/v1");
  }

  @Override
  String none() {
    return "None";
  }
}
