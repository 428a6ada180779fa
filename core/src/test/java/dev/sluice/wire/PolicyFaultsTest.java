package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.simulator.Simulator;
import dev.sluice.spi.stream.ForwardingStream;
import dev.sluice.spi.stream.Interceptor;
import dev.sluice.spi.stream.Policy;
import dev.sluice.stream.ChatModel;
import dev.sluice.testing.Watched;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every fault in every view under every treatment: one ending of the right kind, the text to the
 * character, the provider sees its socket close, and no thread or socket is left.
 */
@ParameterizedClass
@EnumSource(Over.class)
class PolicyFaultsTest {
  private static final Duration SOON = Duration.ofSeconds(25);

  /** A user's own, which is in the way in every other view and changes nothing. */
  private static final Interceptor HANDING_ON =
      (request, sink, next) -> next.open(request, new ForwardingStream(sink) {});

  private final Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();
  private Simulator simulator = Simulator.start("end");
  private final Simulator second = Simulator.start(Treatment.another());
  private final Over over;
  private Models models;
  private final Models others;

  PolicyFaultsTest(Over over) {
    this.over = over;
    models = over.models(simulator.baseUrl());
    others = over.models(second.baseUrl());
  }

  @AfterEach
  void noSocketAndNoThreadIsLeft() throws Exception {
    models.close();
    others.close();
    simulator.awaitOpenConnections(0, SOON);
    second.awaitOpenConnections(0, SOON);
    simulator.close();
    second.close();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String name = thread.getName();
      boolean ours = name.startsWith("HttpClient") || name.startsWith("sluice-io");
      if (ours && !threadsBefore.contains(thread)) {
        assertThat(thread.join(SOON)).as("%s", thread).isTrue();
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> everyFaultUnderEveryTreatmentInEveryView() {
    return Stream.of(Treatment.values())
        .flatMap(
            treatment ->
                Stream.concat(Stream.of(Fault.all()), Stream.of(Fault.stalls()))
                    .filter(treatment::matters)
                    .flatMap(
                        fault ->
                            Stream.of(View.values())
                                .filter(view -> isRun(treatment, fault, view))
                                .map(view -> test(treatment, fault, view))));
  }

  /**
   * All over the default transport; over the others the half of a chess board, because the whole
   * takes 40 s each: every fault under every treatment is there, in every other view.
   */
  private boolean isRun(Treatment treatment, Fault fault, View view) {
    int row = List.of(Treatment.values()).indexOf(treatment) + fault.name().length();
    int column = List.of(View.values()).indexOf(view);
    return over == Over.NIO || (row + column) % 2 == 0;
  }

  private DynamicTest test(Treatment treatment, Fault fault, View view) {
    String name = treatment + ": " + fault + ", seen as " + view;
    return DynamicTest.dynamicTest(
        name, () -> Watched.run(name, () -> check(treatment, fault, view)));
  }

  private void check(Treatment treatment, Fault fault, View view) throws Exception {
    simulator.script(treatment.script(fault, Speaks.CHAT_COMPLETIONS));
    int before = simulator.requests().size();
    ChatModel model =
        treatment.of(
            models.model("openai/any").with(Retry.upTo(0)).with(Treatment.timeouts(fault)),
            others.model("openai/other").with(Retry.upTo(0)));
    if (List.of(View.values()).indexOf(view) % 2 == 0) {
      model = model.with(Policy.eachStream(HANDING_ON)).with(Policy.eachAttempt(HANDING_ON));
    }
    StringBuilder text = new StringBuilder();
    Ending ending;
    try (var stream = model.stream("Count.")) {
      ending = view.read(stream, text);
      boolean takenBack = view == View.TEXT && treatment.takesBack(fault);
      assertThat(View.isTakenBack(ending)).as("%s", ending).isEqualTo(takenBack);
      if (takenBack) {
        assertThat(text).hasToString(fault.text());
        moveOn();
        return;
      }
      assertThat(stream.await()).as("the one ending").isSameAs(ending);
    }
    Treatment.Expected expected = treatment.expected(fault);
    assertThat(ending.kind()).as("%s", ending).isEqualTo(expected.kind());
    assertThat(ending.reply().text()).isEqualTo(expected.text());
    assertThat(text).hasToString(expected.text());
    boolean stopsHere = !fault.isComplete() || fault.script().contains("hold");
    if (stopsHere && simulator.requests().size() > before && leaves(fault)) {
      simulator.awaitClientLeft(before + 1, SOON);
    }
  }

  /** Where a view ended while a further attempt was made: what is still on its way goes astray. */
  private void moveOn() throws InterruptedException {
    models.close();
    simulator.awaitOpenConnections(0, SOON);
    simulator.close();
    simulator = Simulator.start("end");
    models = over.models(simulator.baseUrl());
  }

  /** Whether the provider keeps its socket open until the client leaves. */
  private static boolean leaves(Fault fault) {
    return fault.ending().equals("timed_out") || fault.script().contains("hold");
  }
}
