package dev.sluice.server;

import java.io.IOException;

/** The package {@code ollama} of Python. */
final class OllamaPythonClientTest extends OllamaClientContract {
  @Override
  StockClient client() throws IOException, InterruptedException {
    return ProcessClient.python("ollama==0.6.3", "ollama_client.py", "");
  }

  @Override
  String yes() {
    return "True";
  }

  @Override
  String none() {
    return "None";
  }
}
