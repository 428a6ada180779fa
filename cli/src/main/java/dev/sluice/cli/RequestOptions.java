package dev.sluice.cli;

import dev.sluice.stream.ChatRequest;
import dev.sluice.stream.Message;
import dev.sluice.stream.ResponseFormat;
import dev.sluice.stream.Sampling;
import dev.sluice.stream.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options of every command that asks a model: which one, and how it samples. */
final class RequestOptions {
  /** Answers with nothing configured, and nothing but this option or setting changes that. */
  static final String DEFAULT_MODEL = "local/smollm2-135m";

  static final String MODEL_SETTING = "SLUICE_MODEL";

  private final OptionSpec model =
      OptionSpec.builder("-m", "--model")
          .paramLabel("MODEL")
          .type(String.class)
          .description(
              "The model, as provider/model. Default: $" + MODEL_SETTING + " or " + DEFAULT_MODEL)
          .build();
  private final OptionSpec system =
      OptionSpec.builder("--system")
          .paramLabel("TEXT")
          .type(String.class)
          .description("An instruction that stands above the conversation.")
          .build();
  private final OptionSpec temperature =
      OptionSpec.builder("--temperature")
          .paramLabel("N")
          .type(Double.class)
          .description("How freely the model chooses its words: 0 or more.")
          .build();
  private final OptionSpec topP =
      OptionSpec.builder("--top-p")
          .paramLabel("N")
          .type(Double.class)
          .description("Choose among the likeliest words of this total probability: up to 1.")
          .build();
  private final OptionSpec maxTokens =
      OptionSpec.builder("--max-tokens")
          .paramLabel("N")
          .type(Integer.class)
          .description("End the answer after this many tokens.")
          .build();
  private final OptionSpec seed =
      OptionSpec.builder("--seed")
          .paramLabel("N")
          .type(Long.class)
          .description("Ask for the same answer each time, where the model can do that.")
          .build();
  private final OptionSpec stop =
      OptionSpec.builder("--stop")
          .paramLabel("TEXT")
          .type(String[].class)
          .arity("1")
          .description("End the answer before this text. May be repeated.")
          .build();

  void addTo(CommandSpec command) {
    command
        .addOption(model)
        .addOption(system)
        .addOption(temperature)
        .addOption(topP)
        .addOption(maxTokens)
        .addOption(seed)
        .addOption(stop);
  }

  /** The model's name. */
  String model(Map<String, String> environment) {
    String chosen = model.getValue();
    if (chosen != null) {
      return chosen;
    }
    String set = environment.getOrDefault(MODEL_SETTING, "").strip();
    return set.isEmpty() ? DEFAULT_MODEL : set;
  }

  /**
   * How the model shall sample.
   *
   * @throws UsageException naming the option that is out of its range
   */
  Sampling sampling() {
    @Nullable Double chosenTemperature = temperature.getValue();
    @Nullable Double chosenTopP = topP.getValue();
    @Nullable Integer chosenMaxTokens = maxTokens.getValue();
    @Nullable Long chosenSeed = seed.getValue();
    String @Nullable [] chosenStop = stop.getValue();
    try {
      return new Sampling(
          chosenTemperature == null ? OptionalDouble.empty() : OptionalDouble.of(chosenTemperature),
          chosenTopP == null ? OptionalDouble.empty() : OptionalDouble.of(chosenTopP),
          chosenMaxTokens == null ? OptionalInt.empty() : OptionalInt.of(chosenMaxTokens),
          chosenSeed == null ? OptionalLong.empty() : OptionalLong.of(chosenSeed),
          chosenStop == null ? List.of() : List.of(chosenStop));
    } catch (IllegalArgumentException outOfRange) {
      throw new UsageException(String.valueOf(outOfRange.getMessage()));
    }
  }

  /** A request with these options: the system text, then these messages. */
  ChatRequest request(List<Message> messages, boolean streamed) {
    List<Message> all = new ArrayList<>();
    @Nullable String above = system.getValue();
    if (above != null) {
      all.add(Message.system(above));
    }
    all.addAll(messages);
    return new ChatRequest(
        all,
        sampling(),
        List.of(),
        new ToolChoice.Auto(),
        new ResponseFormat.Text(),
        Map.of(),
        streamed);
  }
}
