package dev.sluice.llamacpp.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.llamacpp.binding.LlamaContext.Decoded;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each mistake here would end the JVM, or spoil an answer silently, if C got to see it: that the
 * tests after it still run is part of what is tested.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LlamaContextTest {
  private static final ContextOptions SMALL = new ContextOptions(256, 2, 16, 2);

  private LlamaModel model;
  private LlamaContext context;
  private TokenBatch batch;
  private int[] words;

  @BeforeAll
  void load() {
    model = RealModel.open();
    words = model.vocabulary().tokenize("The capital of France is Paris, and it lies there", false);
  }

  @BeforeEach
  void begin() {
    context = model.context(SMALL);
    batch = context.newBatch();
  }

  @AfterEach
  void end() {
    context.close();
  }

  @AfterAll
  void free() {
    model.close();
  }

  @Test
  void aPromptIsFollowedByWhatTheModelFindsLikely() {
    int[] prompt = model.vocabulary().tokenize("The capital of France is", false);
    for (int i = 0; i < prompt.length; i++) {
      batch.add(prompt[i], i, 0, i == prompt.length - 1);
    }
    assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
    assertThat(context.nextPosition(0)).isEqualTo(prompt.length);

    int best = best(logits(prompt.length - 1));

    assertThat(model.vocabulary().bytes(best)).asString().isEqualTo(" Paris");
  }

  @Test
  void twoSequencesInOneBatchDoNotDisturbEachOther() {
    batch.add(words[0], 0, 0, true);
    batch.add(words[1], 0, 1, true);
    context.decode(batch);
    float[] together = logits(0);
    assertThat(context.nextPosition(1)).isEqualTo(1);
    context.truncate(0, 0);
    batch.clear();
    batch.add(words[0], 0, 0, true);
    context.decode(batch);
    assertThat(best(logits(0))).isEqualTo(best(together));
  }

  @Test
  void aBatchTakesNoMoreTokensThanTheContext() {
    for (int i = 0; i < SMALL.batchTokens(); i++) {
      batch.add(words[0], i, 0, false);
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> batch.add(words[0], SMALL.batchTokens(), 0, false))
        .withMessage("the batch is full: 16 tokens");
    assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
  }

  @Test
  void theLargerBatchOfAnotherContextIsRefused() {
    try (LlamaContext large = model.context(new ContextOptions(256, 2, 64, 2))) {
      TokenBatch other = large.newBatch();
      for (int i = 0; i < 17; i++) {
        other.add(words[0], i, 0, false);
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> context.decode(other))
          .withMessage("the batch belongs to another context");
    }
  }

  @Test
  void theBatchOfAClosedContextIsRefused() {
    TokenBatch orphan;
    try (LlamaContext other = model.context(SMALL)) {
      orphan = other.newBatch();
      orphan.add(words[0], 0, 0, true);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> context.decode(orphan));
    assertThatIllegalStateException().isThrownBy(() -> orphan.add(words[1], 1, 0, true));
  }

  @Test
  void anEmptyBatchIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> context.decode(batch))
        .withMessage("the batch is empty");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, 1_000_000, Integer.MIN_VALUE})
  void aSequenceThatDoesNotExistIsRefused(int sequence) {
    batch.add(words[0], 0, sequence, true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> context.decode(batch))
        .withMessage("there is no sequence " + sequence + " among 2");
    assertThatIllegalArgumentException().isThrownBy(() -> context.nextPosition(sequence));
    assertThatIllegalArgumentException().isThrownBy(() -> context.truncate(sequence, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 49_152, Integer.MAX_VALUE})
  void aTokenThatDoesNotExistIsRefused(int token) {
    batch.add(token, 0, 0, true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> context.decode(batch))
        .withMessage("there is no token " + token + " among 49152");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 2, 5})
  void aGapBetweenPositionsIsRefused(int position) {
    batch.add(words[0], 0, 0, true);
    context.decode(batch);
    batch.clear();
    batch.add(words[1], position, 0, true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> context.decode(batch))
        .withMessage("sequence 0 continues at position 1, not " + position);
  }

  @Test
  void moreRowsWithLogitsThanSequencesAreRefused() {
    for (int i = 0; i < 3; i++) {
      batch.add(words[i], i, 0, true);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> context.decode(batch))
        .withMessage("more rows with logits than sequences");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 2, 16, Integer.MAX_VALUE})
  void aRowWithoutLogitsCannotBeRead(int row) {
    batch.add(words[0], 0, 0, false);
    batch.add(words[1], 1, 0, true);
    context.decode(batch);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> logits(row))
        .withMessage("row " + row + " of the last batch has no logits");
    assertThat(logits(1)).isNotEmpty();
  }

  @Test
  void beforeTheFirstBatchNoRowCanBeRead() {
    assertThatIllegalArgumentException().isThrownBy(() -> logits(0));
  }

  @Test
  void rowsMarkedAfterTheBatchWasComputedCannotBeRead() {
    batch.add(words[0], 0, 0, false);
    context.decode(batch);
    batch.add(words[1], 1, 0, true);
    assertThatIllegalArgumentException().isThrownBy(() -> logits(1));
  }

  @Test
  void scoresOfAnotherLengthThanTheVocabularyAreRefused() {
    batch.add(words[0], 0, 0, true);
    context.decode(batch);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> context.logits(0, new float[49_151]))
        .withMessage("scores must have 49152 elements");
  }

  @Test
  void aFullContextIsAValueAndTheSequenceCanGoOnAfterACut() {
    int size = context.contextTokens();
    while (context.nextPosition(0) < size) {
      fill(Math.min(SMALL.batchTokens(), size - context.nextPosition(0)));
      assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
    }
    fill(1);
    assertThat(context.decode(batch)).isEqualTo(Decoded.CONTEXT_FULL);
    assertThat(context.nextPosition(0)).isEqualTo(size);
    assertThatIllegalArgumentException().isThrownBy(() -> logits(0));

    context.truncate(0, size / 2);

    fill(1);
    assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
    assertThat(context.nextPosition(0)).isEqualTo(size / 2 + 1);
  }

  @Test
  void aCutBeyondWhatASequenceHoldsIsRefused() {
    batch.add(words[0], 0, 0, true);
    context.decode(batch);
    for (int position : new int[] {-1, 2, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> context.truncate(0, position))
          .withMessage("sequence 0 holds 1 tokens, so it cannot be cut at " + position);
    }
    context.truncate(0, 1);
    context.truncate(0, 0);
    assertThat(context.nextPosition(0)).isZero();
  }

  @Test
  void aClosedContextIsRefusedAndClosingItAgainDoesNothing() {
    batch.add(words[0], 0, 0, true);
    context.decode(batch);
    context.close();
    assertThatCode(context::close).doesNotThrowAnyException();
    assertThatIllegalStateException()
        .isThrownBy(() -> context.decode(batch))
        .withMessage("the context is closed");
    assertThatIllegalStateException().isThrownBy(() -> logits(0));
    assertThatIllegalStateException().isThrownBy(() -> context.truncate(0, 0));
    assertThatIllegalStateException().isThrownBy(() -> context.contextTokens());
    assertThatIllegalStateException().isThrownBy(() -> context.newBatch());
  }

  @Test
  void anotherThreadIsRefused() throws Exception {
    batch.add(words[0], 0, 0, true);
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      for (Runnable call :
          new Runnable[] {
            () -> context.decode(batch),
            () -> context.truncate(0, 0),
            () -> logits(0),
            () -> context.close(),
            () -> batch.add(1, 1, 0, false)
          }) {
        assertThatThrownBy(() -> other.submit(call).get())
            .hasCauseInstanceOf(WrongThreadException.class);
      }
    }
    assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
  }

  @Test
  void aModelWithAnOpenContextIsNotFreed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> model.close())
        .withMessage("close the model's contexts first");
    assertThat(model.trainedContext()).isEqualTo(8192);
  }

  private void fill(int tokens) {
    batch.clear();
    for (int i = 0; i < tokens; i++) {
      batch.add(words[i % words.length], context.nextPosition(0) + i, 0, i == tokens - 1);
    }
  }

  private float[] logits(int row) {
    float[] scores = new float[model.vocabulary().size()];
    context.logits(row, scores);
    return scores;
  }

  private static int best(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }
}
