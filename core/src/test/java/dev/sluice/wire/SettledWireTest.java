package dev.sluice.wire;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.models.Models;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.simulator.Simulator;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows an answer that is whole, over real sockets. */
@Timeout(240)
@ParameterizedClass
@EnumSource(Over.class)
class SettledWireTest {
  private static final String ANSWER = "role\ntext \"One \"\ntext \"two\"\nfinish stop\n";

  private final Simulator simulator = Simulator.start("end");
  private final Models models;

  SettledWireTest(Over over) {
    models = over.models(simulator.baseUrl());
  }

  @AfterEach
  void close() {
    models.close();
    simulator.close();
  }

  private Ending ask(String script, Timeouts timeouts) {
    simulator.script(script);
    return models
        .model("openai/any")
        .with(timeouts)
        .with(Retry.upTo(3))
        .with(OnCut.resume())
        .stream("Count.")
        .await();
  }

  private static void assertWhole(Ending ending) {
    assertThat(ending.kind()).isEqualTo("completed");
    assertThat(ending.reply().text()).isEqualTo("One two");
    assertThat(ending.reply().earlier()).isEmpty();
  }

  @Test
  void silenceIsTheEndAfterAShortGrace() {
    long before = System.nanoTime();
    assertWhole(ask(ANSWER + "hold", Timeouts.off()));
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(ofMillis(900));
    assertThat(simulator.requests()).hasSize(1);
  }

  @Test
  void usageThatComesLateIsTold() {
    Ending ending = ask(ANSWER + "wait 300ms\nusage 5 3\nhold", Timeouts.off());
    assertWhole(ending);
    assertThat(ending.reply().usage().outputTokens()).hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rst", "fin", "half\nfin", "half\nhold", "malformed\nhold"})
  void nothingUndoesIt(String follows) {
    assertWhole(ask(ANSWER + "wait 50ms\n" + follows, Timeouts.off()));
    assertThat(simulator.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"idle", "total"})
  void noTimeoutEndsIt(String which) {
    Timeouts off = Timeouts.off();
    assertWhole(
        ask(
            ANSWER + "repeat forever {\ncomment here\nping\nwait 20ms\n}",
            which.equals("idle") ? off.idle(ofMillis(400)) : off.total(ofMillis(900))));
    assertThat(simulator.requests()).hasSize(1);
  }
}
