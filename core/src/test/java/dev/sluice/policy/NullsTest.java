package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.sluice.fake.FakeModel;
import dev.sluice.stream.ChatModel;
import java.math.BigDecimal;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is null where nothing may be is refused where it is given, and not by the first stream. */
class NullsTest {

  /** As a caller without NullAway has it. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T missing() {
    return null;
  }

  private static void refused(String parameter, ThrowingCallable call) {
    assertThatNullPointerException().isThrownBy(call).withMessage(parameter);
  }

  @Test
  void timesOfARetry() {
    Retry retry = Retry.upTo(1);
    refused("first", () -> retry.backoff(missing(), Duration.ZERO));
    refused("largest", () -> retry.backoff(Duration.ZERO, missing()));
    refused("first", () -> retry.waits(NullsTest.<Duration>missing()));
    refused("then", () -> retry.waits(Duration.ZERO, NullsTest.<Duration[]>missing()));
    refused("longest", () -> retry.longestWait(missing()));
    refused("longest", () -> retry.longestInAll(missing()));
    refused("otherClock", () -> retry.by(missing(), () -> 0));
  }

  @Test
  void timeouts() {
    refused("connect", () -> Timeouts.defaults().connect(missing()));
    refused("firstToken", () -> Timeouts.defaults().firstToken(missing()));
    refused("idle", () -> Timeouts.defaults().idle(missing()));
    refused("total", () -> Timeouts.defaults().total(missing()));
    refused("clock", () -> Timeouts.defaults().by(missing()));
  }

  @Test
  void theOthers() {
    refused("price", () -> Budget.price(missing(), BigDecimal.ONE, "USD"));
    refused("max", () -> Budget.price(used -> BigDecimal.ZERO, missing(), "USD"));
    refused("currency", () -> Budget.price(used -> BigDecimal.ZERO, BigDecimal.ONE, missing()));
    refused("models", () -> Fallback.to(NullsTest.<ChatModel[]>missing()));
    Fallback some = Fallback.to(FakeModel.saying("hi").model());
    refused("mode", () -> some.afterFirstToken(missing()));
    refused("clock", () -> OnCut.resume().by(missing()));
    refused("other", () -> Limiter.unlimited().by(missing()));
  }
}
