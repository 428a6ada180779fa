package dev.sluice.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.Connected;
import dev.sluice.spi.transport.Timer;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each part of the way to a connection has its own time, and what there was not has none. */
class WayTimesTest {
  private static final Optional<Via> PROXY =
      Optional.of(new Via(Via.Kind.HTTP, "proxy.test", 3128, Optional.empty()));

  private final StoppedTimer timer = new StoppedTimer();
  private final WayTimes times = new WayTimes(timer);

  private static Route to(String uri, Optional<Via> via) {
    return new Route(Origin.of(URI.create(uri)), via);
  }

  private static Optional<Duration> nanos(long nanos) {
    return Optional.of(Duration.ofNanos(nanos));
  }

  /** Seven to connect, five for what lies between. */
  private void dial() {
    times.dialing();
    timer.nanos += 7;
    times.dialed();
    timer.nanos += 5;
    times.through();
  }

  @Test
  void everyPartIsKnownOfAWayThroughAProxyWithTls() {
    times.lookedUp(2);
    times.lookedUp(1);
    dial();
    timer.nanos += 11;
    assertThat(times.connected(to("https://host.test", PROXY), false))
        .isEqualTo(new Connected(Optional.of(false), nanos(3), nanos(7), nanos(5), nanos(11)));
  }

  @Test
  void aPlainWayHasNoTimesOfAProxyAndOfTls() {
    times.lookedUp(3);
    dial();
    assertThat(times.connected(to("http://host.test", Optional.empty()), false))
        .isEqualTo(
            new Connected(
                Optional.of(false), nanos(3), nanos(7), Optional.empty(), Optional.empty()));
  }

  @Test
  void aConnectionThatIsUsedAgainHasTheTimeOfItsNameAlone() {
    times.lookedUp(3);
    assertThat(times.connected(to("https://host.test", PROXY), true))
        .isEqualTo(
            new Connected(
                Optional.of(true), nanos(3), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void eachSendingIsToldOfOnce() {
    dial();
    assertThat(times.firstSent()).isTrue();
    assertThat(times.firstSent()).isFalse();
    dial();
    assertThat(times.firstSent()).isTrue();
  }

  /** Time that a test moves on. */
  private static final class StoppedTimer implements Timer {
    private long nanos = Long.MAX_VALUE - 20;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void rest(long forNanos) {
      throw new UnsupportedOperationException("time stands still");
    }

    @Override
    public Runnable in(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
      throw new UnsupportedOperationException("time stands still");
    }

    @Override
    public void aside(Runnable task, Consumer<? super Throwable> owner) {
      throw new UnsupportedOperationException("time stands still");
    }
  }
}
