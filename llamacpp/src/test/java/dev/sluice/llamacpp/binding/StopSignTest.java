package dev.sluice.llamacpp.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.llamacpp.binding.LlamaContext.Decoded;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What takes long is given up between two of its steps, and leaves nothing behind. */
class StopSignTest {
  private static final ContextOptions SMALL = new ContextOptions(256, 2, 16, 1);

  @Test
  void aComputationIsGivenUpWithinItsLayersAndCanBeDoneAgain() {
    try (LlamaModel model = RealModel.open();
        LlamaContext context = model.context(SMALL)) {
      TokenBatch batch = prompt(model, context);
      AtomicInteger asked = new AtomicInteger();
      assertThat(context.decode(batch, () -> asked.incrementAndGet() == 40))
          .isEqualTo(Decoded.GIVEN_UP);
      assertThat(asked).hasValue(40);
      assertThat(context.nextPosition(0)).isZero();
      assertThatThrownBy(() -> context.logits(batch.size() - 1, new float[1]))
          .isInstanceOf(IllegalArgumentException.class);

      assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
      float[] again = logits(model, context, batch);

      try (LlamaContext untouched = model.context(SMALL)) {
        TokenBatch same = prompt(model, untouched);
        assertThat(untouched.decode(same)).isEqualTo(Decoded.DONE);
        assertThat(logits(model, untouched, same)).isEqualTo(again);
      }
    }
  }

  @Test
  void aQuestionThatThrowsGivesUpAndNothingLeavesTheCall() {
    try (LlamaModel model = RealModel.open();
        LlamaContext context = model.context(SMALL)) {
      TokenBatch batch = prompt(model, context);
      assertThat(
              context.decode(
                  batch,
                  () -> {
                    throw new StackOverflowError("as this test wants it");
                  }))
          .isEqualTo(Decoded.GIVEN_UP);
      assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
    }
  }

  @Test
  void loadingIsGivenUp() {
    assertThatThrownBy(() -> RealModel.llama().model(RealModel.file(), () -> true))
        .isInstanceOf(LlamaException.class)
        .hasMessage("The loading of " + RealModel.file() + " was given up.");
    try (LlamaModel model = RealModel.open()) {
      assertThat(model.generatesText()).isTrue();
    }
  }

  private static TokenBatch prompt(LlamaModel model, LlamaContext context) {
    int[] tokens = model.vocabulary().tokenize("The capital of France is", false);
    TokenBatch batch = context.newBatch();
    for (int i = 0; i < tokens.length; i++) {
      batch.add(tokens[i], i, 0, i == tokens.length - 1);
    }
    return batch;
  }

  private static float[] logits(LlamaModel model, LlamaContext context, TokenBatch batch) {
    float[] scores = new float[model.vocabulary().size()];
    context.logits(batch.size() - 1, scores);
    return scores;
  }
}
