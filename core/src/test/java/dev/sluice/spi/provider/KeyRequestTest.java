package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.chat.Outcome;
import dev.sluice.fake.FakeClock;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A key that is asked for is decided upon once. */
class KeyRequestTest {
  private final FakeClock time = new FakeClock();
  private final List<Outcome> refused = new ArrayList<>();

  /** Has no thread to give. */
  private final class Threadless implements Clock {
    @Override
    public long nanos() {
      return time.nanos();
    }

    @Override
    public Instant now() {
      return time.now();
    }

    @Override
    public Alarm alarm(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
      return time.alarm(delay, task, owner);
    }

    @Override
    public void rest(long nanos) {
      time.rest(nanos);
    }

    @Override
    public Alarm launch(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
      throw new IllegalStateException("no thread");
    }

    @Override
    public void aside(Runnable task, Consumer<? super Throwable> owner) {
      time.aside(task, owner);
    }
  }

  @Test
  void whereNoThreadCanBeHadNothingIsToldOnceMoreWhenTheTimeIsUp() {
    KeyRequest request =
        new KeyRequest(
            () -> "sk-1",
            "letters",
            Duration.ofSeconds(1),
            new Threadless(),
            refused::add,
            (key, left) -> {});
    assertThatIllegalStateException().isThrownBy(request::start).withMessage("no thread");
    time.advance(Duration.ofSeconds(2));
    assertThat(refused).isEmpty();
  }
}
