package dev.sluice.server;

import java.io.IOException;

/** The package {@code anthropic} of Python. */
final class MessagesPythonClientTest extends MessagesClientContract {
  @Override
  StockClient client() throws IOException, InterruptedException {
    return ProcessClient.python("anthropic==2.14.0", "messages.py", "");
  }

  @Override
  String error(String type) {
    return "APIStatusError";
  }
}
