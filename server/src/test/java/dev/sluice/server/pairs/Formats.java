package dev.sluice.server.pairs;

import dev.sluice.provider.anthropic.AnthropicProvider;
import dev.sluice.provider.bedrock.BedrockProvider;
import dev.sluice.provider.gemini.GeminiProvider;
import dev.sluice.provider.ollama.OllamaProvider;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.WireFormat;
import java.util.List;

/** The formats of providers. */
public enum Formats {
  CHAT("openai.chat", "openai/gpt-4o-mini"),
  RESPONSES("openai.responses", "openai/gpt-4o-mini"),
  MESSAGES("anthropic.messages", "anthropic/claude-sonnet-4-5"),
  GENERATE_CONTENT("gemini.generate_content", "gemini/gemini-2.5-flash"),
  OLLAMA("ollama.chat", "ollama/qwen3"),
  CONVERSE("bedrock.converse", "bedrock/anthropic.claude-sonnet-4-5");

  /** Who speaks them. */
  private static final List<ModelProvider> PROVIDERS =
      List.of(
          new OpenAiProvider(),
          new AnthropicProvider(),
          new GeminiProvider(),
          new OllamaProvider(),
          new BedrockProvider());

  public final String id;
  public final String model;

  Formats(String id, String model) {
    this.id = id;
    this.model = model;
  }

  public String provider() {
    return model.substring(0, model.indexOf('/'));
  }

  public WireFormat wire() {
    return PROVIDERS.stream()
        .filter(provider -> provider.name().equals(provider()))
        .findFirst()
        .orElseThrow()
        .format(id, model.substring(model.indexOf('/') + 1))
        .orElseThrow();
  }
}
