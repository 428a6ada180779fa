package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.stream.Kept;
import dev.sluice.testing.Logged;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every fault under every treatment with a recorder: what it hears makes the reply of the one
 * ending, whoever ended the stream, and wherever it is cancelled; and from a log comes back the
 * same.
 */
class RecordedFaultsTest {
  private final Simulator simulator = Simulator.start("end");
  private final Simulator second = Simulator.start(Treatment.another());
  private final Models models = Over.NIO.models(simulator.baseUrl());
  private final Models others = Over.NIO.models(second.baseUrl());

  @AfterEach
  void close() {
    models.close();
    others.close();
    simulator.close();
    second.close();
  }

  private static Stream<Fault> faults() {
    return Stream.concat(Stream.of(Fault.all()), Stream.of(Fault.stalls()));
  }

  @TestFactory
  Stream<DynamicTest> everyFaultUnderEveryTreatment() {
    return Stream.of(Treatment.values())
        .flatMap(
            treatment ->
                faults()
                    .filter(treatment::matters)
                    .map(
                        fault ->
                            DynamicTest.dynamicTest(
                                treatment + ": " + fault, () -> check(treatment, fault))));
  }

  private void check(Treatment treatment, Fault fault) throws Exception {
    Kept kept = new Kept();
    Ending ending;
    try (ChatStream stream = stream(treatment, fault, kept)) {
      ending = stream.await();
    }
    kept.assertIs(ending);
    Logged.assertComesBack("openai/any", kept.events(), ending);
    assertThat(ending.kind()).isEqualTo(treatment.expected(fault).kind());
    assertThat(kept.ending().reply().text()).isEqualTo(treatment.expected(fault).text());
  }

  private ChatStream stream(Treatment treatment, Fault fault, Kept kept) {
    simulator.script(treatment.script(fault, Speaks.CHAT_COMPLETIONS));
    ChatModel model =
        treatment.of(
            models.model("openai/any").with(Retry.upTo(0)).with(Treatment.timeouts(fault)),
            others.model("openai/other").with(Retry.upTo(0)));
    return model.stream(ChatRequest.of("Count."), kept);
  }

  @TestFactory
  Stream<DynamicTest> aCancelAfterSoManyEventsUnderEveryTreatment() {
    return Stream.of(Treatment.values())
        .flatMap(
            treatment ->
                Stream.of(0, 1, 3, 5)
                    .map(
                        events ->
                            DynamicTest.dynamicTest(
                                treatment + " after " + events + " events",
                                () -> checkCancel(treatment, events))));
  }

  private void checkCancel(Treatment treatment, int events) throws Exception {
    List<Fault> broken = faults().filter(fault -> fault.name().equals("a reset")).toList();
    Kept kept = new Kept();
    ChatStream stream = stream(treatment, broken.getFirst(), kept);
    var reader = stream.events().iterator();
    for (int i = 0; i < events && reader.hasNext(); i++) {
      reader.next();
    }
    stream.cancel();
    kept.assertIs(stream.await());
    Logged.assertComesBack("openai/any", kept.events(), stream.await());
  }
}
