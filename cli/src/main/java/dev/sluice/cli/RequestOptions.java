package dev.sluice.cli;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ModelName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options of every command that asks a model: which one, and how it samples. */
final class RequestOptions {
  /** Answers with nothing configured, and nothing but this option or setting changes that. */
  static final String DEFAULT_MODEL = "local/smollm2-135m";

  static final String MODEL_SETTING = "SLUICE_MODEL";

  /** A setting of local models, which {@code --context} stands for. */
  static final String CONTEXT_SETTING = "SLUICE_LOCAL_CONTEXT";

  private static final int LARGEST_CONTEXT = 1 << 20;

  private final OptionSpec model =
      Values.option("MODEL", "-m", "--model")
          .description(
              "The model, as provider/model. Default: that of the conversation which is gone on"
                  + " with, $"
                  + MODEL_SETTING
                  + " or "
                  + DEFAULT_MODEL)
          .build();
  private final OptionSpec system =
      Values.option("TEXT", "-s", "--system")
          .description("An instruction that stands above the conversation.")
          .build();
  private final OptionSpec temperature =
      Values.option("N", "--temperature")
          .description("How freely the model chooses its words: 0 or more.")
          .build();
  private final OptionSpec topP =
      Values.option("N", "--top-p")
          .description("Choose among the likeliest words of this total probability: up to 1.")
          .build();
  private final OptionSpec topK =
      Values.option("N", "--top-k")
          .description(
              "Choose among this many of the likeliest words, 0 for all. For local models.")
          .build();
  private final OptionSpec repeatPenalty =
      Values.option("N", "--repeat-penalty")
          .description(
              "Make what was just said less likely: 1 is off, 1.1 a little. For local models.")
          .build();
  private final OptionSpec maxTokens =
      Values.option("N", "--max-tokens")
          .description("End the answer after this many tokens.")
          .build();
  private final OptionSpec context =
      Values.option("N", "--context")
          .description(
              "Tokens of a prompt and its answer together, for local models. Default: $"
                  + CONTEXT_SETTING
                  + " or 2048")
          .build();
  private final OptionSpec seed =
      Values.option("N", "--seed")
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
    for (OptionSpec option :
        List.of(
            model,
            system,
            temperature,
            topP,
            topK,
            repeatPenalty,
            maxTokens,
            context,
            seed,
            stop)) {
      command.addOption(option);
    }
  }

  /**
   * The settings of the environment, those that options stand for in their place.
   *
   * @throws UsageException naming the option that is out of its range
   */
  Map<String, String> settings(Map<String, String> environment) {
    OptionalLong chosen = Values.whole(context, 1, LARGEST_CONTEXT);
    if (chosen.isEmpty()) {
      return environment;
    }
    Map<String, String> settings = new HashMap<>(environment);
    settings.put(CONTEXT_SETTING, Long.toString(chosen.getAsLong()));
    return settings;
  }

  /** The model's name, where nothing was said before. */
  String model(Map<String, String> environment) {
    return model(environment, Optional.empty());
  }

  /**
   * The model's name.
   *
   * @param before who answered last in a conversation that is gone on with
   */
  String model(Map<String, String> environment, Optional<String> before) {
    String chosen = model.getValue();
    if (chosen != null) {
      return chosen;
    }
    if (before.isPresent()) {
      return before.get();
    }
    String set = environment.getOrDefault(MODEL_SETTING, "").strip();
    return set.isEmpty() ? DEFAULT_MODEL : set;
  }

  /**
   * Looks at all options, before anything else is done.
   *
   * @throws UsageException naming the option that is out of its range
   */
  void check() {
    ChatRequest.Builder nobodys = ChatRequest.builder();
    sampling(nobodys);
    providerOptions(nobodys, DEFAULT_MODEL);
  }

  private void sampling(ChatRequest.Builder request) {
    Values.decimal(temperature, "of 0 or more, such as 0.7", number -> number >= 0)
        .ifPresent(request::temperature);
    Values.decimal(topP, "above 0 and up to 1", number -> number > 0 && number <= 1)
        .ifPresent(request::topP);
    Values.whole(maxTokens, 1, Integer.MAX_VALUE)
        .ifPresent(number -> request.maxTokens((int) number));
    Values.whole(seed, Long.MIN_VALUE, Long.MAX_VALUE).ifPresent(request::seed);
    String @Nullable [] texts = stop.getValue();
    if (texts != null) {
      if (List.of(texts).contains("")) {
        throw new UsageException("--stop must be a text of at least one character");
      }
      request.stop(texts);
    }
  }

  /**
   * What only some servers and the local model know, in the words that they share. It is for the
   * provider of the model that is asked: another one that is fallen back on may refuse it.
   */
  private void providerOptions(ChatRequest.Builder request, String model) {
    String provider = ModelName.of(model).provider();
    Values.whole(topK, 0, Integer.MAX_VALUE)
        .ifPresent(number -> request.providerOption(provider, "top_k", Long.toString(number)));
    Values.decimal(repeatPenalty, "above 0, such as 1.1", number -> number > 0)
        .ifPresent(
            number -> request.providerOption(provider, "repeat_penalty", Double.toString(number)));
  }

  /** The instruction that stands above, if one is given. */
  Optional<Message> instruction() {
    return Optional.ofNullable(system.<@Nullable String>getValue()).map(Message::system);
  }

  /**
   * A request with these options: the system text, then these messages.
   *
   * @param asked the model's name
   * @throws UsageException naming the option that is out of its range
   */
  ChatRequest request(String asked, List<Message> messages, boolean streamed) {
    ChatRequest.Builder request = ChatRequest.builder();
    @Nullable String above = system.getValue();
    if (above != null) {
      request.system(above);
    }
    sampling(request);
    providerOptions(request, asked);
    return request.messages(messages).streamed(streamed).build();
  }
}
