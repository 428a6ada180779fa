package dev.sluice.server;

/** The library {@code openai-java}. */
final class JavaClientTest extends StockClientContract {
  @Override
  StockClient client() {
    return new JavaClient();
  }
}
