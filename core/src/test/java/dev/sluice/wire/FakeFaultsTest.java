package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.fake.FakeAnswer;
import dev.sluice.fake.FakeModel;
import dev.sluice.stream.ChatModel;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Watched;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A fault of the fake model is dealt with as the same one on a wire, in every view under every
 * treatment: so that what a user's test sees is what happens.
 */
class FakeFaultsTest {
  private static final FakeAnswer THREE = FakeAnswer.text("One two three").withUsage(5, 3);
  private static final FakeAnswer ANOTHER = FakeAnswer.text("Eins zwei");

  private record Case(Fault fault, FakeAnswer answer) {
    static Case of(String name, String ending, String text, String failure, FakeAnswer answer) {
      return new Case(new Fault(name, "", ending, text, failure), answer);
    }
  }

  private static final List<Case> CASES =
      List.of(
          Case.of("no fault", "completed", "One two three", "", THREE),
          Case.of("a clean end", "truncated", "One two", "ended_early", THREE.truncatedAfter(2)),
          Case.of("nothing at all", "truncated", "", "ended_early", THREE.truncatedAfter(0)),
          Case.of("a cut", "cut", "One two", "connection_lost", THREE.cutAfter(2)),
          Case.of("a hang-up", "failed", "", "connection_lost", THREE.cutAfter(0)),
          Case.of("nobody there", "failed", "", "connection_lost", FakeAnswer.unreachable()),
          Case.of(
              "an error", "failed", "One", "error_in_stream", THREE.failingAfter(1, "overloaded")),
          Case.of("status 401", "failed", "", "refused", FakeAnswer.refused(401)),
          Case.of("status 500", "failed", "", "refused", FakeAnswer.refused(500)),
          Case.of("a stall", "timed_out", "", "timeout", FakeAnswer.stalled()),
          Case.of("a stall later", "timed_out", "One", "timeout", THREE.stallingAfter(1)));

  @TestFactory
  Stream<DynamicTest> everyFaultUnderEveryTreatmentInEveryView() {
    return Stream.of(Treatment.values())
        .flatMap(
            treatment ->
                CASES.stream()
                    .filter(each -> treatment.matters(each.fault))
                    .flatMap(
                        each -> Stream.of(View.values()).map(view -> test(treatment, each, view))));
  }

  private static DynamicTest test(Treatment treatment, Case each, View view) {
    String name = treatment + ": " + each.fault + ", seen as " + view;
    return DynamicTest.dynamicTest(
        name, () -> Watched.run(name, () -> check(treatment, each, view)));
  }

  private static void check(Treatment treatment, Case each, View view) {
    FakeAnswer then =
        switch (treatment) {
          case RESUME -> FakeAnswer.pieces("and ", "four");
          case RETRY, RESTART -> ANOTHER;
          case TIMEOUTS, FALLBACK, FALLBACK_THAT_CONTINUES, BUDGET -> each.answer;
        };
    FakeModel fake = FakeModel.repeating(each.answer, then);
    FakeModel other = FakeModel.repeating(ANOTHER).named("fake/other");
    ChatModel model =
        treatment.of(fake.model().with(Treatment.timeouts(each.fault)), other.model());
    StringBuilder text = new StringBuilder();
    Ending ending;
    try (var stream = model.stream("Count.")) {
      ending = view.read(stream, text);
      boolean takenBack = view == View.TEXT && treatment.takesBack(each.fault);
      assertThat(View.isTakenBack(ending)).as("%s", ending).isEqualTo(takenBack);
      if (takenBack) {
        assertThat(text).hasToString(each.fault.text());
        return;
      }
      assertThat(stream.await()).as("the one ending").isSameAs(ending);
    }
    Treatment.Expected expected = treatment.expected(each.fault);
    assertThat(ending.kind()).as("%s", ending).isEqualTo(expected.kind());
    assertThat(ending.reply().text()).isEqualTo(expected.text());
    assertThat(text).hasToString(expected.text());
    Eventually.await("nothing runs on", () -> fake.running() == 0);
  }
}
