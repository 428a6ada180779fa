package dev.sluice.server.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.server.dialect.agui.AgUiDialect;
import dev.sluice.server.dialect.aisdk.UiMessagesDialect;
import dev.sluice.server.dialect.anthropic.MessagesDialect;
import dev.sluice.server.dialect.chat.ChatDialect;
import dev.sluice.server.dialect.gemini.GenerateContentDialect;
import dev.sluice.server.dialect.ollama.OllamaDialect;
import dev.sluice.server.dialect.responses.ResponsesDialect;
import dev.sluice.server.dialect.runs.RunsDialect;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long an answer may be: each format's own servers say what may stand there. */
class TokenLimitsTest {
  private static final String CHAT = "{'messages':[{'role':'user','content':'hi'}],";

  /** Where a format says it, and how it calls a share of probability. */
  enum Format {
    CHAT_COMPLETIONS(new ChatDialect(), CHAT + "%s}", "max_tokens", "top_p"),
    NEWER_CHAT_COMPLETIONS(new ChatDialect(), CHAT + "%s}", "max_completion_tokens", "top_p"),
    RESPONSES(new ResponsesDialect(), "{'input':'hi',%s}", "max_output_tokens", "top_p"),
    MESSAGES(new MessagesDialect(), CHAT + "%s}", "max_tokens", "top_p"),
    GEMINI(
        new GenerateContentDialect(),
        "{'contents':'hi','generationConfig':{%s}}",
        "maxOutputTokens",
        "topP"),
    OLLAMA(new OllamaDialect(), CHAT + "'options':{%s}}", "num_predict", "top_p"),
    AI_SDK(
        new UiMessagesDialect(),
        "{'messages':[{'role':'user','parts':[{'type':'text','text':'hi'}]}],%s}",
        "maxOutputTokens",
        "topP"),
    AG_UI(new AgUiDialect(), CHAT + "'forwardedProps':{%s}}", "maxTokens", "topP"),
    RUNS(new RunsDialect(), "{'prompt':'hi',%s}", "max_tokens", "top_p");

    @SuppressWarnings("ImmutableEnumChecker") // Dialects have no state.
    private final Dialect dialect;

    private final String body;
    private final String limit;
    private final String share;

    Format(Dialect dialect, String body, String limit, String share) {
      this.dialect = dialect;
      this.body = body;
      this.limit = limit;
      this.share = share;
    }

    private Asked asked(String field, String value) {
      String json = body.formatted("'" + field + "':" + value).replace('\'', '"');
      return dialect.decode(json.getBytes(UTF_8), Limits.USUAL);
    }

    private OptionalInt limit(String value) {
      return asked(limit, value).request().sampling().maxTokens();
    }

    private void assertRefused(String value, String why) {
      RefusedException refused =
          catchThrowableOfType(RefusedException.class, () -> asked(limit, value));
      assertThat(refused).as(name()).isNotNull();
      assertThat(refused.problem().message()).contains(limit + ": ").contains(why);
      assertThat(refused.problem().param()).endsWith(limit);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLimitIsOneAndNullIsNone(Format format) {
    assertThat(format.limit("1")).hasValue(1);
    assertThat(format.limit("2147483647")).hasValue(Integer.MAX_VALUE);
    assertThat(format.limit("null")).isEmpty();
    format.assertRefused("true", "expected a");
    format.assertRefused("[5]", "expected a");
    format.assertRefused("'five'", "expected a");
  }

  @ParameterizedTest
  @EnumSource(
      value = Format.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OLLAMA", "MESSAGES"})
  void whatIsLessThanOneOrMoreThanAnyIsRefused(Format format) {
    for (String value : List.of("0", "-1", "9007199254740992")) {
      format.assertRefused(value, "leave it out");
    }
    format.assertRefused("1.5", "expected a whole number");
  }

  @ParameterizedTest
  @EnumSource(
      value = Format.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OLLAMA", "GEMINI"})
  void numbersAreNoTextsAndWholeOnesHaveNoPoint(Format format) {
    format.assertRefused("'5'", "expected a whole number, found a text");
    format.assertRefused("5.0", "expected a whole number, found a number with a fraction");
    format.assertRefused("1e400", "expected a whole number, found a number with a fraction");
  }

  /** As in all JSON of Protocol Buffers. */
  @ParameterizedTest
  @CsvSource({"40, 40", "4e1, 40"})
  void googlesOtherNumbersAreTheSameInTexts(String value, String number) {
    assertThat(Format.GEMINI.asked("topK", "'" + value + "'").extra())
        .containsEntry("topK", number);
  }

  @ParameterizedTest
  @CsvSource({"5, 5", "5.0, 5", "1e2, 100"})
  void googlesNumbersMayStandInTextsAndHaveAnExponent(String value, int limit) {
    assertThat(Format.GEMINI.limit(value)).hasValue(limit);
    assertThat(Format.GEMINI.limit("'" + value + "'")).hasValue(limit);
    assertThat(Format.GEMINI.asked("topP", "'0.5'").request().sampling().topP()).hasValue(0.5);
    Format.GEMINI.assertRefused("'1.5'", "expected a whole number");
    Format.GEMINI.assertRefused("1e400", "must be from 1 to");
    Format.GEMINI.assertRefused("'5 '", "expected a whole number, found a text");
  }

  /** Its models may have a limit of their own, which it lifts. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "-2", "0.5", "9007199254740992"})
  void thatThereIsNoLimitGoesOnToOllamaAndIsMissedNowhere(String value) {
    Asked asked = Format.OLLAMA.asked("num_predict", value);
    assertThat(asked.request().sampling().maxTokens()).isEmpty();
    assertThat(asked.extra()).isEqualTo(Map.of("options", "{\"num_predict\":" + value + "}"));
    for (String format : List.of(FormatNames.CHAT, FormatNames.MESSAGES)) {
      Translation.Target target = new Translation.Target("p", format, EnumSet.allOf(Takes.class));
      Translation translation = Translation.of(FormatNames.OLLAMA, asked, List.of(target));
      assertThat(asked.to(List.of(), translation).dropped()).isEmpty();
    }
  }

  @Test
  void whatStandsBehindThePointCountsForNothingWithOllama() {
    assertThat(Format.OLLAMA.limit("1.5")).hasValue(1);
    assertThat(Format.OLLAMA.limit("5.0")).hasValue(5);
    Format.OLLAMA.assertRefused("'5'", "expected a number, found a text");
    Format.OLLAMA.assertRefused("1e400", "must be a number");
  }

  /** With it Anthropic's messages only fill a cache. */
  @Test
  void noTokensAtAllAreOneWhereNobodyKnowsWhatTheyMean() {
    Asked asked = Format.MESSAGES.asked("max_tokens", "0");
    assertThat(asked.extra()).isEqualTo(Map.of("max_tokens", "0"));
    Asked own = asked.to(List.of("anthropic"));
    assertThat(own.request().providerOptions("anthropic")).containsEntry("max_tokens", "0");
    Asked other = asked.to(List.of());
    assertThat(other.request().sampling().maxTokens()).hasValue(1);
    assertThat(other.dropped()).containsExactly("max_tokens");
    Format.MESSAGES.assertRefused("-1", "must be from 0 to");
    Format.MESSAGES.assertRefused("1.5", "expected a whole number");
    Format.MESSAGES.assertRefused("9007199254740992", "must be from 0 to");
  }

  /** Each of them takes it, and for providers that don't it is next to nothing. */
  @ParameterizedTest
  @EnumSource
  void noShareOfProbabilityLeavesTheLikeliestToken(Format format) {
    assertThat(format.asked(format.share, "0").request().sampling().topP())
        .isEqualTo(OptionalDouble.of(1e-6));
    assertThat(format.asked(format.share, "0.5").request().sampling().topP()).hasValue(0.5);
  }
}
