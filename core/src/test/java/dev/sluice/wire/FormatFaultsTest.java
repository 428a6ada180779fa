package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Reason;
import dev.sluice.chat.FinishReason;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.testing.Covering;
import dev.sluice.testing.Explorer;
import dev.sluice.testing.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every format has every fault in every view under every treatment: one ending of the right kind,
 * the text to the character, the reason, and the provider sees its socket close. Any two of these
 * four meet in each build, over each transport; {@code -Dfull.product=true} lets all of them meet.
 */
@ParameterizedClass
@EnumSource(Over.class)
class FormatFaultsTest {
  private static final Duration SOON = Duration.ofSeconds(25);

  private record Case(Speaks speaks, Fault fault, View view, Treatment treatment) {
    List<?> values() {
      return List.of(speaks, fault.name(), view, treatment);
    }

    @Override
    public String toString() {
      return speaks + ", " + treatment + ": " + fault + ", seen as " + view;
    }
  }

  private final Over over;
  private Simulator simulator = Simulator.start("end");
  private final Simulator second = Simulator.start(Treatment.another());
  private Models models;
  private final Models others;

  FormatFaultsTest(Over over) {
    this.over = over;
    models = Speaks.models(over, simulator);
    others = Speaks.models(over, second);
  }

  @AfterEach
  void noSocketIsLeft() throws Exception {
    models.close();
    others.close();
    simulator.awaitOpenConnections(0, SOON);
    second.awaitOpenConnections(0, SOON);
    simulator.close();
    second.close();
  }

  @TestFactory
  Stream<DynamicTest> everyFormatHasEveryFaultInEveryViewUnderEveryTreatment() {
    return Covering.of(cases(), Explorer.SEED + List.of(Over.values()).indexOf(over), Case::values)
        .stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.toString(), () -> Watched.run(each.toString(), () -> check(each))));
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Speaks speaks : Speaks.values()) {
      for (Fault fault :
          Stream.of(speaks.faults(), speaks.stalls()).flatMap(List::stream).toList()) {
        for (Treatment treatment : Treatment.values()) {
          for (View view : View.values()) {
            if (treatment.matters(fault)) {
              cases.add(new Case(speaks, fault, view, treatment));
            }
          }
        }
      }
    }
    return cases;
  }

  /** Where an answer is begun by one provider, the next one in the list may have to go on. */
  private static Speaks other(Speaks speaks) {
    List<Speaks> all = List.of(Speaks.values());
    return all.get((all.indexOf(speaks) + 1) % all.size());
  }

  private void check(Case each) throws Exception {
    Fault fault = each.fault;
    Treatment treatment = each.treatment;
    simulator.script(treatment.script(fault, each.speaks));
    int before = simulator.requests().size();
    ChatModel model =
        treatment.of(
            models.model(each.speaks.model()).with(Retry.upTo(0)).with(Treatment.timeouts(fault)),
            others.model(other(each.speaks).model()).with(Retry.upTo(0)));
    StringBuilder text = new StringBuilder();
    Ending ending;
    try (var stream = model.stream("Count.")) {
      ending = each.view.read(stream, text);
      boolean takenBack = each.view == View.TEXT && treatment.takesBack(fault);
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
    checkReason(fault, ending);
    if (leaves(fault) && simulator.requests().size() > before) {
      simulator.awaitClientLeft(before + 1, SOON);
    }
  }

  private static void checkReason(Fault fault, Ending ending) {
    switch (ending) {
      case Ending.Completed done ->
          assertThat(done.finishReason().kind()).isEqualTo(FinishReason.Kind.STOP);
      case Ending.Incomplete early when ending.kind().equals(fault.ending()) -> {
        Failure failure = early.cause().failure().orElseThrow();
        assertThat(fault.failure().split(" or ")).contains(failure.kind());
        if (failure instanceof Failure.ByProvider said) {
          assertThat(said.reason()).isIn(reasons(fault));
          assertThat(said.reason().mayPass() || said instanceof Failure.Refused)
              .as("%s", said)
              .isTrue();
        }
      }
      case Ending.Incomplete overBudget -> {}
    }
  }

  private static List<Reason> reasons(Fault fault) {
    return switch (fault.name()) {
      case "status 401" -> List.of(Reason.AUTHENTICATION);
      case "status 404" -> List.of(Reason.NOT_FOUND);
      case "status 429" -> List.of(Reason.RATE_LIMITED);
      case "status 500" -> List.of(Reason.SERVER_ERROR);
      case "an error in the stream" -> List.of(Reason.SERVER_ERROR, Reason.OVERLOADED);
      default -> List.of(Reason.UNKNOWN);
    };
  }

  /** Where a view ended while a further attempt was made: what is still on its way goes astray. */
  private void moveOn() throws InterruptedException {
    models.close();
    simulator.awaitOpenConnections(0, SOON);
    simulator.close();
    simulator = Simulator.start("end");
    models = Speaks.models(over, simulator);
  }

  /** Whether the provider keeps its socket open until the client leaves. */
  private static boolean leaves(Fault fault) {
    return fault.ending().equals("timed_out") || fault.script().contains("hold");
  }
}
