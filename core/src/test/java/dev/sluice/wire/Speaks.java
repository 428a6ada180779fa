package dev.sluice.wire;

import dev.sluice.models.Models;
import dev.sluice.provider.anthropic.AnthropicProvider;
import dev.sluice.provider.bedrock.BedrockProvider;
import dev.sluice.provider.bedrock.Credentials;
import dev.sluice.provider.gemini.GeminiProvider;
import dev.sluice.provider.ollama.OllamaProvider;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.provider.openai.OpenAiProvider.Api;
import dev.sluice.simulator.Simulator;
import dev.sluice.spi.provider.ModelProvider;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * What the suites of this package run over besides {@link Over}: every wire format, as its provider
 * asks the simulator, which plays one script in all of them.
 */
enum Speaks {
  CHAT_COMPLETIONS("any", Words.OPENAI_CHAT) {
    @Override
    ModelProvider provider(String origin) {
      return OpenAiProvider.builder().name(name()).baseUrl(origin + "/v1").key(KEY).build();
    }
  },
  RESPONSES("any", Words.OPENAI) {
    @Override
    ModelProvider provider(String origin) {
      var builder = OpenAiProvider.builder().name(name()).baseUrl(origin + "/v1").key(KEY);
      return builder.api(Api.RESPONSES).build();
    }
  },
  /** With a model that takes the beginning of its answer; no other format has one. */
  ANTHROPIC("claude-sonnet-4-5", Words.ANTHROPIC) {
    @Override
    ModelProvider provider(String origin) {
      return AnthropicProvider.builder().name(name()).baseUrl(origin).key(KEY).build();
    }
  },
  GEMINI("gemini-3-flash-preview", Words.GEMINI) {
    @Override
    ModelProvider provider(String origin) {
      return GeminiProvider.builder().name(name()).baseUrl(origin + "/v1beta").key(KEY).build();
    }
  },
  OLLAMA("any", Words.OLLAMA) {
    @Override
    ModelProvider provider(String origin) {
      return OllamaProvider.builder().name(name()).baseUrl(origin).key(KEY).build();
    }
  },
  BEDROCK("anthropic.claude-sonnet-4-5-20250929-v1:0", Words.BEDROCK) {
    @Override
    ModelProvider provider(String origin) {
      return bedrock(origin).name(name()).key(KEY).build();
    }
  },
  BEDROCK_SIGNED("anthropic.claude-sonnet-4-5-20250929-v1:0", Words.BEDROCK) {
    @Override
    ModelProvider provider(String origin) {
      return bedrock(origin).name(name()).credentials(Credentials.of("AKIDEXAMPLE", KEY)).build();
    }
  };

  /** What differs where a script has to say a provider's own words. */
  private enum Words {
    OPENAI_CHAT("overloaded_error", "invalid_request_error", Fault.UNKNOWN, "signature .*"),
    OPENAI("overloaded_error", "invalid_request_error", "{\"type\":\"brand.new\"}", "(?!)"),
    ANTHROPIC("overloaded_error", "invalid_request_error", "{\"type\":\"brand_new\"}", "(?!)"),
    GEMINI("UNAVAILABLE", "INVALID_ARGUMENT", "{\"candidates\":[],\"brandNew\":true}", "(?!)"),
    OLLAMA("", "", "{\"model\":\"any\",\"brandNew\":true}", "eol cr|signature .*"),
    BEDROCK(
        "ServiceUnavailableException",
        "ValidationException",
        "{\"brandNew\":{\"unknown\":true}}",
        "bom|eol .*");

    private final String overloaded;
    private final String invalid;
    private final String unknown;
    private final String lacks;

    /**
     * The words.
     *
     * @param overloaded the type of an error in the stream that may pass; empty if there are none
     * @param invalid the type of one that blames the request; empty if there are none
     * @param unknown an event that nobody knows
     * @param lacks what of a script it has no form for, or what would be nothing of this format
     */
    Words(String overloaded, String invalid, String unknown, String lacks) {
      this.overloaded = overloaded;
      this.invalid = invalid;
      this.unknown = unknown;
      this.lacks = lacks;
    }
  }

  /** What every provider is asked with, and no message shows. */
  static final String KEY = "key-of-tests-very-secret-0123456789";

  private final String model;
  private final Words words;

  Speaks(String model, Words words) {
    this.model = model;
    this.words = words;
  }

  /** The provider, called by the name of this constant. */
  abstract ModelProvider provider(String origin);

  private static BedrockProvider.Builder bedrock(String origin) {
    return BedrockProvider.builder().region("us-east-1").baseUrl(origin);
  }

  /** The whole name of its model. */
  String model() {
    return name() + "/" + model;
  }

  /** All providers, of this simulator. */
  static Models models(Over over, Simulator simulator) {
    return models(over, simulator.origin());
  }

  /** All providers, of a server there. */
  static Models models(Over over, URI origin) {
    Models.Builder builder = over.builder();
    Stream.of(values()).forEach(each -> builder.provider(each.provider(origin.toString())));
    return builder.build();
  }

  /** All formats over all transports. */
  static Stream<Arguments> overAll() {
    return Stream.of(Over.values())
        .flatMap(over -> Stream.of(values()).map(speaks -> Arguments.of(over, speaks)));
  }

  /** The condition of a script that holds for who asks for the rest of an answer. */
  String whenContinued() {
    return this == ANTHROPIC ? "when prefill" : "when body contains \"interrupted\"";
  }

  /** Every fault that this format can have, as it ends in this format. */
  List<Fault> faults() {
    return Stream.of(Fault.all()).filter(this::has).map(this::as).toList();
  }

  /** Every fault that only a timeout ends. */
  List<Fault> stalls() {
    return Stream.of(Fault.stalls()).map(this::as).toList();
  }

  private boolean has(Fault fault) {
    return has(fault.script());
  }

  /** Whether this format has a form for all of it. */
  boolean has(String script) {
    return !Pattern.compile("(?m)^(" + words.lacks + ")$").matcher(script).find();
  }

  /** Whether its provider signs thoughts, or enciphers them, and wants that back. */
  boolean signs() {
    return has("signature \"any\"");
  }

  /** Whether thoughts go back in words to whoever had them. */
  boolean takesThoughts() {
    return this != CHAT_COMPLETIONS;
  }

  /** Whether the event that begins an answer may come once more. */
  boolean beginsTwice() {
    return this != BEDROCK && this != BEDROCK_SIGNED;
  }

  private Fault as(Fault fault) {
    String script = fault.script().replace(Fault.UNKNOWN, unknown());
    if (!beginsTwice()) {
      // A message may be as long as it may be at AWS, and none of them begins an answer twice.
      script = script.replace("huge 20MB", "huge 26MB").replace("empty\nrole\n", "empty\n");
    }
    // Where documents of any form are read as answers, one of another form is told to be none.
    String failure =
        fault.failure().equals("not_a_stream") ? "not_a_stream or malformed" : fault.failure();
    return new Fault(fault.name(), script, fault.ending(), fault.text(), failure);
  }

  String overloaded() {
    return words.overloaded;
  }

  String invalid() {
    return words.invalid;
  }

  String unknown() {
    return words.unknown;
  }
}
