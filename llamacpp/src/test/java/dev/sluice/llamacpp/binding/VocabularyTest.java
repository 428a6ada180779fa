package dev.sluice.llamacpp.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VocabularyTest {
  private static final int IM_START = 1;
  private static final int IM_END = 2;

  private LlamaModel model;
  private Vocabulary vocabulary;

  @BeforeAll
  void load() {
    model = RealModel.open();
    vocabulary = model.vocabulary();
  }

  @AfterAll
  void free() {
    model.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        " leading and trailing ",
        "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich",
        "Καλημέρα κόσμε",
        "今日は良い天気です。",
        "👩‍👩‍👧‍👦 and 🏳️‍🌈",
        "e\u0301 is not \u00e9",
        "a\u0000b",
        "line\r\nline\ttab"
      })
  void aTextComesBackFromItsTokens(String text) {
    assertThat(text(vocabulary.tokenize(text, false))).isEqualTo(text);
    assertThat(text(vocabulary.tokenize(text, true))).isEqualTo(text);
  }

  @Test
  void aLongTextComesBackFromItsTokens() {
    String text = "Wer reitet so spät durch Nacht und Wind? ".repeat(2_000);
    assertThat(text(vocabulary.tokenize(text, false))).isEqualTo(text);
  }

  @Test
  void aCharacterMayBeSplitBetweenTokens() {
    int[] tokens = vocabulary.tokenize("🏳", false);
    assertThat(tokens).hasSizeGreaterThan(1);
    assertThat(vocabulary.bytes(tokens[0])).hasSizeLessThan(4);
  }

  @Test
  void markupBecomesControlTokensOnlyIfAskedFor() {
    String markup = "<|im_start|>user\nHi<|im_end|>";
    int[] controls = vocabulary.tokenize(markup, true);
    int[] words = vocabulary.tokenize(markup, false);

    assertThat(controls).startsWith(IM_START).endsWith(IM_END);
    assertThat(words).doesNotContain(IM_START, IM_END);
    assertThat(text(words)).isEqualTo(markup);
    assertThat(text(controls)).isEqualTo("user\nHi");
  }

  @Test
  void controlTokensAreKnownAndStandForNoText() {
    assertThat(vocabulary.isControl(IM_START)).isTrue();
    assertThat(vocabulary.isControl(vocabulary.tokenize("word", false)[0])).isFalse();
    assertThat(vocabulary.bytes(IM_START)).isEmpty();
  }

  @Test
  void theTokenThatEndsAnAnswerIsKnown() {
    assertThat(vocabulary.endsGeneration(IM_END)).isTrue();
    assertThat(vocabulary.endsGeneration(IM_START)).isFalse();
  }

  @Test
  void whatStandsBeforeAPromptIsTheModelsBusiness() {
    assertThat(vocabulary.startsWithBeginning()).isFalse();
    assertThat(vocabulary.beginning()).isEqualTo(IM_START);
    assertThat(vocabulary.isSentencePiece()).isFalse();
    assertThat(vocabulary.size()).isEqualTo(49_152);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 49_152, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aTokenThatDoesNotExistIsRefused(int token) {
    String message = "there is no token " + token + " among 49152";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vocabulary.bytes(token))
        .withMessage(message);
    assertThatIllegalArgumentException().isThrownBy(() -> vocabulary.isControl(token));
    assertThatIllegalArgumentException().isThrownBy(() -> vocabulary.endsGeneration(token));
  }

  @Test
  void everyTokenHasBytesThatCanBeAskedFor() {
    int empty = 0;
    for (int token = 0; token < vocabulary.size(); token++) {
      empty += vocabulary.bytes(token).length == 0 ? 1 : 0;
    }
    assertThat(empty).isLessThan(50);
  }

  private String text(int[] tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : tokens) {
      bytes.writeBytes(vocabulary.bytes(token));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
