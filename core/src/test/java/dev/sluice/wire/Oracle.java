package dev.sluice.wire;

import dev.sluice.policy.OnCut;
import java.util.List;

/** How a script must end under some policies: a model of the requirements, not of the code. */
final class Oracle {
  private Oracle() {}

  /**
   * Which policies.
   *
   * @param characters the budget, 0 for none
   */
  record Treatment(int retries, OnCut.Mode mode, int furtherAttempts, int characters) {}

  /**
   * How it must end.
   *
   * @param stalls how many attempts stalled
   * @param isExact false if a reset may have overtaken what was sent before it, or nothing of an
   *     answer is known to its format
   * @param takenBack the first text that became void: with it ends who reads the text alone
   */
  record Verdict(String kind, String text, int stalls, boolean isExact, String takenBack) {}

  static Verdict verdict(List<Response> script, Treatment treatment) {
    String text = "";
    boolean begun = false;
    boolean exact = true;
    int stalls = 0;
    int further = treatment.mode() == OnCut.Mode.FAIL ? 0 : treatment.furtherAttempts();
    String takenBack = "";
    int next = 0;
    while (true) {
      Response response;
      int number;
      int retries = treatment.retries();
      do {
        number = Math.min(next++, script.size() - 1);
        response = script.get(number);
        exact &= response.arrives() && !response.mayBeForeign();
        stalls += response.stalls() ? 1 : 0;
      } while (!response.begins() && !response.isComplete() && response.mayPass() && retries-- > 0);
      text += response.text(number);
      begun |= response.begins();
      int characters = text.codePointCount(0, text.length());
      if (treatment.characters() > 0 && characters >= treatment.characters()) {
        text = text.substring(0, text.offsetByCodePoints(0, treatment.characters()));
        return new Verdict("over_budget", text, stalls, exact, takenBack);
      }
      if (response.isComplete() || !begun || !response.mayPass() || further-- == 0) {
        return new Verdict(response.kind(), text, stalls, exact, takenBack);
      }
      if (treatment.mode() != OnCut.Mode.RESUME) {
        takenBack = takenBack.isEmpty() ? text : takenBack;
        text = "";
      }
    }
  }
}
