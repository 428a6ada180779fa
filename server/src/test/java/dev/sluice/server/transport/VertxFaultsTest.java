package dev.sluice.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.simulator.SelfSigned;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.wire.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every fault of the wire, read on an event loop: one ending of the right kind, and the partial.
 */
@ParameterizedClass
@EnumSource(Instances.class)
class VertxFaultsTest {
  private static final Duration SOON = Duration.ofSeconds(25);
  private static final SelfSigned CERTIFICATE = SelfSigned.make();

  private final Simulator simulator = Simulator.start("end");
  private final Models models;
  private final ChatModel model;

  VertxFaultsTest(Instances instance) {
    models =
        Models.builder()
            .environment(Map.of("OPENAI_BASE_URL", simulator.baseUrl().toString()))
            .transport(instance.transport(Map.of(), CERTIFICATE.context()))
            .build();
    model = models.model("openai/any").with(Retry.upTo(0));
  }

  @AfterEach
  void noSocketIsLeft() throws Exception {
    models.close();
    simulator.awaitOpenConnections(0, SOON);
    simulator.close();
  }

  @TestFactory
  Stream<DynamicTest> everyFaultHasOneEnding() {
    return Stream.of(Fault.all())
        .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> check(fault)));
  }

  private void check(Fault fault) {
    simulator.script(fault.script());
    Ending ending;
    try (var stream = model.stream("Count.")) {
      ending = stream.await();
    }
    assertThat(ending.kind()).as("%s", ending).isEqualTo(fault.ending());
    assertThat(ending.reply().text()).isEqualTo(fault.text());
    switch (ending) {
      case Ending.Completed done -> assertThat(done.finishReason().code()).isEqualTo("stop");
      case Ending.Incomplete early ->
          assertThat(fault.failure().split(" or "))
              .contains(early.cause().failure().orElseThrow().kind());
    }
  }
}
