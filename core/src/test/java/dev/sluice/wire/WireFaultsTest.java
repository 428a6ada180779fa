package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault in every view: one ending of the right kind, with the partial to the character. */
@ParameterizedClass
@EnumSource(Over.class)
class WireFaultsTest {
  private static final Duration SOON = Duration.ofSeconds(25);

  private final Simulator simulator = Simulator.start("end");
  private final Models models;
  private final ChatModel model;

  WireFaultsTest(Over over) {
    models = over.models(simulator.baseUrl());
    model = models.model("openai/any").with(Retry.upTo(0));
  }

  @AfterEach
  void noSocketIsLeft() throws Exception {
    models.close();
    simulator.awaitOpenConnections(0, SOON);
    simulator.close();
  }

  @TestFactory
  Stream<DynamicTest> everyFaultHasOneEndingInEveryView() {
    return Stream.of(Fault.all())
        .flatMap(
            fault ->
                Stream.of(View.values())
                    .map(
                        view ->
                            DynamicTest.dynamicTest(
                                fault.name() + ", seen as " + view, () -> check(fault, view))));
  }

  private void check(Fault fault, View view) throws Exception {
    simulator.script(fault.script());
    int before = simulator.requests().size();
    StringBuilder text = new StringBuilder();
    Ending ending;
    try (var stream = model.stream("Count.")) {
      ending = view.read(stream, text);
    }
    assertThat(ending.kind()).as("%s", ending).isEqualTo(fault.ending());
    assertThat(ending.reply().text()).isEqualTo(fault.text());
    assertThat(text).hasToString(fault.text());
    switch (ending) {
      case Ending.Completed done -> assertThat(done.finishReason().code()).isEqualTo("stop");
      case Ending.Incomplete early ->
          assertThat(fault.failure().split(" or "))
              .contains(early.cause().failure().orElseThrow().kind());
    }
    if (!fault.script().equals("refuse")) {
      assertThat(simulator.requests()).hasSizeGreaterThan(before);
    }
    if (fault.script().contains("hold")) {
      simulator.awaitClientLeft(simulator.requests().size(), SOON);
    }
  }
}
