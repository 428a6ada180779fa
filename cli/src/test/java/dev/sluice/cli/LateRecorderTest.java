package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LateRecorderTest {
  private static final Ending ENDING =
      new Ending.Incomplete(Reply.builder().build(), new Cause.Cancelled());

  private final LateRecorder late = new LateRecorder();
  private final Heard heard = new Heard();

  /** Writes down what it is told. */
  private static final class Heard implements StreamRecorder {
    final List<String> said = new ArrayList<>();

    @Override
    public void onEvent(StreamEvent event) {
      said.add(((StreamEvent.TextDelta) event).text());
    }

    @Override
    public void onEnded(Ending ending) {
      said.add("end");
    }
  }

  private static StreamEvent text(String text) {
    return new StreamEvent.TextDelta(0, text);
  }

  @Test
  void whatHasComeIsHandedOverInItsOrderAndTheRestGoesOn() {
    late.onEvent(text("a"));
    late.onEvent(text("b"));

    assertThat(late.handOver(heard)).isTrue();
    late.onEvent(text("c"));
    late.onEnded(ENDING);

    assertThat(heard.said).containsExactly("a", "b", "c", "end");
  }

  @Test
  void anAnswerThatIsOverBeforeAnybodyComesIsHandedOverWhole() {
    late.onEvent(text("a"));
    late.onEnded(ENDING);

    assertThat(late.handOver(heard)).isTrue();

    assertThat(heard.said).containsExactly("a", "end");
  }

  @Test
  void nothingIsLostOrChangesItsPlaceWhileItIsHandedOver() throws Exception {
    for (int round = 0; round < 50; round++) {
      LateRecorder one = new LateRecorder();
      Heard all = new Heard();
      CountDownLatch begun = new CountDownLatch(1);
      Thread stream =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 2_000; i++) {
                      one.onEvent(text(Integer.toString(i)));
                      if (i == 100) {
                        begun.countDown();
                      }
                    }
                    one.onEnded(ENDING);
                  });
      begun.await();
      assertThat(one.handOver(all)).isTrue();
      stream.join();

      assertThat(all.said.subList(0, 2_000))
          .isEqualTo(IntStream.range(0, 2_000).mapToObj(Integer::toString).toList());
      assertThat(all.said.subList(2_000, all.said.size())).containsExactly("end");
    }
  }

  @Test
  void moreThanItHoldsIsLeftOutFromThereOnAndSaid() {
    String large = "x".repeat(LateRecorder.MAX_CHARACTERS / 2);
    late.onEvent(text(large));
    late.onEvent(text(large + "!"));
    late.onEvent(text("c"));
    late.onEnded(ENDING);

    assertThat(late.handOver(heard)).isFalse();
    late.onEvent(text("d"));

    assertThat(heard.said).containsExactly(large);
  }

  @Test
  void moreEventsThanItHoldsAreLeftOutToo() {
    for (int i = 0; i <= LateRecorder.MAX_EVENTS; i++) {
      late.onEvent(text(""));
    }

    assertThat(late.handOver(heard)).isFalse();
    assertThat(heard.said).hasSize(LateRecorder.MAX_EVENTS);
  }

  @Test
  void whereNobodyComesNothingIsHeld() {
    late.onEvent(text("a"));
    late.giveUp();
    late.onEvent(text("b"));
    late.onEnded(ENDING);

    assertThat(late.handOver(heard)).isFalse();
    assertThat(heard.said).isEmpty();
  }
}
