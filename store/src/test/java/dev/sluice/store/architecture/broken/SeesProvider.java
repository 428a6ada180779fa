package dev.sluice.store.architecture.broken;

import dev.sluice.provider.openai.OpenAiProvider;

final class SeesProvider {
  private SeesProvider() {}

  static Class<?> seen() {
    return OpenAiProvider.class;
  }
}
