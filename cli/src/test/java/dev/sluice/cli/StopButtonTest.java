package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.fake.FakeAnswer;
import dev.sluice.fake.FakeModel;
import dev.sluice.stream.ChatStream;
import org.junit.jupiter.api.Test;

/** What stops an answer may be pressed before there is one. */
final class StopButtonTest {
  private final StopButton stop = new StopButton();

  private static ChatStream asked() {
    return FakeModel.playing(FakeAnswer.stalled()).model().stream("Tell.");
  }

  @Test
  void anAnswerThatIsAskedForAfterItWasPressedIsStopped() {
    stop.run();

    assertThat(stop.of(asked()).await()).extracting(Ending::kind).isEqualTo("cancelled");
  }

  @Test
  void oneThatIsThereIsStoppedWhenItIsPressed() {
    ChatStream answer = stop.of(asked());
    stop.run();
    stop.run();

    assertThat(answer.await()).extracting(Ending::kind).isEqualTo("cancelled");
  }
}
