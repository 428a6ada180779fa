package dev.sluice.cli;

import dev.sluice.models.Models;
import dev.sluice.policy.Budget;
import dev.sluice.policy.Fallback;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.spi.stream.Policy;
import dev.sluice.stream.ChatModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that say what is done when a stream is limited, stalls, fails or is cut. */
final class PolicyOptions {
  private final OptionSpec connect =
      time(
          "--connect-timeout",
          "Give up connecting after this time. Default: "
              + TimeText.of(Timeouts.defaults().connect()));
  private final OptionSpec firstToken =
      time(
          "--first-token-timeout",
          "Give up if no token has come by then. Default: "
              + TimeText.of(Timeouts.defaults().firstToken())
              + "; off for local models");
  private final OptionSpec idle =
      time(
          "--idle-timeout",
          "Give up if no further token comes for this long. Default: "
              + TimeText.of(Timeouts.defaults().idle())
              + "; off for local models");
  private final OptionSpec total =
      time(
          "--total-timeout",
          "Give up after this time in all, retries included. Default: "
              + TimeText.of(Timeouts.defaults().total()));
  private final OptionSpec retries =
      Values.option("N", "--retries")
          .description(
              "Try again this often while nothing of the answer has come. Default: "
                  + Models.DEFAULT_RETRIES)
          .build();
  private final OptionSpec onCut =
      Values.option("WHAT", "--on-cut")
          .defaultValue("fail")
          .description(
              "When an answer breaks off: fail keeps the partial, restart begins anew, resume asks"
                  + " for the rest. Default: fail")
          .build();
  private final OptionSpec fallback =
      OptionSpec.builder("--fallback")
          .paramLabel("MODEL")
          .type(String[].class)
          .arity("1")
          .description("Ask this model if the one before gives up. May be repeated.")
          .build();
  private final OptionSpec budget =
      Values.option("AMOUNT", "--budget")
          .description("Stop the answer at, say, 500tokens or 4000chars.")
          .build();

  private static OptionSpec time(String name, String description) {
    return Values.option("TIME", name).description(description).build();
  }

  void addTo(CommandSpec command) {
    command
        .addOption(connect)
        .addOption(firstToken)
        .addOption(idle)
        .addOption(total)
        .addOption(retries)
        .addOption(onCut)
        .addOption(fallback)
        .addOption(budget);
  }

  /** Whether text that was shown may turn out void. */
  boolean mayRestart() {
    return mode() == OnCut.Mode.RESTART;
  }

  /**
   * The named model with these policies.
   *
   * @throws UsageException naming the option that cannot be meant
   */
  ChatModel model(String name, Models models) {
    ChatModel model = careful(name, models);
    String @Nullable [] others = fallback.getValue();
    if (others != null) {
      ChatModel[] next = new ChatModel[others.length];
      for (int i = 0; i < others.length; i++) {
        next[i] = careful(others[i], models);
      }
      model = model.with(Fallback.to(next).afterFirstToken(mode()));
    }
    Optional<Budget> limit = budget();
    return limit.isPresent() ? model.with(limit.get()) : model;
  }

  private ChatModel careful(String name, Models models) {
    ModelNames.check(name, models.providers());
    ChatModel model = models.model(name);
    OptionalLong count = Values.whole(retries, 0, Integer.MAX_VALUE);
    ChatModel retried =
        count.isPresent() ? model.with(retry(model, (int) count.getAsLong())) : model;
    return retried
        .with(timeouts(model))
        .with(
            switch (mode()) {
              case FAIL -> OnCut.fail();
              case RESTART -> OnCut.restart();
              case RESUME -> OnCut.resume();
            });
  }

  /** Of the model's own, where it has one: it knows what else was refused with it. */
  private static Retry retry(ChatModel model, int count) {
    return model.policy(Policy.Layer.RETRY).orElse(null) instanceof Retry usual
        ? usual.retries(count)
        : Retry.upTo(count);
  }

  /** The model's own, which knows what is usual for it, with those that were typed. */
  private Timeouts timeouts(ChatModel model) {
    Timeouts usual =
        model.policy(Policy.Layer.ATTEMPT_TIMEOUTS).orElse(null) instanceof Timeouts own
            ? own
            : Timeouts.off();
    return usual
        .connect(duration(connect).orElse(usual.connect()))
        .firstToken(duration(firstToken).orElse(usual.firstToken()))
        .idle(duration(idle).orElse(usual.idle()))
        .total(duration(total).orElse(usual.total()));
  }

  private static Optional<Duration> duration(OptionSpec option) {
    @Nullable String text = option.getValue();
    if (text == null) {
      return Optional.empty();
    }
    if (text.equals("off")) {
      return Optional.of(Duration.ZERO);
    }
    Duration time =
        TimeText.read(text)
            .orElseThrow(() -> Values.wrong(option, "a time such as 500ms, 10s, 2m or off", text));
    if (!time.isPositive() || time.compareTo(TimeText.LONGEST) > 0) {
      throw Values.wrong(option, "from 1ms to " + TimeText.LONGEST.toHours() + "h, or off", text);
    }
    return Optional.of(time);
  }

  private OnCut.Mode mode() {
    return switch (Values.choice(onCut, List.of("fail", "restart", "resume"))) {
      case "restart" -> OnCut.Mode.RESTART;
      case "resume" -> OnCut.Mode.RESUME;
      default -> OnCut.Mode.FAIL;
    };
  }

  private Optional<Budget> budget() {
    @Nullable String text = budget.getValue();
    if (text == null) {
      return Optional.empty();
    }
    return Optional.of(
        BudgetText.read(text)
            .orElseThrow(
                () -> Values.wrong(budget, "an amount such as 500tokens or 4000chars", text)));
  }
}
